import fc from 'fast-check';
import { decimal, fromMoney, INTERVAL_MS, intervalSeries, quality, rational, times, toScaled, toText, type IntervalSeries } from '@busbar/kernel';
import { billingPeriod, cumulativeParts, drillDown, invoiceJson, pinText, rate, readRatingDocument, splitSigned, supportedCodes, type PriceTerm, type RatingInput } from '@busbar/pricing';
import { randomContract } from '../../oracle/random-contract';

const seeds = fc.integer({ min: 1, max: 1_000_000 });
const runs = { numRuns: 25 };
const inputOf = (seed: number): RatingInput => readRatingDocument(randomContract(seed));
const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

describe('any contract', () => {
  it('has lines that sum to the subtotal, taxes that sum to the tax, and both to the total', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const invoice = rate(inputOf(seed));
      expect(sum(invoice.lines.map((line) => line.amount.minor))).toBe(invoice.subtotal.minor);
      expect(sum(invoice.taxLines.map((tax) => tax.amount.minor))).toBe(invoice.tax.minor);
      expect(invoice.total.minor).toBe(invoice.subtotal.minor + invoice.tax.minor);
      expect(invoice.document).toBe(invoice.total.minor < 0n ? 'CREDIT_NOTE' : 'INVOICE');
      for (const tax of invoice.taxLines) if (invoice.lines.length > 0) expect(sum(tax.allocation)).toBe(tax.amount.minor);
    }), runs);
  });

  it('gives equal bytes for equal pins, and names its pins by what they hold', () => {
    fc.assert(fc.property(seeds, (seed) => {
      expect(JSON.stringify(invoiceJson(rate(inputOf(seed))))).toBe(JSON.stringify(invoiceJson(rate(inputOf(seed)))));
      expect(pinText(inputOf(seed))).toBe(pinText(inputOf(seed)));
      expect(pinText(inputOf(seed))).not.toBe(pinText(inputOf(seed + 1)));
    }), runs);
  });

  it('opens each line into days and intervals that sum to it', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const input = inputOf(seed);
      for (const line of rate(input).lines) {
        const { days } = drillDown(input, line.number);
        expect(sum(days.map((day) => day.amountMinor))).toBe(line.amount.minor);
        for (const { day } of days) expect(day >= line.period.from && day < line.period.to).toBe(true);
        for (const day of days) {
          if (day.intervals.length === 0) continue;
          expect(sum(day.intervals.map((interval) => interval.amountMinor))).toBe(day.amountMinor);
          expect(sum(day.intervals.map((interval) => interval.energyMj))).toBe(day.energyMj);
        }
      }
    }), runs);
  });

  it('opens lines of every code that can be rated', () => {
    const left = new Set<string>(supportedCodes);
    for (let seed = 1; seed < 400 && left.size > 0; seed += 1) {
      const input = inputOf(seed);
      for (const line of rate(input).lines) {
        const code = input.terms.find(({ id }) => id === line.termId)?.code;
        if (code === undefined || !left.has(code) || line.amount.minor === 0n) continue;
        left.delete(code);
        expect([code, sum(drillDown(input, line.number).days.map((day) => day.amountMinor))]).toEqual([code, line.amount.minor]);
      }
    }
    expect([...left]).toEqual([]);
  });

  it('costs twice as much at twice the prices, line by line, up to one minor unit', () => {
    const free = /^(commit|credit|discount|fee|passthrough)/;
    fc.assert(fc.property(seeds, (seed) => {
      const input = inputOf(seed);
      const terms = input.terms.filter(({ code }) => !free.test(code)).map((term) => ({ ...term, escalator: undefined })) as unknown as readonly PriceTerm[];
      const once = rate({ ...input, terms, taxes: [] });
      const twice = rate({ ...input, terms: terms.map((term) => doubled(term)) as readonly PriceTerm[], taxes: [], indices: (input.indices ?? []).map((index) => ({ ...index, microPerMwh: index.microPerMwh.map((price) => price * 2n) })) });
      const amountsOf = ({ lines }: typeof once): ReadonlyMap<string, bigint> => new Map(lines.map((line) => [[line.termId, line.code, line.period.from, line.trancheId, line.quantity, line.unit].join(' '), line.amount.minor]));
      const [before, after] = [amountsOf(once), amountsOf(twice)];
      for (const key of new Set([...before.keys(), ...after.keys()])) expect(abs((after.get(key) ?? 0n) - 2n * (before.get(key) ?? 0n))).toBeLessThanOrEqual(1n);
    }), runs);
  });

  it('prints lines that a pocket calculator repeats: quantity × fraction × price, rounded', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const invoice = rate({ ...inputOf(seed), taxes: [] });
      for (const line of invoice.lines) {
        if (line.informational) continue;
        const share = line.fraction ? rational(BigInt(line.fraction.numerator), BigInt(line.fraction.denominator)) : rational(1n);
        const exponent = { USD: 2, EUR: 2, JPY: 0, KWD: 3 }[invoice.currency as string] ?? 2;
        expect(toScaled(times(times(read(line.quantity), share), read(line.unitPrice)), exponent)).toBe(line.amount.minor);
      }
    }), runs);
  });

  it('does not care in which order meters, allocations, events and fixings are listed', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const input = inputOf(seed);
      const turned = { ...input, energy: reversed(input.energy), allocations: reversed(input.allocations), events: reversed(input.events), fixings: (input.fixings ?? []).map((series) => ({ ...series, rates: reversed(series.rates) })) };
      expect(amounts(turned)).toEqual(amounts(input));
    }), runs);
  });

  it('prices each component without regard to those that come after it', () => {
    const order = ['energy', 'demand', 'capacity', 'transmission', 'gpu', 'network', 'charge', 'passthrough', 'commit', 'credit.curtailment', 'credit.sla', 'discount', 'credit.capex', 'fee'];
    const rank = (code: string): number => order.findIndex((beginning) => code.startsWith(beginning));
    fc.assert(fc.property(seeds, fc.integer({ min: 1, max: order.length }), (seed, upTo) => {
      const input = { ...inputOf(seed), taxes: [] };
      const kept = (termId: string): boolean => rank(input.terms.find((term) => term.id === termId)?.code ?? '') < upTo;
      const whole = rate(input).lines.filter((line) => kept(line.termId)).map((line) => [line.termId, line.code, line.amount.minor]);
      const part = rate({ ...input, terms: input.terms.filter((term) => kept(term.id)) }).lines.map((line) => [line.termId, line.code, line.amount.minor]);
      expect(part).toEqual(whole);
    }), runs);
  });
});

