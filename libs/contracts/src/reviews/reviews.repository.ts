/** Reviews and their items: rows ↔ domain. */
import { Injectable } from '@nestjs/common';
import { type Instant, invariant } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Prisma } from '@busbar/platform/prisma';
import { timeColumn, timeOf } from '../contracts/contracts.repository';
import type { Contract } from '../domain/contract';
import type { Review, ReviewItem, ReviewState } from '../domain/review';

const withItems = { items: { orderBy: { number: 'asc' } } } as const satisfies Prisma.ReviewInclude;
type ReviewRow = Prisma.ReviewGetPayload<{ include: typeof withItems }>;
type ItemRow = ReviewRow['items'][number];

@Injectable()
export class ReviewsRepository {
  constructor(private readonly database: Database) {}

  async insert(contract: Contract, review: Review): Promise<void> {
    const { id, contractId, versionId, sha256, round, state, submittedById, submittedByName } = review;
    await this.database.client.review.create({
      data: { id, contractId, hostId: contract.hostId, tenantId: contract.tenantId, versionId, sha256, round, state, submittedById, submittedByName, openedAt: timeColumn(review.openedAt) },
    });
    await this.database.client.reviewItem.createMany({ data: review.items.map((item) => ({ reviewId: id, number: item.number, ...itemColumns(item) })) });
  }

  async saveItem(reviewId: string, item: ReviewItem): Promise<void> {
    await this.database.client.reviewItem.update({ where: { reviewId_number: { reviewId, number: item.number } }, data: itemColumns(item) });
  }

  async decide(review: Review): Promise<void> {
    const { state, decidedById, decidedByName, decidedAt, reason } = review;
    await this.database.client.review.update({ where: { id: review.id }, data: { state, decidedById, decidedByName, decidedAt: decidedAt && timeColumn(decidedAt), reason } });
  }

  /** The review under way. A contract in review has exactly one. */
  async openOf(contractId: string): Promise<Review> {
    const row = await this.database.client.review.findFirst({ where: { contractId, state: 'OPEN' }, include: withItems });
    invariant(row, `Contract ${contractId} has no open review.`);
    return reviewOf(row);
  }

  async roundsOf(contractId: string): Promise<number> {
    return this.database.client.review.count({ where: { contractId } });
  }

  /** Reviews of each contract, latest first. */
  async ofContracts(contractIds: readonly string[]): Promise<Map<string, Review[]>> {
    const rows = await this.database.client.review.findMany({ where: { contractId: { in: [...contractIds] } }, orderBy: { round: 'desc' }, include: withItems });
    const byContract = new Map<string, Review[]>(contractIds.map((id) => [id, []]));
    for (const row of rows) byContract.get(row.contractId)?.push(reviewOf(row));
    return byContract;
  }

  /** Oldest submission first; one more than `first`. `after` is the opening time in epoch milliseconds and the id. */
  async page(state: ReviewState, first: number, after: readonly [number, string] | null): Promise<Review[]> {
    const openedAt = after && new Date(after[0]);
    const rows = await this.database.client.review.findMany({
      where: { state, ...(after && openedAt ? { OR: [{ openedAt: { gt: openedAt } }, { openedAt, id: { gt: after[1] } }] } : {}) },
      orderBy: [{ openedAt: 'asc' }, { id: 'asc' }],
      take: first + 1,
      include: withItems,
    });
    return rows.map(reviewOf);
  }
}

const itemColumns = (item: ReviewItem): Omit<Prisma.ReviewItemUncheckedCreateInput, 'reviewId' | 'number'> => ({
  verdict: item.verdict,
  reason: item.reason,
  evidence: item.evidence,
  suggestedVerdict: item.suggestion?.verdict ?? null,
  suggestedEvidence: item.suggestion?.evidence ?? null,
  reviewerId: item.reviewerId,
  reviewerName: item.reviewerName,
  settledAt: item.settledAt && timeColumn(item.settledAt),
});

const maybe = (at: Date | null): Instant | null => at && timeOf(at);

const itemOf = (row: ItemRow): ReviewItem => ({
  number: row.number,
  verdict: row.verdict,
  reason: row.reason,
  evidence: row.evidence,
  suggestion: row.suggestedVerdict !== null && row.suggestedEvidence !== null ? { verdict: row.suggestedVerdict === 'PASS' ? 'PASS' : 'FAIL', evidence: row.suggestedEvidence } : null,
  reviewerId: row.reviewerId,
  reviewerName: row.reviewerName,
  settledAt: maybe(row.settledAt),
});

const reviewOf = (row: ReviewRow): Review => ({
  id: row.id,
  contractId: row.contractId,
  versionId: row.versionId,
  sha256: row.sha256,
  round: row.round,
  state: row.state,
  openedAt: timeOf(row.openedAt),
  submittedById: row.submittedById,
  submittedByName: row.submittedByName,
  decidedById: row.decidedById,
  decidedByName: row.decidedByName,
  decidedAt: maybe(row.decidedAt),
  reason: row.reason,
  items: row.items.map(itemOf),
});
