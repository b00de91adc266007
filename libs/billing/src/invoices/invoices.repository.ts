import { Injectable } from '@nestjs/common';
import { type Actor, type Currency, type Instant, instantOf, invariant, isCurrency, type LocalDate, type Money, money, NotFoundError, parseDate, seesEverything } from '@busbar/kernel';
import type { InvoiceParts } from '@busbar/ledger';
import { Database } from '@busbar/platform';
import type { Prisma } from '@busbar/platform/prisma';
import type { MarketplaceSplit, RatedInvoice } from '@busbar/pricing';
import type { BillableContract } from '../domain/billable-contract';
import type { Invoice } from '../domain/invoice';
import type { StoredPeriod } from '../periods/periods.repository';
import type { RunItem } from '../runs/runs.repository';

/** An invoice before it is issued, with what issuing needs. */
export interface DraftInvoice extends Invoice {
  readonly paymentDays: number;
}

export interface Issue {
  readonly number: string;
  readonly series: string;
  readonly sequence: number;
  readonly issuedAt: Instant;
  readonly dueOn: LocalDate;
}

export interface NewDraft {
  readonly id: string;
  readonly item: RunItem;
  readonly contract: BillableContract;
  readonly period: StoredPeriod;
  readonly rated: RatedInvoice;
  readonly split: MarketplaceSplit;
  readonly splitIds: readonly string[];
}

/** A payee's share of an invoice: what payments transfers. */
export interface InvoiceShare {
  /** `stl_…` */
  readonly id: string;
  readonly invoiceId: string;
  readonly organisationId: string;
  readonly amount: Money;
}

type InvoiceRow = Prisma.InvoiceGetPayload<object>;

const dateOf = (column: Date): LocalDate => parseDate(column.toISOString().slice(0, 10));
const dateColumn = (day: string): Date => new Date(`${day}T00:00:00Z`);
const currencyOf = (text: string): Currency => {
  invariant(isCurrency(text), `An invoice has an unknown currency ${text}.`);
  return text;
};

function invoiceOf(row: InvoiceRow): DraftInvoice {
  const currency = currencyOf(row.currency);
  return {
    id: row.id, number: row.number, document: row.document, state: row.state, contractId: row.contractId, hostId: row.hostId, tenantId: row.tenantId, periodId: row.periodId, revision: row.revision, zone: row.zone,
    currency, from: dateOf(row.fromDate), to: dateOf(row.toDate), subtotal: money(row.subtotal, currency), tax: money(row.tax, currency), total: money(row.total, currency), platformFee: money(row.platformFee, currency),
    settlement: row.settlement === 'DIRECT' ? 'DIRECT' : 'PLATFORM', issuedAt: row.issuedAt && instantOf(row.issuedAt.getTime()), dueOn: row.dueOn && dateOf(row.dueOn), runItemId: row.runItemId, paymentDays: row.paymentDays,
  };
}

/** Rows in the actor's sight. Drafts are staff's: a party sees what is issued. */
const inSight = (actor: Actor): Prisma.InvoiceWhereInput =>
  seesEverything(actor) ? {} : { state: 'ISSUED', OR: [{ hostId: actor.organisationId ?? '' }, { tenantId: actor.organisationId ?? '' }] };

@Injectable()
export class InvoicesRepository {
  constructor(private readonly database: Database) {}

  /** Writes a draft with its lines, taxes and shares. */
  async draft({ id, item, contract, period, rated, split, splitIds }: NewDraft): Promise<void> {
    const { client } = this.database;
    const parties = { hostId: contract.hostId, tenantId: contract.tenantId };
    await client.invoice.create({
      data: {
        id, document: rated.document, state: 'DRAFT', contractId: contract.id, ...parties, periodId: period.id, revision: item.revision, runItemId: item.id, zone: contract.zone, currency: rated.currency,
        fromDate: dateColumn(period.span.from), toDate: dateColumn(period.span.to), subtotal: rated.subtotal.minor, tax: rated.tax.minor, total: rated.total.minor, platformFee: split.platformFee.minor,
        feeRate: contract.platformFeeRate, settlement: contract.settlement, paymentDays: contract.paymentDays,
      },
    });
    await client.invoiceLine.createMany({
      data: rated.lines.map((line) => ({
        invoiceId: id, number: line.number, code: line.code, termId: line.termId, trancheId: line.trancheId, rule: line.rule, quantity: line.quantity, fractionNumerator: line.fraction?.numerator ?? null,
        fractionDenominator: line.fraction?.denominator ?? null, unit: line.unit, unitPrice: line.unitPrice, informational: line.informational, amount: line.amount.minor, fromDate: dateColumn(line.period.from),
        toDate: dateColumn(line.period.to), fromAt: new Date(line.period.fromMs), toAt: new Date(line.period.toMs), passThrough: line.passThrough, taxableFraction: line.taxableFraction,
        payees: line.payees.map(({ organisationId, share }) => ({ organisationId, share })), steps: [...line.steps], ...(line.intervals && { intervals: { ...line.intervals } }),
      })),
    });
    const jurisdictions = new Map(contract.taxes.map((tax) => [tax.code, tax.jurisdiction ?? tax.code]));
    await client.invoiceTaxLine.createMany({
      data: rated.taxLines.map((tax, index) => ({
        invoiceId: id, number: index + 1, code: tax.code, jurisdiction: jurisdictions.get(tax.code) ?? tax.code, rate: tax.rate, base: tax.base, amount: tax.amount.minor, allocation: tax.allocation.map(String), note: tax.note,
      })),
    });
    await client.invoiceSettlement.createMany({
      data: split.hosts.map(({ organisationId, amount }, index) => ({ id: splitIds[index] ?? '', invoiceId: id, ...parties, organisationId, amount: amount.minor, currency: amount.currency })),
    });
  }

