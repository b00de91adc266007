/** A staff review of one contract version: verdicts on the checklist, what data says of them, and the decision. */
import type { Actor, Instant } from '@busbar/kernel';
import type { Contract } from './contract';
import { ReasonMissingError, ReviewItemReasonMissingError, ReviewItemsOpenError, ReviewItemUnknownError } from './contract.errors';
import { lintsOf, type Lint, type LintFacts } from './contract-lints';
import type { ContractTerms } from './contract-terms';
import { checklist, checklistItem } from './review-checklist';

export const reviewVerdicts = ['OPEN', 'PASS', 'FAIL', 'WAIVED'] as const;
export type ReviewVerdict = (typeof reviewVerdicts)[number];

export const reviewStates = ['OPEN', 'APPROVED', 'CHANGES_REQUESTED', 'ABANDONED'] as const;
/** `ABANDONED`: the contract was withdrawn while it was reviewed. */
export type ReviewState = (typeof reviewStates)[number];

/** What the data says of an item; the reviewer confirms or overrules it. */
export interface Suggestion {
  readonly verdict: 'PASS' | 'FAIL';
  readonly evidence: string;
}

export interface ReviewItem {
  /** 1 … 34. */
  readonly number: number;
  readonly verdict: ReviewVerdict;
  readonly reason: string | null;
  readonly evidence: string | null;
  readonly suggestion: Suggestion | null;
  readonly reviewerId: string | null;
  readonly reviewerName: string | null;
  readonly settledAt: Instant | null;
}

/** One round of review; it binds to the hash of the version it looked at. */
export interface Review {
  readonly id: string;
  readonly contractId: string;
  readonly versionId: string;
  readonly sha256: string;
  /** 1 for the first submission of the contract. */
  readonly round: number;
  readonly state: ReviewState;
  readonly openedAt: Instant;
  readonly submittedById: string | null;
  readonly submittedByName: string;
  readonly decidedById: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Instant | null;
  readonly reason: string | null;
  readonly items: readonly ReviewItem[];
}

/** What the platform's own data knows about a contract under review; null where it knows nothing. */
export interface ReviewFacts extends LintFacts {
  readonly partiesVerified: { readonly host: boolean; readonly tenant: boolean };
  /** Whether live reservations of exactly the tranches' kW and GPUs stand in the capacity ledger. */
  readonly capacityReserved: boolean;
}

/** Answers what data can answer; every other item stays open and unsuggested. */
export function suggestionsOf(terms: ContractTerms, facts: ReviewFacts): ReadonlyMap<number, Suggestion> {
  const lints = lintsOf(terms, facts);
  const against = (number: number): readonly Lint[] => lints.filter((lint) => lint.item === number);
  const byLints = (number: number, passes: string): [number, Suggestion] => {
    const objections = against(number);
    return objections.length === 0
      ? [number, { verdict: 'PASS', evidence: passes }]
      : [number, { verdict: 'FAIL', evidence: objections.map((lint) => `${lint.code} at ${lint.path}: ${lint.given}, expected ${lint.expected}`).join('; ') }];
  };
  const { host, tenant } = facts.partiesVerified;
  const unverified = [...(host ? [] : ['host']), ...(tenant ? [] : ['tenant'])];
  return new Map<number, Suggestion>([
    [1, unverified.length === 0 ? { verdict: 'PASS', evidence: 'Both organisations are verified by staff.' } : { verdict: 'FAIL', evidence: `Not verified: ${unverified.join(' and ')}.` }],
    ...(facts.supplyEnds === null ? [] : [byLints(10, `The supply lasts until ${facts.supplyEnds}.`)]),
    ...(facts.designPue === null ? [] : [byLints(17, `No promised PUE is below the design PUE of ${facts.designPue}.`)]),
    ...(facts.referenceRange === null ? [] : [byLints(22, `The price lies between ${facts.referenceRange.low} and ${facts.referenceRange.high}.`)]),
    byLints(23, 'Ramps rise within the term and escalators begin with it; the shadow invoice shows twelve months.'),
    byLints(24, 'All terms are in the contract’s currency or name a conversion, and energy is priced.'),
    byLints(25, 'The security covers three months of rent.'),
    [34, facts.capacityReserved ? { verdict: 'PASS', evidence: 'The capacity ledger holds a reservation for every tranche.' } : { verdict: 'FAIL', evidence: 'A tranche has no live reservation in the capacity ledger.' }],
  ]);
}

/** The items of a new review: all open, with what the data says. */
export const openItems = (suggestions: ReadonlyMap<number, Suggestion>): readonly ReviewItem[] =>
  checklist.map(({ number }) => ({ number, verdict: 'OPEN', reason: null, evidence: null, suggestion: suggestions.get(number) ?? null, reviewerId: null, reviewerName: null, settledAt: null }));

export interface ItemVerdict {
  readonly number: number;
  readonly verdict: ReviewVerdict;
  readonly reason: string | null;
  readonly evidence: string | null;
}

const SHORTEST_REASON = 10;
const isReason = (text: string | null): boolean => text !== null && text.trim().length >= SHORTEST_REASON;

/**
 * Settles one item, or opens it again. A failure, a waiver, and a pass against what the data says need a reason that the
 * next reader can follow.
 */
export function settleItem(item: ReviewItem, given: ItemVerdict, reviewer: Actor, at: Instant): ReviewItem {
  if (!checklistItem(given.number)) throw new ReviewItemUnknownError({ path: 'number', given: given.number, expected: `1 to ${checklist.length}` });
  const againstData = given.verdict === 'PASS' && item.suggestion?.verdict === 'FAIL';
  if ((given.verdict === 'FAIL' || given.verdict === 'WAIVED' || againstData) && !isReason(given.reason))
    throw new ReviewItemReasonMissingError({ path: 'reason', item: given.number, verdict: given.verdict });
  if (given.verdict === 'OPEN') return { ...item, verdict: 'OPEN', reason: null, evidence: null, reviewerId: null, reviewerName: null, settledAt: null };
  return {
    ...item,
    verdict: given.verdict,
    reason: given.reason?.trim() || null,
    evidence: given.evidence?.trim() || item.suggestion?.evidence || null,
    reviewerId: reviewer.personId,
    reviewerName: reviewer.personName,
    settledAt: at,
  };
}

/** Red items that are open or failed. */
export function blocking(items: readonly ReviewItem[]): { readonly open: readonly number[]; readonly failed: readonly number[] } {
  const redItems = items.filter((item) => checklistItem(item.number)?.red);
  const numbers = (verdict: ReviewVerdict): readonly number[] => redItems.filter((item) => item.verdict === verdict).map((item) => item.number);
  return { open: numbers('OPEN'), failed: numbers('FAIL') };
}

/** Why the checklist does not admit an approval yet, or null. */
export function approvalRefusal(contract: Pick<Contract, 'id'>, items: readonly ReviewItem[]): ReviewItemsOpenError | null {
  const { open, failed } = blocking(items);
  return open.length + failed.length === 0 ? null : new ReviewItemsOpenError({ contractId: contract.id, open, failed });
}

/** Throws ReviewItemsOpenError while a red item is not settled in the contract's favour. */
export function requireSettled(contract: Pick<Contract, 'id'>, items: readonly ReviewItem[]): void {
  const refusal = approvalRefusal(contract, items);
  if (refusal) throw refusal;
}

/** A decision against a contract tells both sides why. */
export function requireReason(reason: string, path = 'reason'): string {
  if (!isReason(reason)) throw new ReasonMissingError({ path, expected: `at least ${SHORTEST_REASON} characters` });
  return reason.trim();
}
