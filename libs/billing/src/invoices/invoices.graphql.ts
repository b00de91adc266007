import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { decimal, type Instant, isEstimated, isMissing, kwhText, type LocalDate, rational, scaledText, toFixed, exponentOf, instantOf, parseDate } from '@busbar/kernel';
import { BigIntScalar, ConnectionArgs, connectionType, DecimalScalar, enumOf, InstantScalar, LocalDateScalar, MoneyObject, moneyObject } from '@busbar/platform';
import { invoiceDocuments, type InvoiceDocument, type Invoice, invoiceStates, type InvoiceState, paymentStates } from '../domain/invoice';
import type { OpenedDay, OpenedLine } from './drill-down.service';
import type { InvoiceLine, InvoiceTax } from './invoice-lines.repository';
import type { InvoiceShare } from './invoices.repository';

export const InvoiceStateEnum = enumOf(invoiceStates);
registerEnumType(InvoiceStateEnum, { name: 'InvoiceState', description: 'An issued invoice never changes; a draft that is not issued is void.' });
export const InvoiceDocumentEnum = enumOf(invoiceDocuments);
registerEnumType(InvoiceDocumentEnum, { name: 'InvoiceDocument', description: 'A total below zero is issued as a credit note.' });
export const PaymentStateEnum = enumOf(paymentStates);
registerEnumType(PaymentStateEnum, { name: 'PaymentState', description: 'What the ledger says of an invoice: nothing due, open, partly paid, paid, or open after its due day.' });

@ObjectType('Invoice', { description: 'What a tenant owes for a period of a contract. Once issued it never changes; each line opens down to its intervals.' })
export class InvoiceObject {
  @Field(() => ID, { description: 'inv_…' })
  readonly id!: string;

  @Field(() => String, { nullable: true, description: 'Contiguous within its series, such as INV-2021-000001; null while it is a draft.' })
  readonly number!: string | null;

  @Field(() => InvoiceDocumentEnum, { description: 'Invoice or credit note.' })
  readonly document!: InvoiceDocument;

  @Field(() => InvoiceStateEnum, { description: 'Draft, issued or void.' })
  readonly state!: InvoiceState;

  @Field(() => ID, { description: 'The contract that is billed, by its id.' })
  readonly contractId!: string;

  @Field(() => ID, { description: 'The host that delivers.' })
  readonly hostId!: string;

  @Field(() => ID, { description: 'The tenant that pays.' })
  readonly tenantId!: string;

  @Field(() => Int, { description: '1 for the first invoice of a period.' })
  readonly revision!: number;

  @Field({ description: 'IANA zone of its days.' })
  readonly zone!: string;

  @Field({ description: 'ISO 4217 code.' })
  readonly currency!: string;

  @Field(() => LocalDateScalar, { description: 'First local day of the period that arrears were rated over.' })
  readonly from!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First local day after the period.' })
  readonly to!: LocalDate;

  @Field(() => MoneyObject, { description: 'The sum of the lines.' })
  readonly subtotal!: MoneyObject;

  @Field(() => MoneyObject, { description: 'The sum of the taxes.' })
  readonly tax!: MoneyObject;

  @Field(() => MoneyObject, { description: 'Subtotal and tax.' })
  readonly total!: MoneyObject;

  @Field(() => InstantScalar, { nullable: true, description: 'When it was issued.' })
  readonly issuedAt!: Instant | null;

  @Field(() => LocalDateScalar, { nullable: true, description: 'The local day on which it is due.' })
  readonly dueOn!: LocalDate | null;

  /** The invoice itself, for field resolvers of this and upper contexts; not in the schema. */
  readonly source!: Invoice;
}

export const invoiceObject = (invoice: Invoice): InvoiceObject => ({
  id: invoice.id, number: invoice.number, document: invoice.document, state: invoice.state, contractId: invoice.contractId, hostId: invoice.hostId, tenantId: invoice.tenantId, revision: invoice.revision, zone: invoice.zone,
  currency: invoice.currency, from: invoice.from, to: invoice.to, subtotal: moneyObject(invoice.subtotal), tax: moneyObject(invoice.tax), total: moneyObject(invoice.total), issuedAt: invoice.issuedAt, dueOn: invoice.dueOn, source: invoice,
});

export const InvoiceConnection = connectionType(InvoiceObject, 'Invoice');

@ObjectType('IntervalsBehind', { description: 'How many quarter-hours stand behind a quantity, and how they are known.' })
export class IntervalsBehindObject {
  @Field(() => Int, { description: 'Quarter-hours that were read.' })
  readonly count!: number;

