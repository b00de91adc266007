import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type LocalDate, localDateOf, type Money, NotFoundError, zeroMoney } from '@busbar/kernel';
import { Ledger } from '@busbar/ledger';
import { Clock, Database } from '@busbar/platform';
import { billingPolicy, payingRefusal } from '../domain/billing-policy';
import type { Invoice } from '../domain/invoice';
import { InvoiceLinesRepository, type InvoiceLine, type InvoiceTax } from './invoice-lines.repository';
import { type InvoiceShare, InvoicesRepository } from './invoices.repository';

/** Issued invoices, and what the ledger says is still open on them. */
@Injectable()
export class Invoices {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: Ledger,
    private readonly invoices: InvoicesRepository,
    private readonly parts: InvoiceLinesRepository,
  ) {}

  /** Throws NOT_FOUND for what is not there and for what the actor may not see, alike. */
  get(actor: Actor, id: string): Promise<Invoice> {
    authorise(billingPolicy.invoice, actor, undefined);
    return this.database.read(actor, () => this.invoices.get(actor, id));
  }

  /** Invoices in the actor's sight, the latest first, one more than asked for; of one contract where it is named. */
  page(actor: Actor, contractId: string | null, first: number, before: string | null): Promise<Invoice[]> {
    authorise(billingPolicy.invoices, actor, undefined);
    return this.database.read(actor, () => this.invoices.page(actor, contractId, first, before));
  }

  /** For contexts above, whose own rows name the invoice; sight is their question. Joins the caller's scope. */
  byIds(ids: readonly string[]): Promise<Map<string, Invoice>> {
    return this.invoices.byIds(ids);
  }

  /** Payees' shares (`stl_…`) of an issued invoice. Joins the caller's scope. */
  async shares(invoiceId: string): Promise<InvoiceShare[]> {
    return this.invoices.shares([invoiceId]);
  }

  /** What the tenant still owes, from the ledger's receivable; zero for a draft. Joins the caller's scope. Throws NotFoundError. */
  async openBalance(invoiceId: string): Promise<Money> {
    const open = (await this.openBalances([invoiceId])).get(invoiceId);
    if (!open) throw new NotFoundError('invoice', invoiceId);
    return open;
  }

  /** The same for many. Joins the caller's scope. */
  async openBalances(invoiceIds: readonly string[]): Promise<Map<string, Money>> {
    const [invoices, open] = [await this.invoices.byIds(invoiceIds), await this.ledger.receivables(invoiceIds)];
    return new Map([...invoices.values()].map(({ id, currency }) => [id, open.get(id) ?? zeroMoney(currency)]));
  }

  /** Throws what stands against paying the invoice through the platform now. Joins the caller's scope. */
  async assertPayable(invoice: Invoice): Promise<Money> {
    const open = await this.openBalance(invoice.id);
    const refusal = payingRefusal(invoice, open);
    if (refusal) throw refusal;
    return open;
  }

  /** Lines by invoice. Joins the caller's scope. */
  async lines(invoiceIds: readonly string[]): Promise<Map<string, InvoiceLine[]>> {
    return this.parts.lines(await this.invoices.byIds(invoiceIds));
  }

  /** Taxes by invoice. Joins the caller's scope. */
  async taxes(invoiceIds: readonly string[]): Promise<Map<string, InvoiceTax[]>> {
    return this.parts.taxes(await this.invoices.byIds(invoiceIds));
  }

  /** Today in the zone of an invoice, by business time. Joins the caller's scope. */
  today(invoice: Pick<Invoice, 'zone'>): LocalDate {
    return localDateOf(this.clock.now(), invoice.zone);
  }
}
