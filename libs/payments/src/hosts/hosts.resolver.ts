import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvoiceObject } from '@busbar/billing';
import type { Actor } from '@busbar/kernel';
import { type Connection, ConnectionArgs, CurrentActor, Database, moneyObject, Right } from '@busbar/platform';
import { paymentPolicy } from '../domain/payment-policy';
import { Reconciliation } from '../reconciliation/reconciliation.service';
import { HostPayments } from './host-payments.service';
import {
  PayoutAccountObject, PayoutConnection, PayoutObject, payoutObject, PayoutOnboardingObject, StartPayoutOnboardingInput, StripeReconciliationObject, TransferObject, transferObject,
} from './hosts.graphql';
import { PayoutAccounts } from './payout-accounts.service';

@Resolver(() => InvoiceObject)
export class HostsResolver {
  constructor(private readonly hosts: HostPayments, private readonly accounts: PayoutAccounts, private readonly reconciliation: Reconciliation, private readonly database: Database) {}

  @Right(paymentPolicy.seePayouts)
  @Query(() => PayoutAccountObject, { nullable: true, description: "The host's payout account; null before onboarding." })
  payoutAccount(@CurrentActor() actor: Actor): Promise<PayoutAccountObject | null> {
    return this.accounts.mine(actor);
  }

  @Right(paymentPolicy.seePayouts)
  @Query(() => PayoutConnection, { description: "The host's payouts, the newest first; all for staff." })
  async payouts(@CurrentActor() actor: Actor, @Args() args: ConnectionArgs): Promise<Connection<PayoutObject>> {
    const page = await this.hosts.page(actor, args);
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: payoutObject(node) })) };
  }

  @Right(paymentPolicy.reconcile)
  @Query(() => [StripeReconciliationObject], { description: "The ledger against Stripe's balance, by currency. Staff only." })
  async stripeReconciliation(@CurrentActor() actor: Actor): Promise<StripeReconciliationObject[]> {
    const rows = await this.reconciliation.balances(actor);
    return rows.map((row) => ({
      currency: row.currency, ledgerAvailable: moneyObject(row.ledgerAvailable), ledgerPending: moneyObject(row.ledgerPending), stripeAvailable: moneyObject(row.stripeAvailable), stripePending: moneyObject(row.stripePending),
      agrees: row.ledgerAvailable.minor === row.stripeAvailable.minor && row.ledgerPending.minor === row.stripePending.minor,
    }));
  }

  @Right(paymentPolicy.changePayoutAccount)
  @Mutation(() => PayoutOnboardingObject, { description: "Opens the payout account where there is none and answers the way to Stripe's form. Asks for the password again." })
  async startPayoutOnboarding(@CurrentActor() actor: Actor, @Args('input') input: StartPayoutOnboardingInput): Promise<PayoutOnboardingObject> {
    return { url: await this.accounts.startOnboarding(actor, input.password) };
  }

  @ResolveField(() => [TransferObject], { name: 'transfers', description: "The hosts' shares on their way. Tenants see none." })
  async transfersOf(@CurrentActor() actor: Actor, @Parent() invoice: InvoiceObject): Promise<TransferObject[]> {
    const transfers = (await this.database.loader('payments.transfers', (ids) => this.hosts.transfersOf(ids)).load(invoice.id)) ?? [];
    return transfers.filter(({ hostId }) => this.hosts.mayFollow(actor, hostId)).map(transferObject);
  }
}
