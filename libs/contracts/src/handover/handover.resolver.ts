import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { HallObject, hallObject, Halls } from '@busbar/capacity';
import { CurrentActor, Database, Right } from '@busbar/platform';
import { ContractObject, contractObject } from '../contracts/contracts.graphql';
import { Contracts } from '../contracts/contracts.service';
import { contractPolicy } from '../domain/contract-policy';
import { AcceptHandoverInput, TrancheObject, trancheObject } from './handover.graphql';
import { Handover } from './handover.service';

@Resolver(() => ContractObject)
export class HandoverResolver {
  constructor(private readonly handover: Handover, private readonly contracts: Contracts, private readonly database: Database) {}

  @Right(contractPolicy.acceptHandover)
  @Mutation(() => ContractObject, { description: 'The tenant accepts the handover of a tranche: its rent begins on the agreed day, or today where that is later. The first acceptance makes the contract active.' })
  async acceptHandover(@CurrentActor() actor: Actor, @Args('input') { trancheId }: AcceptHandoverInput): Promise<ContractObject> {
    return contractObject(await this.handover.accept(actor, trancheId));
  }

  @ResolveField(() => [TrancheObject], { description: 'Its pieces of capacity.' })
  async tranches(@Parent() { contract }: ContractObject): Promise<TrancheObject[]> {
    return ((await this.database.loader('contracts.tranches', (ids) => this.contracts.tranches(ids)).load(contract.id)) ?? []).map(trancheObject);
  }
}

@Resolver(() => TrancheObject)
export class TranchesResolver {
  constructor(private readonly halls: Halls, private readonly database: Database) {}

  @ResolveField(() => HallObject, { description: 'The hall it is in.' })
  async hall(@Parent() { tranche }: TrancheObject): Promise<HallObject | null> {
    const hall = await this.database.loader('contracts.halls', (ids) => this.halls.byIds(ids)).load(tranche.hallId);
    return hall && hallObject(hall);
  }
}
