import { Injectable } from '@nestjs/common';
import { type Instant, localDateOf, moneyText, type Money, negateMoney } from '@busbar/kernel';
import { creditNotePaid, invoiceFinalised, type InvoiceParts, Ledger } from '@busbar/ledger';
import { Clock, Outbox } from '@busbar/platform';
import { documentNumber, numberSeries, type Invoice } from '../domain/invoice';
import { InvoicesRepository } from '../invoices/invoices.repository';
import { PeriodsRepository } from '../periods/periods.repository';
import { type RunItem, RunsRepository } from './runs.repository';

/** Turns a draft into an issued invoice: number, due day, posting and announcement in one transaction. */
@Injectable()
export class Issuing {
  constructor(
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly ledger: Ledger,
    private readonly invoices: InvoicesRepository,
    private readonly periods: PeriodsRepository,
    private readonly runs: RunsRepository,
  ) {}

  /** In the transaction of the item, with the run locked. */
  async issueItem(item: RunItem): Promise<void> {
    const draft = await this.invoices.draftOf(item.id);
    const issuedAt = this.clock.now();
    const today = localDateOf(issuedAt, draft.zone);
    const series = numberSeries(draft.document, today.year);
    const sequence = await this.invoices.nextNumber(series);
    const issued = await this.invoices.issue(draft.id, { number: documentNumber(series, sequence), series, sequence, issuedAt, dueOn: today.add({ days: draft.paymentDays }) });
    await this.periods.become(item.periodId, 'CLOSED');
    await this.runs.become(item.id, 'ISSUED', null);
    await this.outbox.publish({
      type: 'invoice.issued', subject: issued.id, organisations: [issued.hostId, issued.tenantId],
      data: { invoiceId: issued.id, contractId: issued.contractId, hostId: issued.hostId, tenantId: issued.tenantId, periodId: issued.periodId, number: issued.number, document: issued.document, currency: issued.currency, total: moneyText(issued.total) },
    });
    await this.post(issued, issuedAt);
  }

  /** Last, as the ledger wants it. A negative total is owed to the tenant and kept as its credit. */
  private async post(invoice: Invoice, effectiveAt: Instant): Promise<void> {
    const ref = { invoice: invoice.id, contract: invoice.contractId, tenant: invoice.tenantId };
    const parts = await this.invoices.parts(invoice.id, invoice.platformFee);
    const posting = invoice.document === 'CREDIT_NOTE' ? creditNotePaid(ref, negated(parts)) : invoiceFinalised(ref, parts);
    if (posting.entries.length > 0) await this.ledger.post({ key: `invoice:${invoice.id}:finalised`, effectiveAt, ...posting });
  }
}

function negated({ hosts, fee, taxes }: InvoiceParts): InvoiceParts {
  const back = <Part extends { readonly amount: Money }>(part: Part): Part => ({ ...part, amount: negateMoney(part.amount) });
  return { hosts: hosts.map(back), fee: negateMoney(fee), taxes: taxes.map(back) };
}
