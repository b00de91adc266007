import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { ContractObject } from '@busbar/contracts';
import { CurrentActor } from '@busbar/platform';
import { Metering } from './metering.service';
import { ContractMeteringObject, contractMeteringObject, SeriesArgs } from './series.graphql';

/** What metering adds to a contract. */
@Resolver(() => ContractObject)
export class ContractMeteringResolver {
  constructor(private readonly service: Metering) {}

  @ResolveField(() => ContractMeteringObject, { description: 'What its meters say, by tranche and role, over at most 36,000 quarter-hours.' })
  async metering(@CurrentActor() actor: Actor, @Parent() contract: ContractObject, @Args() args: SeriesArgs): Promise<ContractMeteringObject> {
    return contractMeteringObject(await this.service.ofContract(actor, contract.id, args));
  }
}
