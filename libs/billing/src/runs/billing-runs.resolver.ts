import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { type Connection, ConnectionArgs, CurrentActor, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { billingPolicy } from '../domain/billing-policy';
import { BillingRunConnection, BillingRunObject, billingRunObject, RunBillingInput } from './billing-runs.graphql';
import { Billing } from './billing.service';

@Resolver(() => BillingRunObject)
export class BillingRunsResolver {
  constructor(private readonly billing: Billing) {}

  @Right(billingPolicy.billingRuns)
  @Query(() => BillingRunConnection, { description: 'Billing runs, the latest first. Staff only.' })
  async billingRuns(@CurrentActor() actor: Actor, @Args() args: ConnectionArgs): Promise<Connection<BillingRunObject>> {
    const first = pageSize(args);
    const before = decodeCursor(args.after, 1)?.[0];
    const rows = await this.billing.page(actor, first + 1, typeof before === 'string' ? before : null);
    return toConnection(rows.map(billingRunObject), first, ({ id }) => encodeCursor([id]));
  }

  @Right(billingPolicy.runBilling)
  @Mutation(() => BillingRunObject, { nullable: true, description: 'Bills everything that is due now, and looks again at what waits or is parked; null where nothing was due. Staff only.' })
  async runBilling(@CurrentActor() actor: Actor, @Args('input') input: RunBillingInput): Promise<BillingRunObject | null> {
    const runId = await this.billing.runNow(actor, input.idempotencyKey);
    return runId === null ? null : billingRunObject(await this.billing.get(actor, runId));
  }
}
