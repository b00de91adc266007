import { Injectable } from '@nestjs/common';
import { type Actor, authorise, invariant } from '@busbar/kernel';
import { Clock, Database, newId } from '@busbar/platform';
import { ContractMoves } from '../contracts/contract-moves.service';
import { Contracts } from '../contracts/contracts.service';
import type { Contract } from '../domain/contract';
import { type Lint, lintsOf } from '../domain/contract-lints';
import { contractPolicy, requireToAct } from '../domain/contract-policy';
import { type ItemVerdict, openItems, requireReason, requireSettled, type Review, type ReviewState, settleItem, suggestionsOf } from '../domain/review';
import { ReviewItemUnknownError } from '../domain/contract.errors';
import { ContractFacts } from './contract-facts.service';
import { ReviewsRepository } from './reviews.repository';

/** Staff's review of contracts: the queue, the checklist and the decision. */
@Injectable()
export class Reviews {
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

  /** Settles one item of the checklist, or opens it again. */
  setItem(actor: Actor, contractId: string, given: ItemVerdict): Promise<Review> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      authorise(contractPolicy.setReviewItem, actor, contract);
      requireToAct('approve', actor, contract);
      const review = await this.reviews.openOf(contractId);
      const item = review.items.find(({ number }) => number === given.number);
      if (!item) throw new ReviewItemUnknownError({ path: 'number', given: given.number, expected: `1 to ${review.items.length}` });
      const settled = settleItem(item, given, actor, this.clock.now());
      await this.reviews.saveItem(review.id, settled);
      await this.moves.announce(contract, 'contract.review_item.settled', { reviewId: review.id, item: settled.number, verdict: settled.verdict });
      return { ...review, items: review.items.map((one) => (one.number === settled.number ? settled : one)) };
    });
  }

  /** Approves the version that was submitted, by its hash. Throws REVIEW_ITEMS_OPEN while a red item blocks. */
  approve(actor: Actor, contractId: string, note: string | null): Promise<Contract> {
    return this.decide(actor, contractId, 'approve', note);
  }

  /** Sends the contract back to its draft, with a reason that both sides read. */
  requestChanges(actor: Actor, contractId: string, reason: string): Promise<Contract> {
    return this.decide(actor, contractId, 'requestChanges', reason);
  }

  /** Reviews in a state, oldest submission first. Staff only. */
  async queue(actor: Actor, state: ReviewState, first: number, after: readonly [number, string] | null): Promise<Review[]> {
    authorise(contractPolicy.review, actor, undefined);
    return this.database.read(actor, () => this.reviews.page(state, first, after));
  }

  /** Reviews of each contract, latest first. Joins the caller's scope; who may see the items is the resolver's question to the policy. */
  ofContracts(contractIds: readonly string[]): Promise<Map<string, Review[]>> {
    return this.reviews.ofContracts(contractIds);
  }

  /** What a reader with a calculator would object to in the current version. Joins the caller's scope. */
  async lints(contract: Contract): Promise<readonly Lint[]> {
    const version = (await this.contracts.versionsByIds([contract.versionId])).get(contract.versionId);
    invariant(version, `Version ${contract.versionId} is missing.`);
    return lintsOf(version.terms, await this.facts.ofTerms(version.terms));
  }

  private decide(actor: Actor, contractId: string, action: 'approve' | 'requestChanges', said: string | null): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      requireToAct(action, actor, contract);
      const review = await this.reviews.openOf(contractId);
      const reason = action === 'requestChanges' ? requireReason(said ?? '') : said?.trim() || null;
      if (action === 'approve') requireSettled(contract, review.items);
      await this.reviews.decide({ ...review, state: action === 'approve' ? 'APPROVED' : 'CHANGES_REQUESTED', decidedById: actor.personId, decidedByName: actor.personName, decidedAt: this.clock.now(), reason });
      return this.moves.perform(contract, action, { reviewId: review.id, reason });
    });
  }
}
