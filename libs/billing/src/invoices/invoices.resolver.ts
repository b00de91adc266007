import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, actsFor, invariant, type LocalDate, seesEverything, zeroMoney } from '@busbar/kernel';
import { ContractObject, contractObject, Contracts } from '@busbar/contracts';
import {
  ActionObject, actionsFor, type Connection, CurrentActor, Database, decodeCursor, encodeCursor, LocalDateScalar, MoneyObject, moneyObject, pageSize, Right, toConnection,
} from '@busbar/platform';
import { billingPolicy, payingRefusal } from '../domain/billing-policy';
import { paymentStateOf, type PaymentState } from '../domain/invoice';
import { DrillDowns } from './drill-down.service';
import {
  InvoiceConnection, InvoiceLineDayObject, invoiceLineDayObject, InvoiceLineIntervalsObject, invoiceLineIntervalsObject, InvoiceLineObject, invoiceLineObject, InvoiceObject, invoiceObject, InvoicesArgs, InvoiceSettlementObject,
  invoiceShareObject, InvoiceTaxLineObject, invoiceTaxLineObject, PaymentStateEnum,
} from './invoices.graphql';
import { Invoices } from './invoices.service';

@Resolver(() => InvoiceObject)
export class InvoicesResolver {
  constructor(private readonly database: Database, private readonly invoices: Invoices, private readonly contracts: Contracts) {}

  @Right(billingPolicy.invoice)
  @Query(() => InvoiceObject, { description: 'One invoice of a contract of the viewer.' })
  async invoice(@CurrentActor() actor: Actor, @Args('id', { type: () => ID, description: 'inv_…' }) id: string): Promise<InvoiceObject> {
    return invoiceObject(await this.invoices.get(actor, id));
  }

  @Right(billingPolicy.invoices)
  @Query(() => InvoiceConnection, { name: 'invoices', description: 'Invoices that the viewer issued or owes, the latest first; staff sees all, drafts included.' })
  async page(@CurrentActor() actor: Actor, @Args() args: InvoicesArgs): Promise<Connection<InvoiceObject>> {
    return invoicePage(this.invoices, actor, args.contractId ?? null, args);
  }

  @ResolveField(() => ContractObject, { description: 'The contract that is billed.' })
  async contract(@Parent() { contractId }: InvoiceObject): Promise<ContractObject> {
    const contract = await this.database.loader('billing.contracts', (ids) => this.contracts.byIds(ids)).load(contractId);
    invariant(contract, 'An invoice bills a contract that is not there.');
    return contractObject(contract);
  }

  @ResolveField(() => MoneyObject, { description: 'What is still owed, from the ledger.' })
  async openBalance(@Parent() { source }: InvoiceObject): Promise<MoneyObject> {
    return moneyObject((await this.open().load(source.id)) ?? zeroMoney(source.currency));
  }

  @ResolveField(() => PaymentStateEnum, { description: 'Read from the ledger, never stored.' })
  async paymentState(@CurrentActor() actor: Actor, @Parent() { source }: InvoiceObject): Promise<PaymentState> {
    const open = (await this.open().load(source.id)) ?? zeroMoney(source.currency);
    return this.database.read(actor, () => Promise.resolve(paymentStateOf(source, open, this.invoices.today(source))));
  }

  @ResolveField(() => [InvoiceLineObject], { description: 'The lines, in the order of evaluation; they sum to the subtotal.' })
  async lines(@Parent() { id }: InvoiceObject): Promise<InvoiceLineObject[]> {
    const lines = await this.database.loader('billing.lines', (ids) => this.invoices.lines(ids)).load(id);
    return (lines ?? []).map(invoiceLineObject);
  }

  @ResolveField(() => [InvoiceTaxLineObject], { description: 'The taxes; they sum to the tax.' })
  async taxLines(@Parent() { id }: InvoiceObject): Promise<InvoiceTaxLineObject[]> {
    const taxes = await this.database.loader('billing.taxes', (ids) => this.invoices.taxes(ids)).load(id);
    return (taxes ?? []).map(invoiceTaxLineObject);
  }

  @ResolveField(() => InvoiceSettlementObject, { nullable: true, description: 'How the subtotal divides; null for the tenant, whose business it is not.' })
  async settlement(@CurrentActor() actor: Actor, @Parent() { source }: InvoiceObject): Promise<InvoiceSettlementObject | null> {
    if (!seesEverything(actor) && !actsFor(actor, source.hostId)) return null;
    const shares = await this.database.read(actor, () => this.invoices.shares(source.id));
    return { platformFee: moneyObject(source.platformFee), shares: shares.map(invoiceShareObject) };
  }

  @ResolveField(() => [ActionObject], { description: 'What the viewer may do with it now: pay.' })
  async actions(@CurrentActor() actor: Actor, @Parent() { source }: InvoiceObject): Promise<ActionObject[]> {
    const open = (await this.open().load(source.id)) ?? zeroMoney(source.currency);
    return actionsFor(actor, source, [{ name: 'pay', right: billingPolicy.pay, refusal: payingRefusal(source, open) }]);
  }

  private open() {
    return this.database.loader('billing.openBalances', (ids) => this.invoices.openBalances(ids));
  }
}

@Resolver(() => InvoiceLineObject)
export class InvoiceLinesResolver {
  constructor(private readonly drillDowns: DrillDowns) {}

  @ResolveField(() => [InvoiceLineDayObject], { description: "The line by local day, from the readings that were pinned when it was rated; the days sum to the line." })
  async days(@Parent() { invoiceId, number }: InvoiceLineObject): Promise<InvoiceLineDayObject[]> {
    const line = await this.drillDowns.open(invoiceId, number);
    return line.days.map((day) => invoiceLineDayObject(line, day));
  }

  @ResolveField(() => InvoiceLineIntervalsObject, { description: 'The quarter-hours of one local day of the line; empty where no reading stands behind it.' })
  async intervals(@Parent() { invoiceId, number }: InvoiceLineObject, @Args('day', { type: () => LocalDateScalar, description: 'A local day of the line.' }) day: LocalDate): Promise<InvoiceLineIntervalsObject> {
    const line = await this.drillDowns.open(invoiceId, number);
    return invoiceLineIntervalsObject(line, line.days.find((one) => one.day === day.toString()));
  }
}

/** A page of invoices in sight, the latest first. */
export async function invoicePage(invoices: Invoices, actor: Actor, contractId: string | null, args: { readonly first: number; readonly after?: string | null }): Promise<Connection<InvoiceObject>> {
  const first = pageSize(args);
  const before = decodeCursor(args.after, 1)?.[0];
  const rows = await invoices.page(actor, contractId, first + 1, typeof before === 'string' ? before : null);
  return toConnection(rows.map(invoiceObject), first, ({ id }) => encodeCursor([id]));
}
