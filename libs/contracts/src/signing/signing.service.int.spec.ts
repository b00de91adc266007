import { aMarket, type Market, PASSWORD } from '../../test/a-market';

let market: Market;
beforeAll(async () => {
  market = await aMarket();
});
afterAll(() => market?.close());

describe('Signing', () => {
  it('wants the password again, and nothing is signed without it', async () => {
    const approved = await market.anApproved();
    const input = { sha256: approved.sha256, typedName: 'Tara Tennant', password: 'not the password at all' };
    await expect(market.signing.sign(market.tenant, approved.id, input)).rejects.toMatchObject({ code: 'PASSWORD_WRONG' });
    const key = { ...market.tenant, kind: 'KEY', scopes: ['contracts:write'] } as const;
    await expect(market.signing.sign(key, approved.id, { ...input, password: PASSWORD })).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect((await market.contracts.get(market.tenant, approved.id)).signatures).toEqual([]);
  });

  it('is of the document that was shown, in one’s own name', async () => {
    const approved = await market.anApproved();
    const sign = (sha256: string, typedName: string) => market.signing.sign(market.tenant, approved.id, { sha256, typedName, password: PASSWORD });
    await expect(sign('0'.repeat(64), 'Tara Tennant')).rejects.toMatchObject({ code: 'SIGNED_DOCUMENT_DIFFERS', details: { current: approved.sha256 } });
    await expect(sign(approved.sha256, 'Hanna Holt')).rejects.toMatchObject({ code: 'TYPED_NAME_DIFFERS' });
    const signed = await sign(approved.sha256, 'tara tennant');
    expect(signed.signatures).toMatchObject([{ side: 'TENANT', sha256: approved.sha256, typedName: 'tara tennant', personName: 'Tara Tennant', consentVersion: '2026-11-01' }]);
  });

  it('is done once by each side', async () => {
    const approved = await market.anApproved();
    await market.sign(market.tenant, approved);
    await expect(market.sign(market.tenant, approved)).rejects.toMatchObject({ code: 'ALREADY_SIGNED', details: { side: 'TENANT' } });
    const both = { ...market.host, personId: market.tenant.personId, personName: 'Tara Tennant' };
    await expect(market.sign(both, approved)).rejects.toMatchObject({ code: 'ONE_SIGNATORY_FOR_BOTH_SIDES' });
    expect((await market.contracts.get(market.tenant, approved.id)).state).toBe('APPROVED');
  });

  it('by both sides at once binds once', async () => {
    const approved = await market.anApproved();
    const outcomes = await Promise.all([market.sign(market.tenant, approved), market.sign(market.host, approved)]);
    expect(outcomes.map(({ state }) => state).sort()).toEqual(['APPROVED', 'EFFECTIVE']);
    expect((await market.contracts.get(market.host, approved.id)).signatures).toHaveLength(2);
  });

  it('needs a signatory and an approval', async () => {
    const approved = await market.anApproved();
    await expect(market.sign({ ...market.host, signatory: false }, approved)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(market.sign(market.reviewer, approved)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const draft = await market.aDraft();
    await expect(market.sign(market.host, draft)).rejects.toMatchObject({ code: 'CONTRACT_ACTION_REFUSED' });
  });

  it('fails where the capacity’s hold has lapsed meanwhile, and leaves no second signature', async () => {
    const approved = await market.anApproved();
    await market.sign(market.host, approved);
    await market.clock.moveTo('2021-08-15T12:00:00Z');
    await expect(market.sign(market.tenant, approved)).rejects.toMatchObject({ code: 'RESERVATION_EXPIRED' });
    const unchanged = await market.contracts.get(market.tenant, approved.id);
    expect([unchanged.state, unchanged.signatures.length]).toEqual(['APPROVED', 1]);
  });
});

describe('The handover', () => {
  it('is accepted by the tenant, once, and moves the rent to the day of a late acceptance', async () => {
    const world = await aMarket();
    try {
      const approved = await world.anApproved();
      await world.sign(world.host, approved);
      await world.sign(world.tenant, approved);
      const tranche = async () => (await world.database.read(world.tenant, () => world.contracts.tranches([approved.id]))).get(approved.id)?.[0];
      const id = (await tranche())?.id ?? '';
      await expect(world.handover.accept(world.host, id)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
      await world.clock.moveTo('2021-07-06T04:00:00Z');
      expect((await world.handover.accept(world.tenant, id)).state).toBe('ACTIVE');
      const accepted = await tranche();
      expect([accepted?.rentStart?.toString(), accepted?.acceptedAt?.toString(), accepted?.contractRentStart.toString()]).toEqual(['2021-07-05', '2021-07-06T04:00:00Z', '2021-07-01']);
      await expect(world.handover.accept(world.tenant, id)).rejects.toMatchObject({ code: 'TRANCHE_ALREADY_ACCEPTED' });
    } finally {
      await world.close();
    }
  });
});