const load = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 96 * 3, maxLength: 96 * 3 });
const zone = 'Europe/Oslo';
const whole = billingPeriod('2026-05-01', '2026-05-04', zone);
const series = (energy: readonly bigint[]): IntervalSeries => intervalSeries(whole.fromMs, INTERVAL_MS, BigInt64Array.from(energy), new Uint16Array(energy.length).fill(quality.VALID));
const contract = (terms: readonly PriceTerm[], energy: readonly bigint[]): RatingInput => ({
  contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'EUR', zone, period: whole, terms, tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [{ from: '2026-01-01', until: null, kw: '1234.5' }] }], energy: [{ trancheId: 'trn', role: 'IT', series: series(energy) }],
  calendars: [{ id: 'cal', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'day', weekdays: [1, 2, 3, 4, 5], fromHour: 8, toHour: 20 }, { bucket: 'rest' }] }],
  // Over two midnights, from one odd second to another.
  allocations: [{ id: 'alc', sku: 'H100-SXM', gpus: 64, from: '2026-05-01T01:25:45Z', to: '2026-05-03T20:06:51Z' }],
  indices: [{ id: 'hub', version: '1', status: 'FINAL', currency: 'EUR', startMs: whole.fromMs, stepMs: 3_600_000, microPerMwh: new BigInt64Array(72).fill(41_370_000n) }],
});
const additive: readonly PriceTerm[] = [
  { id: 'fixed', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.0475' },
  { id: 'adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '6.5', per: 'MWh', lossFactor: '1.02' },
  { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub', lossFactor: '1.01' },
  { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'cal', prices: [{ bucket: 'day', price: '0.09' }, { bucket: 'rest', price: '0.031' }] },
  { id: 'block', code: 'energy.block', billedIn: 'ARREARS', indexId: 'hub', blocks: [{ name: 'base', kw: '600', price: '0.038' }] },
  { id: 'hourly', code: 'capacity.hourly', billedIn: 'ARREARS', price: '0.02' },
  { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100-SXM', price: '2.19', incrementSeconds: 60 },
];
/** Of these neither the hour nor the height of the load matters; the index above is the same in every hour. */
const bySum = additive.filter(({ code }) => ['energy.fixed', 'energy.index_adder', 'energy.index', 'capacity.hourly'].includes(code));

describe('additive terms', () => {
  it('cost as much in one period as in its days, up to the roundings that are printed', () => {
    fc.assert(fc.property(load, (energy) => {
      const input = contract(additive, energy);
      const days = ['2026-05-01', '2026-05-02', '2026-05-03'].map((day, index) => rate({ ...input, period: billingPeriod(day, ['2026-05-02', '2026-05-03', '2026-05-04'][index] as string, zone) }));
      const inWhole = rate(input).lines;
      const codes = [...new Set([...inWhole, ...days.flatMap((day) => day.lines)].map((line) => line.code))];
      expect(codes).toEqual(expect.arrayContaining(['energy.fixed', 'energy.tou.day', 'energy.tou.rest', 'energy.index', 'energy.index_adder', 'energy.block.base', 'capacity.hourly', 'gpu.premium']));
      for (const code of codes) {
        const of = (lines: typeof inWhole): typeof inWhole => lines.filter((line) => line.code === code);
        const parts = days.flatMap((day) => of(day.lines));
        const quantity = (lines: typeof inWhole): bigint => sum(lines.map((line) => toScaled(read(line.quantity), 3)));
        // A rounding for each printed quantity and each printed amount: one of the whole, one of each day.
        expect(abs(quantity(of(inWhole)) - quantity(parts))).toBeLessThanOrEqual(4n);
        expect(abs(sum(of(inWhole).map((line) => line.amount.minor)) - sum(parts.map((line) => line.amount.minor)))).toBeLessThanOrEqual(4n);
      }
    }), runs);
  });

  it('round the line, not the reading: whatever the quarter-hours, only their sum counts', () => {
    fc.assert(fc.property(load, (energy) => {
      const heaped = [sum(energy), ...energy.slice(1).map(() => 0n)];
      expect(amounts(contract(bySum, energy))).toEqual(amounts(contract(bySum, heaped)));
    }), runs);
  });

  it('come to nothing exactly when their amount in major units does', () => {
    expect(rate(contract(bySum, Array.from({ length: 288 }, () => 0n))).lines.map((line) => [line.code, fromMoney(line.amount).n > 0n])).toEqual([['energy.fixed', false], ['capacity.hourly', true]]);
  });
});

describe('splits of either sign', () => {
  const weights = fc.array(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), { minLength: 1, maxLength: 12 });
  const totals = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });

  it('lose nothing and make nothing, and a negative total is split as its negation', () => {
    fc.assert(fc.property(totals, weights, (total, parts) => {
      expect(sum(splitSigned(total, parts))).toBe(total);
      expect(splitSigned(-total, parts)).toEqual(splitSigned(total, parts).map((part) => -part));
      expect(sum(cumulativeParts(total, parts))).toBe(total);
    }));
  });

  it('give the whole to the first with a weight where weights cancel out', () => {
    expect(splitSigned(5n, [0n, 3n, -3n])).toEqual([0n, 5n, 0n]);
    expect(splitSigned(5n, [0n, 0n])).toEqual([5n, 0n]);
    expect(cumulativeParts(5n, [3n, -3n])).toEqual([5n, 0n]);
    expect(() => splitSigned(1n, [])).toThrow('at least one part');
  });
});

/** Every price of a term, twice; and what holds an index price. */
function doubled(value: unknown, key = '', within = ''): unknown {
  const isPrice = ['price', 'flatFee', 'burstPrice', 'annualRate', 'amount'].includes(key) || (within === 'guard' && (key === 'floor' || key === 'cap'));
  if (typeof value === 'string') return isPrice ? toText(times(decimal(value), rational(2n)), 20) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => doubled(item, key, within));
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined).map(([name, field]) => [name, doubled(field, name, key)])) : value;
}
const abs = (value: bigint): bigint => (value < 0n ? -value : value);
const reversed = <T>(list: readonly T[] | undefined): readonly T[] => [...(list ?? [])].reverse();
const amounts = (input: RatingInput): readonly unknown[] => rate(input).lines.map((line) => [line.code, line.quantity, line.amount.minor]);
/** A decimal text as an exact fraction. */
function read(text: string): { readonly n: bigint; readonly d: bigint } {
  const [digits = '0', decimals = ''] = text.split('.');
  return rational(BigInt(digits + decimals), 10n ** BigInt(decimals.length));
}
