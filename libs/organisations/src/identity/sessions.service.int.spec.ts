import { Client } from 'pg';
import { anonymous, type Actor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { OrganisationsModule } from '../organisations.module';
import { ApiKeys } from '../keys/api-keys.service';
import { Organisations, type Registration } from '../organisations/organisations.service';
import { FreshProof } from './fresh-proof.service';
import { Sessions } from './sessions.service';

const device = { address: '127.0.0.1', userAgent: 'jest' };
const password = 'a sound passphrase';

describe('signing in', () => {
  let module: TestModule;
  let sessions: Sessions;
  let sql: Client;
  let people = 0;

  const aPerson = async (kinds: readonly ('HOST' | 'TENANT')[] = ['HOST']) => {
    people += 1;
    const email = `person${people}@example.com`;
    await module.get(Organisations).register({ organisationName: `Firm ${people}`, country: 'US', kinds, personName: 'Ada Example', email, password }, `10.1.0.${people}`);
    return email;
  };

  beforeAll(async () => {
    module = await aModule([OrganisationsModule], { DEMO: 'true' });
    sessions = module.get(Sessions);
    sql = new Client({ connectionString: module.url });
    await sql.connect();
  });
  afterAll(async () => {
    await sql.end();
    await module.close();
  });

  it('gives one opaque token that acts for the organisation, and keeps only its hash', async () => {
    const email = await aPerson();
    const { token } = await sessions.signIn({ email, password }, device);
    const actor = await sessions.authenticate(token, undefined);
    expect(actor).toMatchObject({ kind: 'PERSON', role: 'OWNER', signatory: true, organisationKinds: ['HOST'] });
    const { rows } = await sql.query<{ row: string }>('select session::text as row from session union all select person::text from person');
    expect(rows.some(({ row }) => row.includes(token) || row.includes(password))).toBe(false);
  });

  it('answers an unknown person and a wrong password alike', async () => {
    const email = await aPerson();
    const refusals = await Promise.all([sessions.signIn({ email, password: 'not the passphrase' }, device), sessions.signIn({ email: 'nobody@example.com', password }, device)].map((tried) => tried.catch((error: unknown) => error)));
    expect(refusals[0]).toMatchObject({ code: 'SIGN_IN_REFUSED', kind: 'UNAUTHENTICATED', details: {} });
    expect((refusals[1] as Error).message).toBe((refusals[0] as Error).message);
  });

  it('locks the sixth try of an account, even with the right password, also when all come at once', async () => {
    const email = await aPerson();
    const tries = await Promise.allSettled(Array.from({ length: 8 }, () => sessions.signIn({ email, password: 'not the passphrase' }, { ...device, address: '10.0.0.9' })));
    const codes = tries.map((tried) => (tried.status === 'rejected' ? (tried.reason as { code: string }).code : 'signed in')).sort();
    expect(codes).toEqual([...Array(3).fill('PASSWORD_THROTTLED'), ...Array(5).fill('SIGN_IN_REFUSED')]);
    await expect(sessions.signIn({ email, password }, device)).rejects.toMatchObject({ code: 'PASSWORD_THROTTLED', kind: 'LIMITED' });
  });

  it('refuses a token that was signed out, and one of nobody', async () => {
    const { token } = await sessions.signIn({ email: await aPerson(), password }, device);
    await sessions.signOut(await sessions.authenticate(token, undefined));
    await expect(sessions.authenticate(token, undefined)).rejects.toMatchObject({ code: 'CREDENTIAL_REFUSED' });
    await expect(sessions.authenticate('a'.repeat(43), undefined)).rejects.toMatchObject({ code: 'CREDENTIAL_REFUSED' });
  });

  it('refuses to act for an organisation of somebody else', async () => {
    const other = await sessions.signIn({ email: await aPerson(), password }, device);
    const { token } = await sessions.signIn({ email: await aPerson(), password }, device);
    await expect(sessions.authenticate(token, other.actor.organisationId as string)).rejects.toMatchObject({ code: 'ORGANISATION_REQUIRED' });
  });

  it('asks for the password again before a signature', async () => {
    const { actor } = await sessions.signIn({ email: await aPerson(), password }, device);
    await expect(module.get(FreshProof).require(actor, password)).resolves.toBeUndefined();
    await expect(module.get(FreshProof).require(actor, 'not the passphrase')).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    await expect(module.get(FreshProof).require(anonymous, password)).rejects.toMatchObject({ code: 'NOT_SIGNED_IN' });
  });

  it('locks the proofs of whoever guesses, and of nobody else, however often they do', async () => {
    const guesser = (await sessions.signIn({ email: await aPerson(), password }, device)).actor;
    const other = (await sessions.signIn({ email: await aPerson(), password }, device)).actor;
    const proofs = module.get(FreshProof);
    const codes = await Promise.all(Array.from({ length: 62 }, () => proofs.require(guesser, 'not the passphrase').catch((error: unknown) => (error as { code: string }).code)));
    expect(codes.filter((code) => code === 'PASSWORD_WRONG')).toHaveLength(5);
    await expect(proofs.require(guesser, password)).rejects.toMatchObject({ code: 'PASSWORD_THROTTLED' });
    await expect(proofs.require(other, password)).resolves.toBeUndefined();
  });

  it('registers an address once when ten ask at once, and refuses the others as if they had come later', async () => {
    const given = { country: 'US', kinds: ['TENANT'] as const, personName: 'Ada Example', email: 'rush@example.com', password };
    const tries = await Promise.all(Array.from({ length: 10 }, (_, n) => module.get(Organisations).register({ ...given, organisationName: `Rush ${n}` }, '10.2.0.1').then(() => 'registered', (error: unknown) => (error as { code?: string }).code)));
    // Five tries of an e-mail address are borne, and four of them come too late.
    expect(tries.sort()).toEqual([...Array<string>(4).fill('EMAIL_TAKEN'), ...Array<string>(5).fill('REGISTRATION_THROTTLED'), 'registered']);
    const { rows } = await sql.query<{ n: string }>(`select count(*) as n from organisation where name like 'Rush %'`);
    expect(rows[0]?.n).toBe('1');
  });

  it('takes twenty registrations from an address in a quarter of an hour, also when all come at once, and leaves other addresses and signing in alone', async () => {
    const asked = (n: number): Registration => ({ organisationName: `Flood ${n}`, country: 'US', kinds: ['TENANT'], personName: 'Ada Example', email: `flood${n}@example.com`, password });
    const from = '10.2.0.3';
    const tries = await Promise.all(Array.from({ length: 24 }, (_, n) => module.get(Organisations).register(asked(n), from).then(() => 'registered', (error: unknown) => (error as { code?: string }).code)));
    expect(tries.sort()).toEqual([...Array<string>(4).fill('REGISTRATION_THROTTLED'), ...Array<string>(20).fill('registered')]);
    const { rows } = await sql.query<{ n: string }>(`select count(*) as n from person where email like 'flood%'`);
    expect(rows[0]?.n).toBe('20');
    await expect(module.get(Organisations).register(asked(24), from)).rejects.toMatchObject({ code: 'REGISTRATION_THROTTLED', kind: 'LIMITED', details: { retryAfterSeconds: 900 } });
    await expect(module.get(Organisations).register(asked(25), '10.2.0.4')).resolves.toMatchObject({ personId: expect.any(String) });
    await expect(sessions.signIn({ email: 'flood25@example.com', password }, { ...device, address: from })).resolves.toMatchObject({ token: expect.any(String) });
  });

  it('does not count what is no registration at all', async () => {
    const asked: Registration = { organisationName: 'Firm typed wrong', country: 'US', kinds: ['TENANT'], personName: 'Ada Example', email: 'typing@example.com', password: 'short' };
    for (let times = 0; times < 6; times += 1) await expect(module.get(Organisations).register(asked, '10.2.0.5')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(module.get(Organisations).register({ ...asked, password }, '10.2.0.5')).resolves.toMatchObject({ personId: expect.any(String) });
  });

  it('refuses an address that is registered already, a kind that nobody registers, and a short password', async () => {
    const email = await aPerson();
    const given = { organisationName: 'Firm again', country: 'US', kinds: ['TENANT'] as const, personName: 'Ada Example', email, password };
    const register = (asked: Registration): Promise<unknown> => module.get(Organisations).register(asked, '10.2.0.2');
    await expect(register(given)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
    await expect(register({ ...given, kinds: ['STAFF'] })).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'kinds' } });
    await expect(register({ ...given, email: 'new@example.com', password: 'short' })).rejects.toMatchObject({ details: { path: 'password' } });
    const { rows } = await sql.query<{ n: string }>(`select count(*) as n from organisation where name = 'Firm again'`);
    expect(rows[0]?.n).toBe('0');
  });

  describe('with an API key', () => {
    const aKey = async (): Promise<{ owner: Actor; text: string; id: string }> => {
      const { actor } = await sessions.signIn({ email: await aPerson(), password }, device);
      const { key, text } = await module.get(ApiKeys).create(actor, { name: 'Site gateway', scopes: ['readings:write'] });
      return { owner: actor, text, id: key.id };
    };

    it('speaks within its scopes and never makes keys', async () => {
      const { text, owner } = await aKey();
      const actor = await module.get(ApiKeys).authenticate(text);
      expect(actor).toMatchObject({ kind: 'KEY', scopes: ['readings:write'], organisationId: owner.organisationId });
      expect(() => module.get(ApiKeys).create(actor, { name: 'Another', scopes: ['readings:write'] })).toThrow(expect.objectContaining({ code: 'NOT_PERMITTED' }));
    });

    it('is refused when revoked, mistyped or unknown', async () => {
      const { text, owner, id } = await aKey();
      const mistyped = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
      await expect(module.get(ApiKeys).authenticate(mistyped)).rejects.toMatchObject({ code: 'CREDENTIAL_REFUSED' });
      await module.get(ApiKeys).revoke(owner, id);
      await expect(module.get(ApiKeys).authenticate(text)).rejects.toMatchObject({ code: 'CREDENTIAL_REFUSED' });
    });
  });

  it('opens no demo door where no demo person lives', async () => {
    await expect(sessions.signInDemo('HOST', device)).rejects.toMatchObject({ code: 'DEMO_UNAVAILABLE' });
  });
});
