import { Injectable } from '@nestjs/common';
import { type Actor, authorise } from '@busbar/kernel';
import { Clock, Database } from '@busbar/platform';
import { ContractMoves } from '../contracts/contract-moves.service';
import type { Contract } from '../domain/contract';
import { contractPolicy, requireToAct } from '../domain/contract-policy';
import { type ItemVerdict, requireReason, requireSettled, type Review, type ReviewState, settleItem } from '../domain/review';
import { ReviewItemUnknownError } from '../domain/contract.errors';
import { Independence } from './independence.service';
import { ReviewsRepository } from './reviews.repository';

/** Staff's review of contracts: the queue, the checklist and the decision. */
@Injectable()
export class Reviews {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly moves: ContractMoves,
    private readonly reviews: ReviewsRepository,
    private readonly independence: Independence,
  ) {}

  /** Settles one item of the checklist, or opens it again. */
  setItem(actor: Actor, contractId: string, given: ItemVerdict): Promise<Review> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      authorise(contractPolicy.setReviewItem, actor, contract);
      requireToAct('approve', actor, contract);
      await this.independence.require(actor, contract);
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

  private decide(actor: Actor, contractId: string, action: 'approve' | 'requestChanges', said: string | null): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      requireToAct(action, actor, contract);
      await this.independence.require(actor, contract);
      const review = await this.reviews.openOf(contractId);
      const reason = action === 'requestChanges' ? requireReason(said ?? '') : said?.trim() || null;
      if (action === 'approve') requireSettled(contract, review.items);
      await this.reviews.decide({ ...review, state: action === 'approve' ? 'APPROVED' : 'CHANGES_REQUESTED', decidedById: actor.personId, decidedByName: actor.personName, decidedAt: this.clock.now(), reason });
      return this.moves.perform(contract, action, { reviewId: review.id, reason });
    });
  }
}
