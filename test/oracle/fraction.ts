/** Exact fractions for the oracle: its own arithmetic, so that a mistake in the kernel's cannot hide in both. */
export class Fraction {
  private constructor(readonly top: bigint, readonly bottom: bigint) {}

  static of(top: bigint | number, bottom: bigint | number = 1n): Fraction {
    const [t, b] = [BigInt(top), BigInt(bottom)];
    if (b === 0n) throw new RangeError('nothing divides by zero');
    return b < 0n ? new Fraction(-t, -b) : new Fraction(t, b);
  }

  /** `-12.345` */
  static read(text: string): Fraction {
    const [whole = '0', decimals = ''] = text.replace('-', '').split('.');
    const value = BigInt(whole + decimals);
    return new Fraction(text.startsWith('-') ? -value : value, 10n ** BigInt(decimals.length));
  }

  static sum(values: Iterable<Fraction>): Fraction {
    let total = Fraction.of(0);
    for (const value of values) total = total.add(value);
    return total;
  }

  add(other: Fraction): Fraction {
    if (this.bottom === other.bottom) return new Fraction(this.top + other.top, this.bottom);
    return new Fraction(this.top * other.bottom + other.top * this.bottom, this.bottom * other.bottom);
  }
  subtract(other: Fraction): Fraction {
    return this.add(other.multiply(Fraction.of(-1)));
  }
  multiply(other: Fraction): Fraction {
    return new Fraction(this.top * other.top, this.bottom * other.bottom);
  }
  divide(other: Fraction): Fraction {
    return Fraction.of(this.top * other.bottom, this.bottom * other.top);
  }
  isMoreThan(other: Fraction): boolean {
    return this.top * other.bottom > other.top * this.bottom;
  }
  atLeast(other: Fraction): Fraction {
    return this.isMoreThan(other) ? this : other;
  }
  atMost(other: Fraction): Fraction {
    return this.isMoreThan(other) ? other : this;
  }

  /** Units of 10^-scale: add a half to the magnitude and cut. */
  units(scale: number): bigint {
    const magnitude = (this.top < 0n ? -this.top : this.top) * 10n ** BigInt(scale);
    const cut = (magnitude + this.bottom / 2n) / this.bottom;
    const exactHalfIsKept = (2n * magnitude + this.bottom) / (2n * this.bottom);
    const rounded = this.bottom % 2n === 0n ? cut : exactHalfIsKept;
    return this.top < 0n ? -rounded : rounded;
  }
  round(scale: number): Fraction {
    return new Fraction(this.units(scale), 10n ** BigInt(scale));
  }
}

/** Shares by largest remainder: hand out floors, then one each by the size of what was cut off, earlier places first. */
export function share(total: bigint, weights: readonly Fraction[]): bigint[] {
  if (total < 0n) return share(-total, weights).map((part) => -part);
  const sum = Fraction.sum(weights);
  if (sum.top === 0n) {
    const bearer = Math.max(0, weights.findIndex((weight) => weight.top !== 0n));
    return weights.map((_, place) => (place === bearer ? total : 0n));
  }
  const exact = weights.map((weight) => Fraction.of(total).multiply(weight).divide(sum));
  const floors = exact.map(({ top, bottom }) => (top >= 0n ? top / bottom : -((-top + bottom - 1n) / bottom)));
  const cut = exact.map((value, place) => ({ place, left: value.subtract(Fraction.of(floors[place] as bigint)) }));
  let missing = total - floors.reduce((a, b) => a + b, 0n);
  while (missing > 0n) {
    const largest = cut.reduce((best, candidate) => (candidate.left.isMoreThan(best.left) ? candidate : best));
    floors[largest.place] = (floors[largest.place] as bigint) + 1n;
    largest.left = Fraction.of(-1);
    missing -= 1n;
  }
  return floors;
}
