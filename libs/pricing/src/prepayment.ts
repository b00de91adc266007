/** Prepayments: paid once, drawn down invoice by invoice. Settlement, never a line (decisions.md 26; contracts.md section 1, Security). */
import { compareMoney, decimal, money, shareOfMoney, subtractMoney, type Money } from '@busbar/kernel';

/** How a prepayment is used up. */
export type DrawdownRule =
  /** A share of each invoice's total. */
  | { readonly kind: 'share_of_invoice'; readonly share: string }
  /** The last invoices of the term, whole. */
  | { readonly kind: 'last_invoices'; readonly count: number }
  /** An amount released by each milestone that has been reached. */
  | { readonly kind: 'milestone'; readonly released: Money };

export interface Drawdown {
  readonly drawn: Money;
  readonly balanceAfter: Money;
  /** What of the invoice is left to be paid. */
  readonly due: Money;
}

/**
 * What of an invoice is settled from the prepayment: as the rule allows, never more than the balance or the invoice. A credit note
 * draws nothing. `invoicesLeft` counts this invoice and those that follow in the term.
 */
export function drawDown(balance: Money, invoiceTotal: Money, rule: DrawdownRule, invoicesLeft: number): Drawdown {
  const drawn = [allowed(invoiceTotal, rule, invoicesLeft), balance, invoiceTotal].reduce((least, amount) => (compareMoney(amount, least) < 0 ? amount : least));
  const taken = drawn.minor < 0n ? money(0n, drawn.currency) : drawn;
  return { drawn: taken, balanceAfter: subtractMoney(balance, taken), due: subtractMoney(invoiceTotal, taken) };
}

function allowed(total: Money, rule: DrawdownRule, invoicesLeft: number): Money {
  switch (rule.kind) {
    case 'share_of_invoice': return shareOfMoney(total, decimal(rule.share));
    case 'last_invoices': return invoicesLeft <= rule.count ? total : money(0n, total.currency);
    case 'milestone': return rule.released;
  }
}