  @Field(() => Int, { description: 'Of these measured.' })
  readonly measured!: number;

  @Field(() => Int, { description: 'Of these estimated.' })
  readonly estimated!: number;

  @Field(() => Int, { description: 'Of these unknown, and counted as no energy.' })
  readonly missing!: number;

  @Field(() => DecimalScalar, { description: 'Estimated ÷ count, 4 decimals.' })
  readonly estimatedShare!: string;
}

@ObjectType('InvoiceLine', { description: 'One priced component. The amount is quantity × fraction × unit price, rounded once, unless the unit price is informational.' })
export class InvoiceLineObject {
  @Field(() => ID, { description: 'The invoice it belongs to.' })
  readonly invoiceId!: string;

  @Field(() => Int, { description: '1, 2, … in the order of evaluation.' })
  readonly number!: number;

  @Field({ description: 'The component, such as energy.index.' })
  readonly code!: string;

  @Field(() => ID, { description: "The contract's term that priced it (trm_…)." })
  readonly termId!: string;

  @Field(() => ID, { nullable: true, description: 'The tranche it is for; null for all together.' })
  readonly trancheId!: string | null;

  @Field({ description: 'The rule that was applied, as the specification names it.' })
  readonly rule!: string;

  @Field(() => DecimalScalar, { description: 'At the precision it was rounded to before pricing.' })
  readonly quantity!: string;

  @Field(() => String, { nullable: true, description: 'Days of the line ÷ days of the period, such as 9/29, where the quantity is prorated.' })
  readonly fraction!: string | null;

  @Field({ description: 'Unit of the quantity, such as kWh; empty for amounts.' })
  readonly unit!: string;

  @Field(() => DecimalScalar, { description: 'In major units, in full.' })
  readonly unitPrice!: string;

  @Field({ description: 'The unit price is a mean for the reader; the amount comes from the exact sum over intervals.' })
  readonly informational!: boolean;

  @Field(() => MoneyObject, { description: 'The amount before tax.' })
  readonly amount!: MoneyObject;

  @Field(() => LocalDateScalar, { description: 'First local day of the line.' })
  readonly from!: LocalDate;

  @Field(() => LocalDateScalar, { description: 'First local day after the line.' })
  readonly to!: LocalDate;

  @Field({ description: 'Handed on at cost: the platform takes no fee of it.' })
  readonly passThrough!: boolean;

  @Field(() => IntervalsBehindObject, { nullable: true, description: 'The quarter-hours behind it; null for lines that no reading stands behind.' })
  readonly evidence!: IntervalsBehindObject | null;

  @Field(() => [String], { description: 'How the quantity and the amount came about, step by step.' })
  readonly steps!: readonly string[];
}

export const invoiceLineObject = (line: InvoiceLine): InvoiceLineObject => ({
  invoiceId: line.invoiceId, number: line.number, code: line.code, termId: line.termId, trancheId: line.trancheId, rule: line.rule, quantity: line.quantity,
  fraction: line.fraction && `${line.fraction.numerator}/${line.fraction.denominator}`, unit: line.unit, unitPrice: line.unitPrice, informational: line.informational, amount: moneyObject(line.amount), from: line.from, to: line.to,
  passThrough: line.passThrough, evidence: line.intervals, steps: line.steps,
});

@ObjectType('InvoiceTaxLine', { description: 'One tax, rounded once for the invoice.' })
export class InvoiceTaxLineObject {
  @Field({ description: 'The tax, such as tax.state.' })
  readonly code!: string;

  @Field({ description: 'The jurisdiction it is owed to, such as US-TX.' })
  readonly jurisdiction!: string;

  @Field(() => DecimalScalar, { description: 'The rate; 0.0625 is 6.25 %.' })
  readonly rate!: string;

  @Field(() => DecimalScalar, { description: 'The exact base.' })
  readonly base!: string;

  @Field(() => MoneyObject, { description: 'The tax.' })
  readonly amount!: MoneyObject;

  @Field(() => String, { nullable: true, description: 'The legal note, where there is one.' })
  readonly note!: string | null;
}

export const invoiceTaxLineObject = (tax: InvoiceTax): InvoiceTaxLineObject => ({ code: tax.code, jurisdiction: tax.jurisdiction, rate: tax.rate, base: tax.base, amount: moneyObject(tax.amount), note: tax.note });

