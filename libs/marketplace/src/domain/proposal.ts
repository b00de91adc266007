/** A host's priced answer to a request, or a counter to one; holds capacity until it expires (market.md section 6). */
import { invariant, notAfter, type Currency, type Instant, type LocalDate, type Money } from '@busbar/kernel';
import type { PriceTerm } from '@busbar/pricing';
import type { NormalisedPrice } from './prices';
import { nextProposalState, type ProposalAction, type ProposalState, type Side } from './proposal-lifecycle';
import { ProposalActionRefusedError, ProposalExpiredError, ProposalOutOfTurnError } from './proposal.errors';
import type { Product, Quantity } from './product';

/** One piece of what is offered: where, how much, from when to when. */
export interface ProposedTranche {
  readonly siteId: string;
  readonly hallId: string;
  readonly clusterId: string | null;
  readonly quantity: Quantity;
  /** Local days at the site; the term ends as its last month ends. */
  readonly start: LocalDate;
  readonly termMonths: number;
  readonly timeZone: string;
  readonly from: Instant;
  readonly to: Instant;
  /** The hold of the live version; null once it holds nothing. */
  readonly reservationId: string | null;
}

/** What somebody pays besides the price terms. The platform's fee is the host's; it never adds to the tenant's total. */
export interface Fee {
  readonly code: 'platform';
  readonly paidBy: Side;
  /** Share of the invoiced lines that are not passed through, decimal text. */
  readonly rate: string;
}

/** One version: immutable once sent. Its id is what an acceptance names. */
export interface ProposalVersion {
  readonly id: string;
  readonly number: number;
  readonly author: Side;
  readonly authorId: string | null;
  readonly sentAt: Instant;
  readonly expiresAt: Instant;
  readonly tranches: readonly ProposedTranche[];
  readonly terms: readonly PriceTerm[];
  readonly currency: Currency;
  readonly conditions: string;
  readonly depositMonths: number;
  readonly price: NormalisedPrice;
  /** The most the terms can cost over the whole term at full load, before tax; what is at an index is named beside it, not in it. */
  readonly maximumTotal: Money;
  /** Codes of terms whose amount follows an index and has no maximum. */
  readonly unboundedCodes: readonly string[];
  readonly fees: readonly Fee[];
}

export interface Proposal {
  readonly id: string;
  readonly requestId: string;
  readonly listingId: string;
  readonly hostId: string;
  readonly tenantId: string;
  readonly product: Product;
  readonly state: ProposalState;
  /** Oldest first; at least one. */
  readonly versions: readonly ProposalVersion[];
  readonly reason: string | null;
  readonly createdAt: Instant;
  readonly endedAt: Instant | null;
  /** Counts up with each change; what a save compares. */
  readonly revision: number;
}

export interface ProposalMoved {
  readonly type: 'proposal.moved';
  readonly proposalId: string;
  readonly requestId: string;
  readonly listingId: string;
  readonly hostId: string;
  readonly tenantId: string;
  readonly versionId: string;
  readonly action: ProposalAction;
  readonly from: ProposalState;
  readonly to: ProposalState;
}

/** Moves that belong to the side whose turn it is; `withdraw` is the side's own that waits. The others are the clock's and the platform's. */
const byTurn: readonly ProposalAction[] = ['counter', 'accept', 'decline'];

export function latestVersion(proposal: Proposal): ProposalVersion {
  const version = proposal.versions.at(-1);
  if (!version) throw new RangeError('A proposal has at least one version.');
  return version;
}

export const isLive = (state: ProposalState): boolean => state === 'SENT' || state === 'COUNTERED';
const otherSide = (side: Side): Side => (side === 'HOST' ? 'TENANT' : 'HOST');

/** The state as the clock has it: a live proposal whose time has come is expired, whether or not the worker has been there. */
export const proposalStateAt = (proposal: Proposal, now: Instant): ProposalState =>
  isLive(proposal.state) && notAfter(latestVersion(proposal).expiresAt, now) ? 'EXPIRED' : proposal.state;

/** Whose answer is awaited; null when nobody's. */
export const turnAt = (proposal: Proposal, now: Instant): Side | null => (isLive(proposalStateAt(proposal, now)) ? otherSide(latestVersion(proposal).author) : null);

/** Which side an organisation is on. */
export const sideOf = (proposal: Pick<Proposal, 'hostId' | 'tenantId'>, organisationId: string | null): Side | null =>
  organisationId === proposal.hostId ? 'HOST' : organisationId === proposal.tenantId ? 'TENANT' : null;

/** The refusal that `moveProposal` would throw for this side, or null. Neither side: the platform itself. */
export function proposalActionRefusal(
  proposal: Proposal, action: ProposalAction, by: Side | null, now: Instant,
): ProposalActionRefusedError | ProposalExpiredError | ProposalOutOfTurnError | null {
  if (!nextProposalState(proposal.state, action)) return new ProposalActionRefusedError({ proposalId: proposal.id, state: proposal.state, action });
  const version = latestVersion(proposal);
  if (action !== 'expire' && proposalStateAt(proposal, now) === 'EXPIRED') return new ProposalExpiredError({ proposalId: proposal.id, expiredAt: version.expiresAt.toString() });
  const turn = otherSide(version.author);
  if (by !== null && byTurn.includes(action) && by !== turn) return new ProposalOutOfTurnError({ proposalId: proposal.id, turn, action });
  return null;
}

export function moveProposal(proposal: Proposal, action: ProposalAction, by: Side | null, now: Instant, reason: string | null = null): [Proposal, ProposalMoved] {
  const refusal = proposalActionRefusal(proposal, action, by, now);
  if (refusal) throw refusal;
  const to = nextProposalState(proposal.state, action);
  invariant(to, `${action} was not refused to a proposal in state ${proposal.state}, and leads nowhere.`);
  const moved: Proposal = { ...proposal, state: to, revision: proposal.revision + 1, reason: reason ?? proposal.reason, endedAt: isLive(to) ? null : now };
  return [moved, movedEvent(moved, action, proposal.state)];
}

/** Adds a version by the side whose turn it is; the earlier ones stay as they were. */
export function counterWith(proposal: Proposal, version: ProposalVersion, now: Instant): [Proposal, ProposalMoved] {
  const [moved, event] = moveProposal(proposal, 'counter', version.author, now);
  const countered = { ...moved, versions: [...proposal.versions, version] };
  return [countered, { ...event, versionId: version.id }];
}

const movedEvent = (proposal: Proposal, action: ProposalAction, from: ProposalState): ProposalMoved => ({
  type: 'proposal.moved', proposalId: proposal.id, requestId: proposal.requestId, listingId: proposal.listingId, hostId: proposal.hostId, tenantId: proposal.tenantId,
  versionId: latestVersion(proposal).id, action, from, to: proposal.state,
});
