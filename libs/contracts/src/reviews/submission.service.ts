import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { Clock, Database, newId } from '@busbar/platform';
import { ContractMoves } from '../contracts/contract-moves.service';
import { Contracts } from '../contracts/contracts.service';
import type { Contract } from '../domain/contract';
import { requireToAct } from '../domain/contract-policy';
import { openItems, type Review, suggestionsOf } from '../domain/review';
import { ContractFacts } from './contract-facts.service';
import { ReviewsRepository } from './reviews.repository';

/** How a draft comes before staff. */
@Injectable()
export class Submission {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly moves: ContractMoves,
    private readonly contracts: Contracts,
    private readonly reviews: ReviewsRepository,
    private readonly facts: ContractFacts,
  ) {}

  /** A party hands the draft to staff; what data can answer of the checklist is answered at this moment. */
  submit(actor: Actor, contractId: string): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      requireToAct('submit', actor, contract);
      const terms = await this.contracts.termsOf(contractId);
      const tranches = (await this.contracts.tranches([contractId])).get(contractId) ?? [];
      const review: Review = {
        id: newId('review'), contractId, versionId: contract.versionId, sha256: contract.sha256, round: (await this.reviews.roundsOf(contractId)) + 1, state: 'OPEN', openedAt: this.clock.now(),
        submittedById: actor.personId, submittedByName: actor.personName, decidedById: null, decidedByName: null, decidedAt: null, reason: null,
        items: openItems(suggestionsOf(terms, await this.facts.forReview(terms, tranches))),
      };
      await this.reviews.insert(contract, review);
      return this.moves.perform(contract, 'submit', { reviewId: review.id });
    });
  }
}
