import { Injectable } from '@nestjs/common';
import { type Actor, authorise } from '@busbar/kernel';
import { Proposals } from '@busbar/marketplace';
import { Idempotency, newId } from '@busbar/platform';
import { ContractDrafts } from '../contracts/contract-drafts.service';
import { ContractMoves } from '../contracts/contract-moves.service';
import { Contracts } from '../contracts/contracts.service';
import type { Contract } from '../domain/contract';
import { contractPolicy } from '../domain/contract-policy';
import { draftTerms } from '../domain/draft';
import { Agreements } from './agreements.service';

/** How contracts come about: the command that needs marketplace and capacity belongs here (decisions.md 1). */
@Injectable()
export class Formation {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly proposals: Proposals,
    private readonly agreements: Agreements,
    private readonly drafts: ContractDrafts,
    private readonly moves: ContractMoves,
    private readonly contracts: Contracts,
  ) {}

  /**
   * Accepts a proposal: in one transaction the proposal is accepted and its siblings are lost, its holds become the
   * contract's, and the draft is written. Whoever presses second is refused by the marketplace, and so is who read another
   * version than the latest.
   */
  async acceptProposal(actor: Actor, asked: { readonly proposalId: string; readonly versionId?: string }, idempotencyKey: string): Promise<Contract> {
    authorise(contractPolicy.acceptProposal, actor, undefined);
    const { contractId } = await this.idempotency.once(actor, 'acceptProposal', idempotencyKey, asked, async () => ({ contractId: await this.form(actor, asked.proposalId, asked.versionId) }));
    return this.contracts.get(actor, contractId);
  }

  private async form(actor: Actor, proposalId: string, versionId: string | undefined): Promise<string> {
    const { proposal } = await this.proposals.markAccepted(actor, proposalId, versionId);
    const { agreement, holds } = await this.agreements.read(proposal);
    await this.agreements.carryOver(actor, holds);
    const contract = await this.drafts.write(actor, { id: newId('contract'), proposalId, terms: draftTerms(agreement), reservations: holds });
    await this.moves.announce(contract, 'contract.drafted', { proposalId, to: contract.state });
    return contract.id;
  }
}
