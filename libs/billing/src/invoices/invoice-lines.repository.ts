import { Injectable } from '@nestjs/common';
import { type Instant, instantOf, type LocalDate, type Money, parseDate } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { IntervalsBehind, Payee } from '@busbar/pricing';
import type { Invoice } from '../domain/invoice';

/** A line as it was issued. */
export interface InvoiceLine {
  readonly invoiceId: string;
  readonly number: number;
  readonly code: string;
  readonly termId: string;
  readonly trancheId: string | null;
  readonly rule: string;
  readonly quantity: string;
  readonly fraction: { readonly numerator: string; readonly denominator: string } | null;
  readonly unit: string;
  readonly unitPrice: string;
  readonly informational: boolean;
  readonly amount: Money;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly fromAt: Instant;
  readonly toAt: Instant;
  readonly passThrough: boolean;
  readonly payees: readonly Payee[];
  readonly intervals: IntervalsBehind | null;
  readonly steps: readonly string[];
}

export interface InvoiceTax {
  readonly invoiceId: string;
  readonly code: string;
  readonly jurisdiction: string;
  readonly rate: string;
  readonly base: string;
  readonly amount: Money;
  readonly note: string | null;
}

const dateOf = (column: Date): LocalDate => parseDate(column.toISOString().slice(0, 10));

@Injectable()
export class InvoiceLinesRepository {
  constructor(private readonly database: Database) {}

  /** Lines by invoice, in their order. */
  async lines(invoices: ReadonlyMap<string, Invoice>): Promise<Map<string, InvoiceLine[]>> {
    const rows = await this.database.client.invoiceLine.findMany({ where: { invoiceId: { in: [...invoices.keys()] } }, orderBy: [{ invoiceId: 'asc' }, { number: 'asc' }] });
    const lines = new Map<string, InvoiceLine[]>([...invoices.keys()].map((id) => [id, []]));
    for (const row of rows) {
      const invoice = invoices.get(row.invoiceId);
      if (!invoice) continue;
      lines.get(row.invoiceId)?.push({
        invoiceId: row.invoiceId, number: row.number, code: row.code, termId: row.termId, trancheId: row.trancheId, rule: row.rule, quantity: row.quantity,
        fraction: row.fractionNumerator !== null && row.fractionDenominator !== null ? { numerator: row.fractionNumerator, denominator: row.fractionDenominator } : null, unit: row.unit, unitPrice: row.unitPrice,
        informational: row.informational, amount: { minor: row.amount, currency: invoice.currency }, from: dateOf(row.fromDate), to: dateOf(row.toDate), fromAt: instantOf(row.fromAt.getTime()), toAt: instantOf(row.toAt.getTime()),
        passThrough: row.passThrough, payees: row.payees as unknown as readonly Payee[], intervals: row.intervals as unknown as IntervalsBehind | null, steps: row.steps as unknown as readonly string[],
      });
    }
    return lines;
  }

  /** Taxes by invoice, in their order. */
  async taxes(invoices: ReadonlyMap<string, Invoice>): Promise<Map<string, InvoiceTax[]>> {
    const rows = await this.database.client.invoiceTaxLine.findMany({ where: { invoiceId: { in: [...invoices.keys()] } }, orderBy: [{ invoiceId: 'asc' }, { number: 'asc' }] });
    const taxes = new Map<string, InvoiceTax[]>([...invoices.keys()].map((id) => [id, []]));
    for (const { invoiceId, code, jurisdiction, rate, base, amount, note } of rows) {
      const invoice = invoices.get(invoiceId);
      if (invoice) taxes.get(invoiceId)?.push({ invoiceId, code, jurisdiction, rate, base, amount: { minor: amount, currency: invoice.currency }, note });
    }
    return taxes;
  }
}
