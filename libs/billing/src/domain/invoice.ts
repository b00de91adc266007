/** The words of an invoice: its states, and what is read of it from the ledger. */
import type { Currency, Instant, LocalDate, Money } from '@busbar/kernel';

/** An issued invoice never changes again; a draft that is not issued is void. */
export const invoiceStates = ['DRAFT', 'ISSUED', 'VOID'] as const;
export type InvoiceState = (typeof invoiceStates)[number];

/** A total below zero is issued as a credit note (R9). */
export const invoiceDocuments = ['INVOICE', 'CREDIT_NOTE'] as const;
export type InvoiceDocument = (typeof invoiceDocuments)[number];

/** Read from the ledger, never stored (decisions.md 25). */
export const paymentStates = ['NOT_DUE', 'OPEN', 'PARTLY_PAID', 'PAID', 'OVERDUE'] as const;
export type PaymentState = (typeof paymentStates)[number];

export interface Invoice {
  readonly id: string;
  /** `INV-2021-000001`; null while it is a draft. */
  readonly number: string | null;
  readonly document: InvoiceDocument;
  readonly state: InvoiceState;
  readonly contractId: string;
  readonly hostId: string;
  readonly tenantId: string;
  readonly periodId: string;
  /** 1 for the first; n + 1 needs the full credit note of n. */
  readonly revision: number;
  readonly zone: string;
  readonly currency: Currency;
  /** Local days of the contract's zone that arrears were rated over. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly subtotal: Money;
  readonly tax: Money;
  readonly total: Money;
  readonly platformFee: Money;
  readonly settlement: 'PLATFORM' | 'DIRECT';
  readonly issuedAt: Instant | null;
  readonly dueOn: LocalDate | null;
  readonly runItemId: string;
}

/** What the ledger's receivable says about an issued invoice on a local day of its zone. */
export function paymentStateOf(invoice: Pick<Invoice, 'state' | 'total' | 'dueOn'>, open: Money, today: LocalDate): PaymentState {
  if (invoice.state !== 'ISSUED' || invoice.total.minor <= 0n) return 'NOT_DUE';
  if (open.minor === 0n) return 'PAID';
  if (invoice.dueOn && today.since(invoice.dueOn).sign > 0) return 'OVERDUE';
  return open.minor < invoice.total.minor ? 'PARTLY_PAID' : 'OPEN';
}

/** Contiguous within a series; one series a document kind and calendar year of issue. */
export const numberSeries = (document: InvoiceDocument, year: number): string => `${document === 'INVOICE' ? 'INV' : 'CRN'}-${year}`;
export const documentNumber = (series: string, sequence: number): string => `${series}-${String(sequence).padStart(6, '0')}`;
