/** Who may ask for what in the marketplace: one rule a command, one a query (decisions.md 15). */
import { actsFor, isStaff, isSystem, managers, rule, seesEverything, writers, type Actor } from '@busbar/kernel';
import type { Listing } from './listing';
import { sideOf, type Proposal } from './proposal';
import type { Request } from './request';

const READ = 'market:read';

type Owned = Pick<Listing, 'hostId'>;
const own = (actor: Actor, { hostId }: Owned): boolean => actsFor(actor, hostId);
const ownRequest = (actor: Actor, { tenantId }: Pick<Request, 'tenantId'>): boolean => actsFor(actor, tenantId);
const party = (actor: Actor, proposal: Pick<Proposal, 'hostId' | 'tenantId'>): boolean => sideOf(proposal, actor.organisationId) !== null;

const hostWrites = { kinds: ['HOST'], roles: writers } as const;
const tenantWrites = { kinds: ['TENANT'], roles: writers } as const;
const partyWrites = { kinds: ['HOST', 'TENANT'], roles: writers } as const;
const anyoneReads = { kinds: 'ANY', scope: READ } as const;

/** The market is a shop window: what is published to all is read without a session; `seesListing` decides row by row. */
export const listingPolicy = {
  read: rule('read listings', { ...anyoneReads, anonymous: true }),
  /** Each such price is a run of the rating engine; the published ones are stored. */
  reckon: rule('reckon prices under assumptions of one’s own', anyoneReads),
  create: rule<Owned>('create a listing', hostWrites, own),
  publish: rule<Listing>('publish a listing', hostWrites, own),
  pause: rule<Listing>('pause a listing', hostWrites, own),
  resume: rule<Listing>('resume a listing', hostWrites, own),
  withdraw: rule<Listing>('withdraw a listing', hostWrites, own),
} as const;

export const requestPolicy = {
  read: rule('read requests', anyoneReads),
  create: rule('create a request', tenantWrites),
  open: rule<Request>('open a request', tenantWrites, ownRequest),
  close: rule<Request>('close a request', tenantWrites, ownRequest),
} as const;

export const proposalPolicy = {
  read: rule('read proposals', anyoneReads),
  send: rule<Owned>('send a proposal', hostWrites, own),
  counter: rule<Proposal>('counter a proposal', partyWrites, party),
  accept: rule<Proposal>('accept a proposal', { ...partyWrites, roles: managers }, party),
  decline: rule<Proposal>('decline a proposal', partyWrites, party),
  withdraw: rule<Proposal>('withdraw a proposal', hostWrites, own),
} as const;

/** Whether the actor may know of a listing: published and for it, or its own. Staff and the platform know all. */
export function seesListing(actor: Actor, listing: Pick<Listing, 'hostId' | 'state' | 'visibleTo'>): boolean {
  if (isStaff(actor) || isSystem(actor) || actsFor(actor, listing.hostId)) return true;
  return listing.state === 'PUBLISHED' && (listing.visibleTo.length === 0 || (actor.organisationId !== null && listing.visibleTo.includes(actor.organisationId)));
}

/** Whether the actor may know of a request: its own, or an open one that is addressed to it or to all. */
export function seesRequest(actor: Actor, request: Pick<Request, 'tenantId' | 'state' | 'addressedTo'>): boolean {
  if (seesEverything(actor) || actsFor(actor, request.tenantId)) return true;
  if (!actor.organisationKinds.includes('HOST') || actor.organisationId === null) return false;
  return request.state === 'OPEN' && (request.addressedTo.length === 0 || request.addressedTo.includes(actor.organisationId));
}

export const seesProposal = (actor: Actor, proposal: Pick<Proposal, 'hostId' | 'tenantId'>): boolean => seesEverything(actor) || party(actor, proposal);
