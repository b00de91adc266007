import { actsFor, moneyHandlers, rule, type Actor, type DomainError, type Money } from '@busbar/kernel';
import { InvoiceNotPayableError } from './billing.errors';
import type { Invoice } from './invoice';

/** Who may ask billing for what. Whose invoices one sees is decided by the organisation columns of the rows. */
export const billingPolicy = {
  invoices: rule('invoices', { kinds: 'ANY', scope: 'invoices:read' }),
  invoice: rule('invoice', { kinds: 'ANY', scope: 'invoices:read' }),
  billingRuns: rule('billingRuns', { kinds: ['STAFF'] }),
  runBilling: rule('runBilling', { kinds: ['STAFF'], roles: moneyHandlers }),
  importIndexPrices: rule('importIndexPrices', { kinds: ['STAFF'], roles: moneyHandlers, scope: 'indices:write' }),
  priceIndices: rule('priceIndices', { kinds: 'ANY', scope: 'indices:read' }),
  /** Paying itself is in the context of payments; that it is the tenant's to do is a rule of the invoice. */
  pay: rule('payInvoice', { kinds: ['TENANT'], roles: moneyHandlers }, (actor: Actor, invoice: Pick<Invoice, 'tenantId'>) => actsFor(actor, invoice.tenantId)),
};

/** Why an invoice cannot be paid through the platform now, or null where it can. */
export function payingRefusal(invoice: Pick<Invoice, 'id' | 'state' | 'settlement'>, open: Money): DomainError | null {
  if (invoice.state !== 'ISSUED') return new InvoiceNotPayableError({ invoiceId: invoice.id, reason: 'NOT_ISSUED' });
  if (invoice.settlement === 'DIRECT') return new InvoiceNotPayableError({ invoiceId: invoice.id, reason: 'PAID_DIRECTLY' });
  return open.minor > 0n ? null : new InvoiceNotPayableError({ invoiceId: invoice.id, reason: 'NOTHING_OPEN' });
}
