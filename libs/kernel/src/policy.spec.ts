import { type Actor, anonymous, systemActor } from './actor';
import { authorise, inAudience, refusalOf, rule } from './policy';

const aKey = (...scopes: readonly string[]): Actor => ({ ...anonymous, kind: 'KEY', organisationId: 'org_1', organisationKinds: ['TENANT'], scopes });
const aViewer: Actor = { ...anonymous, kind: 'PERSON', personId: 'prs_1', organisationId: 'org_1', organisationKinds: ['TENANT'], role: 'VIEWER', scopes: 'ALL' };

describe('who may ask at all', () => {
  it('is nobody where nothing is said', () => {
    expect([anonymous, aViewer, aKey('market:read')].map((actor) => inAudience({}, actor))).toEqual([false, false, false]);
  });

  it('is everybody where callers without a session may and nothing else is said', () => {
    expect([anonymous, aViewer, aKey()].map((actor) => inAudience({ anonymous: true }, actor))).toEqual([true, true, true]);
  });

  it('is a key with its scope and no other, also where callers without a session see a part of it', () => {
    const market = { anonymous: true, kinds: 'ANY', scope: 'market:read' } as const;
    expect([anonymous, aViewer, aKey('market:read'), aKey('readings:write')].map((actor) => inAudience(market, actor))).toEqual([true, true, true, false]);
  });

  it('is never a caller without a session where only the signed-in may', () => {
    const market = rule('read the market', { kinds: 'ANY', scope: 'market:read' });
    expect(refusalOf(market, anonymous, undefined)?.code).toBe('NOT_SIGNED_IN');
    expect(refusalOf(market, aKey('readings:write'), undefined)?.code).toBe('NOT_PERMITTED');
    expect(() => authorise(market, anonymous, undefined)).toThrow('Sign in');
    expect(refusalOf(market, systemActor('billing'), undefined)).toBeNull();
  });
});
