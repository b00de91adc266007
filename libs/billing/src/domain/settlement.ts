/** Who gets what of an invoice, and how the tenant settles it. Source: pricing.md sections 6 (R6, R7) and 8 (Splits), ledger.md. */
import {
  compareMoney, decimal, fromMoney, isNegative, money, plus, rational, splitByShares, subtractMoney, sumMoney, sumOf, times, toMoney, ZERO, type Currency, type Money, type Rational, zeroMoney,
} from '@busbar/kernel';
import type { RatedLine } from '@busbar/pricing';

/** One organisation's part of the net, after the platform's fee. */
export interface PayeeShare {
  readonly organisationId: string;
  readonly amount: Money;
}

export interface HostSettlement {
  /** What the fee is taken of: Σ lines that are not passed through. */
  readonly feeBase: Money;
  readonly fee: Money;
  /** Sums to net − fee exactly; the host first, then the others in order of appearance. */
  readonly shares: readonly PayeeShare[];
}

type SettledLine = Pick<RatedLine, 'amount' | 'passThrough' | 'payees'>;

/**
 * Platform fee = round(rate × Σ lines not passed through); what remains of the net goes to the hosts by their parts of the
 * lines, by largest remainder. A part that is negative as a whole (a credit greater than what it earned) is taken as it
 * is, and the host bears the rest.
 */
export function settlementOf(lines: readonly SettledLine[], hostId: string, feeRate: string, currency: Currency): HostSettlement {
  const net = sumMoney(lines.map(({ amount }) => amount), currency);
  const feeBase = sumMoney(lines.filter(({ passThrough }) => !passThrough).map(({ amount }) => amount), currency);
  const fee = toMoney(times(fromMoney(feeBase), decimal(feeRate)), currency);
  const earned = earnings(lines, hostId);
  return { feeBase, fee, shares: split(subtractMoney(net, fee), earned, hostId) };
}

/** Exact part of the lines by organisation, the host first. */
function earnings(lines: readonly SettledLine[], hostId: string): ReadonlyMap<string, Rational> {
  const earned = new Map<string, Rational>([[hostId, ZERO]]);
  for (const { amount, payees } of lines)
    for (const { organisationId, share } of payees.length > 0 ? payees : [{ organisationId: hostId, share: '1' }])
      earned.set(organisationId, plus(earned.get(organisationId) ?? ZERO, times(fromMoney(amount), decimal(share))));
  return earned;
}

function split(total: Money, earned: ReadonlyMap<string, Rational>, hostId: string): readonly PayeeShare[] {
  const names = [...earned.keys()];
  const weights = [...earned.values()];
  if (names.length === 1) return [{ organisationId: hostId, amount: total }];
  if (weights.some(isNegative)) return withHostBearingTheRest(total, earned, hostId);
  const parts = splitByShares(total.minor, sumOf(weights).n === 0n ? names.map(() => rational(1n)) : weights);
  return names.map((organisationId, index) => ({ organisationId, amount: money(parts[index] ?? 0n, total.currency) }));
}

function withHostBearingTheRest(total: Money, earned: ReadonlyMap<string, Rational>, hostId: string): readonly PayeeShare[] {
  const others = [...earned].filter(([name]) => name !== hostId).map(([organisationId, part]) => ({ organisationId, amount: toMoney(part, total.currency) }));
  return [{ organisationId: hostId, amount: subtractMoney(total, sumMoney(others.map(({ amount }) => amount), total.currency)) }, ...others];
}

/** How an issued invoice is settled before any charge: the tenant's credit first; a deposit stays where it is. */
export interface TenantSettlement {
  readonly creditApplied: Money;
  readonly creditAfter: Money;
  readonly depositAfter: Money;
  readonly amountDue: Money;
  /** Whether anything is left to be charged: nothing is asked of the bank for an amount of zero. */
  readonly charge: boolean;
}

/** Source: pricing.md section 4, last sentence; worked example E23. */
export function settle(total: Money, balances: { readonly credit: Money; readonly deposit: Money }): TenantSettlement {
  const none = zeroMoney(total.currency);
  const owed = compareMoney(total, none) > 0 ? total : none;
  const creditApplied = compareMoney(balances.credit, owed) < 0 ? balances.credit : owed;
  const amountDue = subtractMoney(owed, creditApplied);
  return { creditApplied, creditAfter: subtractMoney(balances.credit, creditApplied), depositAfter: balances.deposit, amountDue, charge: amountDue.minor > 0n };
}
