import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { ProposalObject, proposalObject, Proposals } from '@busbar/marketplace';
import { Clock, CurrentActor, Database, Right } from '@busbar/platform';
import { ContractObject, contractObject } from '../contracts/contracts.graphql';
import { Contracts } from '../contracts/contracts.service';
import { contractPolicy } from '../domain/contract-policy';
import { AcceptProposalInput } from './formation.graphql';
import { Formation } from './formation.service';

@Resolver(() => ContractObject)
export class FormationResolver {
  constructor(
    private readonly formation: Formation,
    private readonly proposals: Proposals,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Right(contractPolicy.acceptProposal)
  @Mutation(() => ContractObject, { description: 'Accepts a proposal, by the side whose turn it is: freezes its terms into a contract draft, keeps its capacity, and ends the other proposals for the request as lost.' })
  async acceptProposal(@CurrentActor() actor: Actor, @Args('input') { proposalId, versionId, idempotencyKey }: AcceptProposalInput): Promise<ContractObject> {
    return contractObject(await this.formation.acceptProposal(actor, { proposalId, ...(versionId != null && { versionId }) }, idempotencyKey));
  }

  @ResolveField(() => ProposalObject, { description: 'The proposal it came of.' })
  async proposal(@Parent() { contract }: ContractObject): Promise<ProposalObject | null> {
    const proposal = await this.database.loader('contracts.proposals', (ids) => this.proposals.byIds(ids)).load(contract.proposalId);
    return proposal && proposalObject(proposal, await this.clock.seen());
  }
}

@Resolver(() => ProposalObject)
export class ProposalContractResolver {
  constructor(private readonly contracts: Contracts, private readonly database: Database) {}

  @ResolveField(() => ContractObject, { nullable: true, description: 'The contract that came of it, once it was accepted.' })
  async contract(@Parent() { id }: ProposalObject): Promise<ContractObject | null> {
    const contract = await this.database.loader('contracts.ofProposals', (ids) => this.contracts.ofProposals(ids)).load(id);
    return contract && contractObject(contract);
  }
}
