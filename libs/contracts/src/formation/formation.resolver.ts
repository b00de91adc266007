import { Args, Mutation, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { ContractObject, contractObject } from '../contracts/contracts.graphql';
import { contractPolicy } from '../domain/contract-policy';
import { AcceptProposalInput } from './formation.graphql';
import { Formation } from './formation.service';

@Resolver(() => ContractObject)
export class FormationResolver {
  constructor(private readonly formation: Formation) {}

  @Right(contractPolicy.acceptProposal)
  @Mutation(() => ContractObject, { description: 'Accepts a proposal, by the side whose turn it is: freezes its terms into a contract draft, keeps its capacity, and ends the other proposals for the request as lost.' })
  async acceptProposal(@CurrentActor() actor: Actor, @Args('input') { proposalId, versionId, idempotencyKey }: AcceptProposalInput): Promise<ContractObject> {
    return contractObject(await this.formation.acceptProposal(actor, { proposalId, ...(versionId != null && { versionId }) }, idempotencyKey));
  }
}
