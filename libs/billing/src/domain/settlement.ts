/** How the tenant settles an invoice (pricing.md section 4). */
import { compareMoney, subtractMoney, zeroMoney, type Money } from '@busbar/kernel';

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