  async draftOf(runItemId: string): Promise<DraftInvoice> {
    return invoiceOf(await this.database.client.invoice.findFirstOrThrow({ where: { runItemId, state: 'DRAFT' } }));
  }

  async voidDraftOf(runItemId: string): Promise<void> {
    await this.database.client.invoice.updateMany({ where: { runItemId, state: 'DRAFT' }, data: { state: 'VOID' } });
  }

  /** The next number of a series; the row is locked until the transaction ends, so that no number is lost or given twice. */
  async nextNumber(series: string): Promise<number> {
    const rows = await this.database.client.$queryRaw<{ last_number: number }[]>`
      insert into invoice_series as s (code, last_number) values (${series}, 1) on conflict (code) do update set last_number = s.last_number + 1 returning last_number`;
    const next = rows[0]?.last_number;
    invariant(next !== undefined, `The series ${series} gave no number.`);
    return next;
  }

  async issue(id: string, { number, series, sequence, issuedAt, dueOn }: Issue): Promise<Invoice> {
    return invoiceOf(
      await this.database.client.invoice.update({
        where: { id }, data: { state: 'ISSUED', number, series, sequence, issuedAt: new Date(issuedAt.epochMilliseconds), dueOn: dateColumn(dueOn.toString()) },
      }),
    );
  }

  /** How the invoice divides, for the ledger. */
  async parts(id: string, fee: Money): Promise<InvoiceParts> {
    const taxes = await this.database.client.invoiceTaxLine.findMany({ where: { invoiceId: id }, orderBy: { number: 'asc' } });
    return {
      hosts: (await this.shares([id])).map(({ organisationId, amount }) => ({ host: organisationId, amount })), fee,
      taxes: taxes.map(({ jurisdiction, amount }) => ({ jurisdiction, amount: money(amount, fee.currency) })),
    };
  }

  /** Payees' shares of invoices, in the order of their ids. */
  async shares(invoiceIds: readonly string[]): Promise<InvoiceShare[]> {
    const rows = await this.database.client.invoiceSettlement.findMany({ where: { invoiceId: { in: [...invoiceIds] } }, orderBy: { id: 'asc' } });
    return rows.map((row) => ({ id: row.id, invoiceId: row.invoiceId, organisationId: row.organisationId, amount: money(row.amount, currencyOf(row.currency)) }));
  }

  async get(actor: Actor, id: string): Promise<Invoice> {
    const row = await this.database.client.invoice.findFirst({ where: { AND: [{ id }, inSight(actor)] } });
    if (!row) throw new NotFoundError('invoice', id);
    return invoiceOf(row);
  }

  async byIds(ids: readonly string[]): Promise<Map<string, Invoice>> {
    const rows = await this.database.client.invoice.findMany({ where: { id: { in: [...ids] } } });
    return new Map(rows.map((row) => [row.id, invoiceOf(row)]));
  }

  /** Invoices in sight, the latest first; of one contract where it is named. */
  async page(actor: Actor, contractId: string | null, first: number, before: string | null): Promise<Invoice[]> {
    const where: Prisma.InvoiceWhereInput = { AND: [inSight(actor), contractId === null ? {} : { contractId }, before === null ? {} : { id: { lt: before } }] };
    return (await this.database.client.invoice.findMany({ where, orderBy: { id: 'desc' }, take: first })).map(invoiceOf);
  }
}