@ObjectType('InvoiceLineDay', { description: "One local day of a line; the days sum to the line's amount." })
export class InvoiceLineDayObject {
  @Field(() => LocalDateScalar, { description: "The day, in the contract's zone." })
  readonly day!: LocalDate;

  @Field(() => MoneyObject, { description: "The day's part of the amount." })
  readonly amount!: MoneyObject;

  @Field(() => BigIntScalar, { description: 'Energy read on the day, millijoules.' })
  readonly energyMj!: bigint;

  @Field(() => DecimalScalar, { description: 'The same in kWh, 3 decimals.' })
  readonly energyKwh!: string;

  @Field(() => Int, { description: 'Quarter-hours of the day: 92, 96 or 100; 0 for lines that no reading stands behind.' })
  readonly intervals!: number;

  @Field(() => Int, { description: 'Of these estimated.' })
  readonly estimated!: number;

  @Field(() => Int, { description: 'Of these unknown.' })
  readonly missing!: number;

  @Field(() => DecimalScalar, { description: 'Estimated ÷ intervals, 4 decimals.' })
  readonly estimatedShare!: string;
}

@ObjectType('InvoiceLineIntervals', { description: "The quarter-hours of one day of a line, as columns of equal length; the amounts sum to the day's." })
export class InvoiceLineIntervalsObject {
  @Field(() => [InstantScalar], { description: 'Start of each.' })
  readonly startsAt!: readonly Instant[];

  @Field(() => [BigIntScalar], { description: 'Energy, millijoules.' })
  readonly energyMj!: readonly bigint[];

  @Field(() => [DecimalScalar], { description: 'Energy, kWh, 3 decimals.' })
  readonly energyKwh!: readonly string[];

  @Field(() => [DecimalScalar], { description: "Parts of the amount in major units, cut from the running total so that they sum exactly." })
  readonly amount!: readonly string[];

  @Field(() => [Boolean], { description: 'Whether it was estimated.' })
  readonly estimated!: readonly boolean[];

  @Field(() => [Boolean], { description: 'Whether nothing was known of it.' })
  readonly missing!: readonly boolean[];
}

export function invoiceLineDayObject(line: OpenedLine, day: OpenedDay): InvoiceLineDayObject {
  const count = day.intervals.length;
  return {
    day: parseDate(day.day), amount: moneyObject({ minor: day.amountMinor, currency: line.currency }), energyMj: day.energyMj, energyKwh: kwhText(day.energyMj), intervals: count, estimated: day.estimated, missing: day.missing,
    estimatedShare: count === 0 ? toFixed(decimal('0'), 4) : toFixed(rational(BigInt(day.estimated), BigInt(count)), 4),
  };
}

export function invoiceLineIntervalsObject(line: OpenedLine, day: OpenedDay | undefined): InvoiceLineIntervalsObject {
  const intervals = day?.intervals ?? [];
  const exponent = exponentOf(line.currency);
  return {
    startsAt: intervals.map(({ startMs }) => instantOf(startMs)), energyMj: intervals.map(({ energyMj }) => energyMj), energyKwh: intervals.map(({ energyMj }) => kwhText(energyMj)),
    amount: intervals.map(({ amountMinor }) => scaledText(amountMinor, exponent)), estimated: intervals.map(({ quality }) => isEstimated(quality)), missing: intervals.map(({ quality }) => isMissing(quality)),
  };
}

@ObjectType('InvoiceShare', { description: "A payee's part of an invoice after the platform's fee." })
export class InvoiceShareObject {
  @Field(() => ID, { description: 'stl_…' })
  readonly id!: string;

  @Field(() => ID, { description: 'Who receives it.' })
  readonly organisationId!: string;

  @Field(() => MoneyObject, { description: 'How much.' })
  readonly amount!: MoneyObject;
}

export const invoiceShareObject = (share: InvoiceShare): InvoiceShareObject => ({ id: share.id, organisationId: share.organisationId, amount: moneyObject(share.amount) });

@ObjectType('InvoiceSettlement', { description: "What the hosts receive of an invoice and what the platform keeps; the two make its subtotal. For the host and staff." })
export class InvoiceSettlementObject {
  @Field(() => MoneyObject, { description: "The platform's fee." })
  readonly platformFee!: MoneyObject;

  @Field(() => [InvoiceShareObject], { description: 'The shares.' })
  readonly shares!: readonly InvoiceShareObject[];
}

@ArgsType()
export class InvoicesArgs extends ConnectionArgs {
  @Field(() => ID, { nullable: true, description: 'Only those of this contract.' })
  readonly contractId?: string | null;
}

