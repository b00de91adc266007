/** What the platform and the hosts receive of an invoice (R7 and pricing.md section 8, Splits). */
import { decimal, fromMoney, money, plus, rational, times, toMoney, ZERO, type Money } from '@busbar/kernel';
import type { RatedLine } from './rated-invoice';
import { splitSigned } from './split-signed';

export interface HostShare {
  readonly organisationId: string;
  readonly minor: bigint;
}

export interface MarketplaceSplit {
  /** Σ lines, before tax. */
  readonly net: Money;
  /** round(rate × Σ lines that are not pass-through). */
  readonly platformFee: Money;
  /** net − fee: the residual, never rounded for itself. */
  readonly hostTotal: Money;
  /** In the order in which organisations first appear; they sum to `hostTotal`. */
  readonly hosts: readonly HostShare[];
}

/**
 * Splits the net of an invoice. The fee is taken of lines that are not pass-through; the residual goes to the hosts by what the lines
 * they are payees of earned before the fee. Lines without payees belong to `hostId`.
 */
export function marketplaceSplit(lines: readonly Pick<RatedLine, 'amount' | 'passThrough' | 'payees'>[], feeRate: string, hostId: string): MarketplaceSplit {
  const currency = lines[0]?.amount.currency ?? 'USD';
  const net = money(lines.reduce((sum, line) => sum + line.amount.minor, 0n), currency);
  const bearing = money(lines.reduce((sum, line) => (line.passThrough ? sum : sum + line.amount.minor), 0n), currency);
  const platformFee = toMoney(times(fromMoney(bearing), decimal(feeRate)), currency);
  const hostTotal = money(net.minor - platformFee.minor, currency);
  const earned = new Map<string, { n: bigint; d: bigint }>();
  for (const line of lines)
    for (const payee of line.payees.length > 0 ? line.payees : [{ organisationId: hostId, share: '1' }]) {
      const keep = line.passThrough ? rational(1n) : plus(rational(1n), times(decimal(feeRate), rational(-1n)));
      earned.set(payee.organisationId, plus(earned.get(payee.organisationId) ?? ZERO, times(times(fromMoney(line.amount), keep), decimal(payee.share))));
    }
  const hosts = [...earned.keys()];
  if (hosts.length === 0) return { net, platformFee, hostTotal, hosts: [] };
  const shares = [...earned.values()];
  const denominator = shares.reduce((product, share) => product * share.d, 1n);
  const parts = splitSigned(hostTotal.minor, shares.map((share) => share.n * (denominator / share.d)));
  return { net, platformFee, hostTotal, hosts: hosts.map((organisationId, index) => ({ organisationId, minor: parts[index] as bigint })) };
}
