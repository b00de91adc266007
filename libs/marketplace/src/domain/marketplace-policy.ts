/** Who may ask for what in the marketplace: one rule a command, one a query (decisions.md 15). */
import { actsFor, isStaff, isSystem, rule, seesEverything, writers, type Actor } from '@busbar/kernel';
import type { Listing, ListingAction } from './listing';
import { sideOf, type Proposal } from './proposal';
import type { Request } from './request';

const READ = 'marketplace:read';
const WRITE = 'marketplace:write';

type Owned = Pick<Listing, 'hostId'>;
const own = (actor: Actor, { hostId }: Owned): boolean => actsFor(actor, hostId);
const ownRequest = (actor: Actor, { tenantId }: Pick<Request, 'tenantId'>): boolean => actsFor(actor, tenantId);
const party = (actor: Actor, proposal: Pick<Proposal, 'hostId' | 'tenantId'>): boolean => sideOf(proposal, actor.organisationId) !== null;

const hostWrites = { kinds: ['HOST'], roles: writers, scope: WRITE } as const;
const tenantWrites = { kinds: ['TENANT'], roles: writers, scope: WRITE } as const;
const partyWrites = { kinds: ['HOST', 'TENANT'], roles: writers, scope: WRITE } as const;
const anyoneReads = { kinds: 'ANY', scope: READ } as const;

export const listingPolicy = {
  read: rule('listing.read', anyoneReads),
  create: rule<Owned>('listing.create', hostWrites, own),
  publish: rule<Listing>('listing.publish', hostWrites, own),
  pause: rule<Listing>('listing.pause', hostWrites, own),
  resume: rule<Listing>('listing.resume', hostWrites, own),
  withdraw: rule<Listing>('listing.withdraw', hostWrites, own),
} as const;

/** Every action of the lifecycle has its rule. */
export const listingActionRule = (action: ListingAction): (typeof listingPolicy)[ListingAction] => listingPolicy[action];

export const requestPolicy = {
  read: rule('request.read', anyoneReads),
  create: rule('request.create', tenantWrites),
  open: rule<Request>('request.open', tenantWrites, ownRequest),
  close: rule<Request>('request.close', tenantWrites, ownRequest),
  match: rule<Request>('request.match', anyoneReads, (actor, request) => ownRequest(actor, request) || seesEverything(actor)),
} as const;

export const proposalPolicy = {
  read: rule('proposal.read', anyoneReads),
  send: rule<Owned>('proposal.send', hostWrites, own),
  counter: rule<Proposal>('proposal.counter', partyWrites, party),
  accept: rule<Proposal>('proposal.accept', partyWrites, party),
  decline: rule<Proposal>('proposal.decline', partyWrites, party),
  withdraw: rule<Proposal>('proposal.withdraw', partyWrites, party),
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
