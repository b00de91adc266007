import { aMarket, type Market } from '../../test/a-market';

let market: Market;
beforeAll(async () => {
  market = await aMarket();
});
afterAll(() => market?.close());

const accept = (actor: Market['tenant'], proposalId: string, key: string, versionId?: string) => market.formation.acceptProposal(actor, { proposalId, ...(versionId && { versionId }) }, key);

describe('Accepting a proposal', () => {
  it('freezes its terms into a draft, keeps its capacity as the contract’s, and awards the request', async () => {
    const before = await market.freeKw();
    const proposal = await market.aProposal({ kw: 4000n });
    const contract = await accept(market.tenant, proposal.id, 'accept-0001');
    expect(contract).toMatchObject({ state: 'DRAFT', proposalId: proposal.id, hostId: market.host.organisationId, tenantId: market.tenant.organisationId, zone: 'America/Chicago', currency: 'USD', versionNumber: 1 });
    expect([contract.start.toString(), contract.end.toString()]).toEqual(['2021-07-01', '2023-07-01']);
    expect(contract.authorIds).toEqual([market.tenant.personId]);
    const terms = await market.database.read(market.tenant, () => market.contracts.termsOf(contract.id));
    expect(terms).toMatchObject({ product: 'COLOCATION', host: { name: 'Larkspur Digital Power' }, conditions: 'The rail spur stays open.', security: { kind: 'NONE' }, platformFeeRate: '0.02', firmness: { kind: 'FIRM' } });
    expect(terms.prices.map(({ code }) => code)).toEqual(['capacity.reserved', 'energy.index', 'energy.index_adder']);
    expect(terms.tranches).toMatchObject([{ kw: '4000', siteName: 'Brazos Fork Campus', hallName: 'Hall A', start: '2021-07-01', rentStart: '2021-07-01', end: '2023-07-01', gpus: 0 }]);
    const [tranche] = (await market.database.read(market.tenant, () => market.contracts.tranches([contract.id]))).get(contract.id) ?? [];
    const reservations = await market.database.read(market.tenant, () => market.capacity.reservationsByIds([tranche?.reservationId ?? '']));
    expect([...reservations.values()]).toMatchObject([{ kind: 'HOLD', subject: tranche?.id, powerW: 4_000_000n }]);
    expect([...reservations.values()][0]?.expiresAt?.toString()).toBe('2021-07-31T12:00:00Z');
    expect(await market.freeKw()).toBe(before - 4000n);
    expect(await market.eventsOf(contract.id)).toEqual(['contract.drafted']);
    expect(await market.eventsOf(proposal.id)).toEqual(['proposal.sent', 'proposal.moved accept']);
  });

  it('is done once for a key, whatever the number of times it is sent', async () => {
    const proposal = await market.aProposal();
    const first = await accept(market.tenant, proposal.id, 'accept-0002');
    expect((await accept(market.tenant, proposal.id, 'accept-0002')).id).toBe(first.id);
    const other = await market.aProposal();
    await expect(accept(market.tenant, other.id, 'accept-0002')).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('by eight people at once makes one contract, and tells the others that it is accepted', async () => {
    const proposal = await market.aProposal();
    const before = await market.freeKw();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => accept(market.tenant, proposal.id, `race-0000${index}`)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as { code?: string }).code] : []));
    expect(new Set(refusals)).toEqual(new Set(['PROPOSAL_ACTION_REFUSED']));
    expect(await market.freeKw()).toBe(before);
  });

  it('is refused to the side that waits, to strangers, and of a version that is not the latest', async () => {
    const proposal = await market.aProposal();
    await expect(accept(market.host, proposal.id, 'accept-0003')).rejects.toMatchObject({ code: 'PROPOSAL_OUT_OF_TURN' });
    await expect(accept(market.stranger, proposal.id, 'accept-0004')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(accept(market.reviewer, proposal.id, 'accept-0005')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(accept({ ...market.tenant, role: 'VIEWER' }, proposal.id, 'accept-0006')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(accept(market.tenant, proposal.id, 'accept-0007', 'ver_00000000000000000000000000')).rejects.toMatchObject({ code: 'PROPOSAL_CHANGED' });
    expect((await market.database.read(market.tenant, () => market.contracts.ofProposals([proposal.id]))).size).toBe(0);
  });

  it('with a deposit makes it the contract’s security: months of rent', async () => {
    const contract = await market.aDraft({ depositMonths: 3 });
    const terms = await market.database.read(market.tenant, () => market.contracts.termsOf(contract.id));
    expect(terms.security).toEqual({ kind: 'DEPOSIT', amount: '474000.00' });
    expect(contract.securityRequired).toBe(true);
  });
});

describe('Revising a draft', () => {
  it('writes a new version with another hash, and keeps the old one', async () => {
    const draft = await market.aDraft();
    const revised = await market.revision.revise(market.host, draft.id, { billingDay: 15, taxes: [{ code: 'tax.state', rate: '0.0825' }] });
    expect(revised).toMatchObject({ versionNumber: 2, state: 'DRAFT', authorIds: [market.host.personId] });
    expect(revised.sha256).not.toBe(draft.sha256);
    const versions = (await market.database.read(market.host, () => market.contracts.versions([draft.id]))).get(draft.id) ?? [];
    expect(versions.map(({ number, sha256, terms }) => [number, sha256, terms.billingDay])).toEqual([[1, draft.sha256, 1], [2, revised.sha256, 15]]);
  });

  it('moves the day of rent within the tranche, and refuses a day outside it', async () => {
    const draft = await market.aDraft();
    const [tranche] = (await market.database.read(market.host, () => market.contracts.tranches([draft.id]))).get(draft.id) ?? [];
    const rentStarts = (rentStart: string, trancheId = tranche?.id ?? '') => ({ rentStarts: [{ trancheId, rentStart }] });
    await expect(market.revision.revise(market.host, draft.id, rentStarts('2021-06-30'))).rejects.toMatchObject({ code: 'TERMS_INVALID', details: { path: 'tranches.0.rentStart' } });
    await expect(market.revision.revise(market.host, draft.id, rentStarts('2021-08-01', 'trn_none'))).rejects.toMatchObject({ code: 'TERMS_INVALID', details: { path: 'rentStarts.0.trancheId' } });
    await market.revision.revise(market.host, draft.id, rentStarts('2021-08-01'));
    const [moved] = (await market.database.read(market.host, () => market.contracts.tranches([draft.id]))).get(draft.id) ?? [];
    expect(moved?.contractRentStart.toString()).toBe('2021-08-01');
  });

  it('is refused to strangers as if the contract did not exist, and in any state but a draft', async () => {
    const draft = await market.aDraft();
    await expect(market.revision.revise(market.stranger, draft.id, { billingDay: 2 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await market.submission.submit(market.host, draft.id);
    await expect(market.revision.revise(market.host, draft.id, { billingDay: 2 })).rejects.toMatchObject({ code: 'CONTRACT_ACTION_REFUSED' });
  });
});
