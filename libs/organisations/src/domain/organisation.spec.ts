import { inAudience, type Actor, memberRoles, refusalOf, systemActor } from '@busbar/kernel';
import { actorOf, checkedCountry, checkedEmail, checkedName, checkedPassword, type Organisation } from './organisation';
import { organisationPolicy } from './organisation-policy';

const refusedAs = (path: string) => expect.objectContaining({ code: 'INPUT_INVALID', kind: 'INVALID', details: expect.objectContaining({ path }) });
const firm: Organisation = { id: 'org_a', name: 'Firm', country: 'US', kinds: ['HOST'], verifiedAt: null, verification: null, fictional: false };
const person = { id: 'prs_a', email: 'ada@example.com', name: 'Ada' };

describe('an e-mail address', () => {
  it('is kept in lower case without space round it', () => expect(checkedEmail('  Ada.Example+Site@Example.COM ')).toBe('ada.example+site@example.com'));

  it.each(['', 'ada', 'ada@', '@example.com', 'ada@example', 'a da@example.com', 'ada@exa mple.com', 'ada@@example.com', 'ada\u0000@example.com', 'ada\u0007@example.com', `${'a'.repeat(250)}@e.co`])('is not %j', (given) =>
    expect(() => checkedEmail(given)).toThrow(refusedAs('email')));
});

describe('a name', () => {
  it('is kept with single spaces', () => expect(checkedName('  Firm\t of  \n two ', 'name')).toBe('Firm of two'));

  it('has 2 to 120 characters, counted as the database counts them', () => {
    expect(checkedName('Åß', 'name')).toBe('Åß');
    expect(checkedName('🏭🏭', 'name')).toBe('🏭🏭');
    expect([...checkedName('🏭'.repeat(120), 'name')]).toHaveLength(120);
    for (const given of ['', ' ', 'A', '🏭', 'A'.repeat(121), '🏭'.repeat(121)]) expect(() => checkedName(given, 'organisationName')).toThrow(refusedAs('organisationName'));
  });

  it.each(['Firm\u0000', 'Fi\u001brm', 'Fi\u0085\u0086rm'])('holds no control characters (%j)', (given) => expect(() => checkedName(given, 'name')).toThrow(refusedAs('name')));
});

describe('a country and a password', () => {
  it('are a code of two capitals, and 12 to 200 characters', () => {
    expect(checkedCountry('US')).toBe('US');
    for (const given of ['us', 'USA', 'U', '', 'U1', 'US\n']) expect(() => checkedCountry(given)).toThrow(refusedAs('country'));
    expect(checkedPassword('x'.repeat(12))).toHaveLength(12);
    expect(checkedPassword('x'.repeat(200))).toHaveLength(200);
    for (const given of ['x'.repeat(11), 'x'.repeat(201)]) expect(() => checkedPassword(given)).toThrow(refusedAs('password'));
  });

  it('leave the password out of the refusal', () => {
    try {
      checkedPassword('hunter22');
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('hunter22');
    }
    expect.assertions(1);
  });
});

describe('who may what with organisations', () => {
  const member = (role: (typeof memberRoles)[number], organisation: Organisation = firm): Actor => actorOf(person, { id: 'mbr_a', organisation, role, signatory: false }, 'ses_a');
  const staff = (role: (typeof memberRoles)[number]): Actor => member(role, { ...firm, id: 'org_s', kinds: ['STAFF'] });
  const key: Actor = { ...member('OWNER'), kind: 'KEY', scopes: ['readings:write'] };

  it('a person outside every organisation acts for none and with no role', () => {
    expect(actorOf(person, null, 'ses_a')).toMatchObject({ kind: 'PERSON', organisationId: null, organisationKinds: [], role: null, signatory: false });
  });

  it('members see their own, staff see all, strangers none', () => {
    for (const role of memberRoles) expect(refusalOf(organisationPolicy.see, member(role), firm)).toBeNull();
    expect(refusalOf(organisationPolicy.see, staff('VIEWER'), firm)).toBeNull();
    expect(refusalOf(organisationPolicy.see, member('OWNER', { ...firm, id: 'org_b' }), firm)).toMatchObject({ code: 'NOT_PERMITTED' });
    expect(refusalOf(organisationPolicy.see, key, firm)).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('only managers among staff verify, and never their own organisation', () => {
    expect(memberRoles.filter((role) => refusalOf(organisationPolicy.verify, staff(role), firm) === null)).toEqual(['OWNER', 'ADMIN']);
    expect(memberRoles.filter((role) => refusalOf(organisationPolicy.verify, member(role), firm) === null)).toEqual([]);
    expect(refusalOf(organisationPolicy.verify, staff('OWNER'), { ...firm, id: 'org_s' })).toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('only managers handle keys, and a key never does, whatever its scopes', () => {
    expect(memberRoles.filter((role) => inAudience(organisationPolicy.manageKeys.audience, member(role)))).toEqual(['OWNER', 'ADMIN']);
    expect(inAudience(organisationPolicy.manageKeys.audience, key)).toBe(false);
    expect(inAudience(organisationPolicy.manageSessions.audience, { ...key, scopes: 'ALL' })).toBe(false);
    expect(inAudience(organisationPolicy.list.audience, member('OWNER'))).toBe(false);
    expect(inAudience(organisationPolicy.list.audience, systemActor('test'))).toBe(true);
  });
});
