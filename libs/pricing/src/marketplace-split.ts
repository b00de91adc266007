/** What the platform and the hosts receive of an invoice (R7 and pricing.md section 8, Splits). */
import {
  decimal, fromMoney, isNegative, minus, money, plus, rational, splitByShares, subtractMoney, sumMoney, sumOf, times, toMoney, ZERO, type Currency, type Money, type Rational,
} from '@busbar/kernel';
import type { RatedLine } from './rated-invoice';

/** One organisation's part of the net, after the platform's fee. */
export interface HostShare {
  readonly organisationId: string;
  readonly amount: Money;
}

export interface MarketplaceSplit {
  /** Σ lines, before tax. */
  readonly net: Money;
  /** What the fee is taken of: Σ lines that are not passed through. */
  readonly feeBase: Money;
  /** round(rate × feeBase). */
  readonly platformFee: Money;
  /** Sum to net − fee exactly, which is never rounded for itself; the host first, then the others in order of appearance. */
  readonly hosts: readonly HostShare[];
}

type SplitLine = Pick<RatedLine, 'amount' | 'passThrough' | 'payees'>;

/**
 * Splits the net of an invoice between the platform and the hosts. Each line bears its own fee, none where it is passed through; what is
 * left of the net goes to the payees by what their lines earned after it, by largest remainder. Lines without payees are the host's. A part
 * that is negative as a whole (credits beyond what was earned) is taken as it is, and the host bears the rest.
 */
export function marketplaceSplit(lines: readonly SplitLine[], hostId: string, feeRate: string, currency: Currency): MarketplaceSplit {
  const rate = decimal(feeRate);
  const net = sumMoney(lines.map(({ amount }) => amount), currency);
  const feeBase = sumMoney(lines.filter(({ passThrough }) => !passThrough).map(({ amount }) => amount), currency);
  const platformFee = toMoney(times(fromMoney(feeBase), rate), currency);
  return { net, feeBase, platformFee, hosts: split(subtractMoney(net, platformFee), earnings(lines, hostId, rate), hostId) };
}

/** What each organisation's lines earned after their fee, exactly; the host first. */
function earnings(lines: readonly SplitLine[], hostId: string, rate: Rational): ReadonlyMap<string, Rational> {
  const earned = new Map<string, Rational>([[hostId, ZERO]]);
  for (const { amount, passThrough, payees } of lines) {
    const kept = times(fromMoney(amount), passThrough ? rational(1n) : minus(rational(1n), rate));
    for (const { organisationId, share } of payees.length > 0 ? payees : [{ organisationId: hostId, share: '1' }])
      earned.set(organisationId, plus(earned.get(organisationId) ?? ZERO, times(kept, decimal(share))));
  }
  return earned;
}

function split(total: Money, earned: ReadonlyMap<string, Rational>, hostId: string): readonly HostShare[] {
  const names = [...earned.keys()];
  const weights = [...earned.values()];
  if (names.length === 1) return [{ organisationId: hostId, amount: total }];
  if (weights.some(isNegative)) return withHostBearingTheRest(total, earned, hostId);
  const parts = splitByShares(total.minor, sumOf(weights).n === 0n ? names.map(() => rational(1n)) : weights);
  return names.map((organisationId, index) => ({ organisationId, amount: money(parts[index] ?? 0n, total.currency) }));
}

function withHostBearingTheRest(total: Money, earned: ReadonlyMap<string, Rational>, hostId: string): readonly HostShare[] {
  const others = [...earned].filter(([name]) => name !== hostId).map(([organisationId, part]) => ({ organisationId, amount: toMoney(part, total.currency) }));
  return [{ organisationId: hostId, amount: subtractMoney(total, sumMoney(others.map(({ amount }) => amount), total.currency)) }, ...others];
}
