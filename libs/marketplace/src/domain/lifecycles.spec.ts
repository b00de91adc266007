import fc from 'fast-check';
import { instantOf, parseInstant } from '@busbar/kernel';
import { asked, listing, place } from '../../test/candidates';
import { listingActionRefusal, moveListing } from './listing';
import { listingActions, listingLifecycle, listingStates, type ListingAction } from './listing-lifecycle';
import { completenessOf } from './listing-completeness';
import { counterWith, moveProposal, proposalActionRefusal, sideOf, turnAt, type Proposal, type ProposalVersion } from './proposal';
import { proposalActions, proposalLifecycle, proposalStates } from './proposal-lifecycle';
import { moveRequest, requestActionRefusal, usualWeights, type Request } from './request';
import { requestActions, requestLifecycle, requestStates } from './request-lifecycle';

const now = parseInstant('2027-01-01T00:00:00Z');
const later = parseInstant('2027-01-04T00:00:00Z');

const version = (number: number, author: 'HOST' | 'TENANT'): ProposalVersion => ({
  id: `ver_${number}`, number, author, authorId: null, sentAt: now, expiresAt: later, tranches: [], terms: [], currency: 'USD', conditions: '', depositMonths: 0, price: listing().referencePrice,
  maximumTotal: { minor: 0n, currency: 'USD' }, unboundedCodes: [], fees: [],
});
const proposal = (changes: Partial<Proposal> = {}): Proposal => ({
  id: 'prp_1', requestId: 'req_1', listingId: 'lst_1', hostId: 'org_host', tenantId: 'org_tenant', product: 'COLOCATION', state: 'SENT', versions: [version(1, 'HOST')], reason: null, createdAt: now, endedAt: null,
  revision: 1, ...changes,
});
const request = (changes: Partial<Request> = {}): Request => ({
  id: 'req_1', tenantId: 'org_tenant', title: 'Training block', description: '', state: 'OPEN', version: 1, requirements: asked(), weights: usualWeights, addressedTo: [], deadline: later, createdAt: now, openedAt: now,
  ...changes,
});

describe('a lifecycle', () => {
  it('of a listing does what its table says and refuses the rest', () => {
    for (const state of listingStates) {
      for (const action of listingActions) {
        const to = (listingLifecycle[state] as Partial<Record<ListingAction, string>>)[action];
        const refused = listingActionRefusal(listing({ state }), action);
        expect(refused?.code).toBe(to ? undefined : 'LISTING_ACTION_REFUSED');
        if (to) expect(moveListing(listing({ state }), action, now)[0].state).toBe(to);
        else expect(() => moveListing(listing({ state }), action, now)).toThrow(/cannot be asked/);
      }
    }
  });

  it('of a request and of a proposal ends for good', () => {
    const over = requestStates.filter((state) => Object.keys(requestLifecycle[state]).length === 0);
    expect(over).toEqual(['AWARDED', 'CLOSED', 'EXPIRED']);
    for (const state of over) for (const action of requestActions) expect(requestActionRefusal(request({ state }), action, now)?.details).toEqual({ requestId: 'req_1', state, action });
    const ended = proposalStates.filter((state) => Object.keys(proposalLifecycle[state]).length === 0);
    expect(ended).toEqual(['ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED', 'LOST']);
    for (const state of ended) for (const action of proposalActions) expect(proposalActionRefusal(proposal({ state }), action, null, now)?.code).toBe('PROPOSAL_ACTION_REFUSED');
  });

  it('keeps the day of first publication through a pause', () => {
    const [first] = moveListing(listing({ state: 'DRAFT', publishedAt: null }), 'publish', now);
    const [paused] = moveListing(first, 'pause', later);
    expect(moveListing(paused, 'resume', later)[0].publishedAt).toBe(now);
  });
});

describe('the turn', () => {
  it('passes from side to side with each version, whoever counters how often', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom<'HOST' | 'TENANT'>('HOST', 'TENANT'), { maxLength: 12 }), (authors) => {
      let standing = proposal();
      for (const author of authors) {
        const next = version(standing.versions.length + 1, author);
        if (turnAt(standing, now) === author) standing = counterWith(standing, next, now)[0];
        else expect(() => counterWith(standing, next, now)).toThrow(/other side waits/);
      }
      expect(standing.versions.map(({ author }) => author)).toEqual(standing.versions.map((_, index) => (index % 2 === 0 ? 'HOST' : 'TENANT')));
      expect(standing.versions.map(({ number }) => number)).toEqual(standing.versions.map((_, index) => index + 1));
    }));
  });

  it('is nobody\'s once the time has come, and every answer is refused as expired', () => {
    expect(turnAt(proposal(), later)).toBeNull();
    for (const action of ['counter', 'accept', 'decline', 'withdraw'] as const) expect(proposalActionRefusal(proposal(), action, 'TENANT', later)?.code).toBe('PROPOSAL_EXPIRED');
    expect(moveProposal(proposal(), 'expire', null, later)[0]).toMatchObject({ state: 'EXPIRED', endedAt: later });
  });

  it('of a stranger there is none', () => {
    expect([sideOf(proposal(), 'org_host'), sideOf(proposal(), 'org_tenant'), sideOf(proposal(), 'org_other'), sideOf(proposal(), null)]).toEqual(['HOST', 'TENANT', null, null]);
  });
});

describe('a request', () => {
  it('cannot be opened after its own deadline', () => {
    expect(() => moveRequest(request({ state: 'DRAFT', openedAt: null }), 'open', later)).toThrow(expect.objectContaining({ code: 'REQUIREMENT_INVALID', details: expect.objectContaining({ path: 'deadline' }) }));
  });

  it('takes no close once its deadline has come, though the books still call it open', () => {
    expect(requestActionRefusal(request(), 'close', later)?.details).toMatchObject({ state: 'EXPIRED' });
    expect(moveRequest(request(), 'expire', later)[0].state).toBe('EXPIRED');
  });
});

describe('completeness', () => {
  it('tells what blocks from what only costs matches', () => {
    const { gaps, percent } = completenessOf(listing({ depositMonths: 0 }), place({ site: { verified: false, carbonGPerKwh: null } }), false);
    expect(gaps.filter(({ severity }) => severity === 'BLOCKING').map(({ code }) => code)).toEqual(['HOST_NOT_VERIFIED', 'SITE_NOT_VERIFIED']);
    expect(gaps.filter(({ severity }) => severity === 'ADVISORY').map(({ code }) => code)).toEqual(['CARBON_UNKNOWN', 'CERTIFICATIONS_NONE', 'DEPOSIT_NONE']);
    expect(percent).toBe(44);
    expect(completenessOf(listing({ createdAt: instantOf(0) }), place({ site: { certifications: [{ name: 'ISO 27001', state: 'HELD' }] } }), true)).toEqual({ gaps: [], percent: 100 });
  });
});
