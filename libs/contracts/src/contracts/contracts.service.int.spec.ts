import { checklist } from '../domain/review-checklist';
import type { Contract } from '../domain/contract';
import { History } from '../history/history.service';
import { ShadowInvoices } from '../shadow/shadow-invoices.service';
import { aMarket, type Market } from '../../test/a-market';
import { ContractActions } from './contract-actions.service';

let market: Market;
beforeAll(async () => {
  market = await aMarket();
});
afterAll(() => market?.close());

const tranchesOf = async (contract: Contract) => (await market.database.read(market.tenant, () => market.contracts.tranches([contract.id]))).get(contract.id) ?? [];
const reservationOf = async (contract: Contract) => {
  const [tranche] = await tranchesOf(contract);
  return (await market.database.read(market.tenant, () => market.capacity.reservationsByIds([tranche?.reservationId ?? '']))).get(tranche?.reservationId ?? '');
};
const allowed = async (actor: Market['tenant'], contract: Contract) =>
  (await market.database.read(actor, () => market.get(ContractActions).of(actor, contract))).filter((action) => action.allowed).map(({ name }) => name);

describe('A contract', () => {
  it('goes from draft to active: submitted, checked, approved, signed by both, handed over', async () => {
    const draft = await market.aDraft();
    expect(await allowed(market.tenant, draft)).toEqual(['revise', 'submit', 'withdraw']);
    const submitted = await market.submission.submit(market.tenant, draft.id);
    expect(submitted.state).toBe('IN_REVIEW');
    expect(await allowed(market.reviewer, submitted)).toEqual(['requestChanges']);
    for (const { number, red } of checklist) if (red) await market.reviews.setItem(market.reviewer, draft.id, { number, verdict: 'PASS', reason: null, evidence: null });
    expect(await allowed(market.reviewer, submitted)).toEqual(['approve', 'requestChanges']);
    const approved = await market.reviews.approve(market.reviewer, draft.id, 'Sound.');
    expect(approved.state).toBe('APPROVED');

    const once = await market.sign(market.host, approved);
    expect([once.state, once.signatures.map(({ side }) => side)]).toEqual(['APPROVED', ['HOST']]);
    expect((await reservationOf(draft))?.kind).toBe('HOLD');
    const both = await market.sign(market.tenant, approved);
    expect(both.state).toBe('EFFECTIVE');
    expect(await reservationOf(draft)).toMatchObject({ kind: 'FIRM', expiresAt: null });
    expect(await market.database.read(market.tenant, () => market.contracts.activeContracts())).toEqual([]);

    await market.clock.moveTo('2021-06-20T15:00:00Z');
    const [tranche] = await tranchesOf(draft);
    const active = await market.handover.accept(market.tenant, tranche?.id ?? '');
    expect(active.state).toBe('ACTIVE');
    expect((await tranchesOf(draft)).map(({ rentStart, acceptedById }) => [rentStart?.toString(), acceptedById])).toEqual([['2021-07-01', market.tenant.personId]]);
    expect(await allowed(market.tenant, active)).toEqual([]);
    expect(await market.eventsOf(draft.id)).toEqual([
      'contract.drafted', 'contract.moved submit', ...Array.from({ length: 8 }, () => 'contract.review_item.settled'), 'contract.moved approve', 'contract.moved sign', 'contract.moved countersign',
      'contract.moved takeEffect', 'contract.tranche.accepted', 'contract.moved commence',
    ]);

    const [inForce] = await market.database.read(market.tenant, () => market.contracts.activeContracts());
    expect(inForce).toMatchObject({ contract: { id: draft.id }, version: { sha256: draft.sha256, number: 1 }, tranches: [{ id: tranche?.id }] });
  });

  it('is not there for strangers, whatever they ask', async () => {
    const draft = await market.aDraft();
    const refused = { code: 'NOT_FOUND', details: { subject: 'contract', id: draft.id } };
    await expect(market.contracts.get(market.stranger, draft.id)).rejects.toMatchObject(refused);
    await expect(market.submission.submit(market.stranger, draft.id)).rejects.toMatchObject(refused);
    await expect(market.withdrawal.withdraw(market.stranger, draft.id, 'It is not mine at all.')).rejects.toMatchObject(refused);
    await expect(market.sign(market.stranger, draft)).rejects.toMatchObject(refused);
    await expect(market.get(ShadowInvoices).of(market.stranger, draft.id, {})).rejects.toMatchObject(refused);
    await expect(market.contracts.get(market.tenant, 'ctr_00000000000000000000000000')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const [tranche] = await tranchesOf(draft);
    await expect(market.handover.accept(market.stranger, tranche?.id ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND', details: { subject: 'tranche' } });
    expect((await market.contracts.page(market.stranger, {}, 100, null)).length).toBe(0);
    expect((await market.contracts.page(market.host, { states: ['DRAFT'] }, 100, null)).map(({ id }) => id)).toContain(draft.id);
    expect((await market.contracts.page(market.reviewer, {}, 1, null)).length).toBe(2);
  });

  it('that is withdrawn frees its capacity, ends its review and says why', async () => {
    const before = await market.freeKw();
    const draft = await market.aDraft({ kw: 2000n });
    expect(await market.freeKw()).toBe(before - 2000n);
    await market.submission.submit(market.host, draft.id);
    await expect(market.withdrawal.withdraw(market.host, draft.id, 'no')).rejects.toMatchObject({ code: 'REASON_MISSING' });
    const withdrawn = await market.withdrawal.withdraw(market.host, draft.id, 'The tenant’s financing fell through.');
    expect(withdrawn.state).toBe('WITHDRAWN');
    expect(await market.freeKw()).toBe(before);
    const [review] = (await market.database.read(market.host, () => market.reviews.ofContracts([draft.id]))).get(draft.id) ?? [];
    expect(review).toMatchObject({ state: 'ABANDONED', reason: 'The tenant’s financing fell through.' });
    await expect(market.withdrawal.withdraw(market.host, draft.id, 'Once more, for certain.')).rejects.toMatchObject({ code: 'CONTRACT_ACTION_REFUSED' });
  });

  it('that needs a security takes effect when it is received, once', async () => {
    const approved = await market.anApproved({ depositMonths: 2 });
    await market.sign(market.host, approved);
    const signed = await market.sign(market.tenant, approved);
    expect(signed.state).toBe('SIGNED');
    const [tranche] = await tranchesOf(approved);
    await expect(market.handover.accept(market.tenant, tranche?.id ?? '')).rejects.toMatchObject({ code: 'CONTRACT_ACTION_REFUSED' });
    await expect(market.contracts.confirmSecurity(market.tenant, approved.id, 'We have paid.')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    expect((await market.contracts.confirmSecurity(market.reviewer, approved.id, 'Letter of credit 4711')).state).toBe('EFFECTIVE');
    expect((await market.contracts.confirmSecurity(market.reviewer, approved.id, 'Letter of credit 4711')).state).toBe('EFFECTIVE');
    expect((await market.eventsOf(approved.id)).filter((type) => type === 'contract.moved takeEffect')).toHaveLength(1);
    await expect(market.withdrawal.withdraw(market.host, approved.id, 'Too late for that.')).rejects.toMatchObject({ code: 'CONTRACT_ACTION_REFUSED' });
  });

  it('shows both sides its history without the reviewer’s single verdicts', async () => {
    const approved = await market.anApproved();
    const types = async (actor: Market['tenant']) => (await market.get(History).page(actor, approved, 100, 0)).map(({ type }) => type);
    expect(await types(market.tenant)).toEqual(['contract.drafted', 'contract.moved', 'contract.moved']);
    expect((await types(market.reviewer)).filter((type) => type === 'contract.review_item.settled')).toHaveLength(8);
    const [first, second] = await market.get(History).page(market.tenant, approved, 1, 0);
    expect([first?.type, second?.type]).toEqual(['contract.drafted', 'contract.moved']);
  });

  it('shows twelve months as they would be billed, with what that stands on', async () => {
    const draft = await market.aDraft();
    const shadow = await market.get(ShadowInvoices).of(market.tenant, draft.id, { indexPerMwh: { 'ercot-hub': '40' }, loadFactor: '0.5' });
    expect(shadow).toMatchObject({ sha256: draft.sha256, assumed: { loadFactor: '0.5', pue: '1.19', indexPerMwh: { 'ercot-hub': '40' } } });
    const [july] = shadow.simulation.invoices;
    expect(shadow.simulation.invoices).toHaveLength(12);
    // Rent: 1,000 kW at 158. Energy: half of 1,000 kW over 744 hours at 0.04, and 0.004 on top.
    expect(july?.lines.map(({ code, amount }) => [code, amount.minor])).toEqual([['energy.index', 1_488_000n], ['energy.index_adder', 148_800n], ['capacity.reserved', 15_800_000n]]);
    await expect(market.get(ShadowInvoices).of(market.tenant, draft.id, { loadFactor: '1.01' })).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'assumptions.loadFactor' } });
    await expect(market.get(ShadowInvoices).of(market.tenant, draft.id, { indexPerMwh: { pun: '100' } })).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'assumptions.indices' } });
  });
});

describe('The database', () => {
  it('refuses a contract that says it is approved or signed and is not', async () => {
    const draft = await market.aDraft();
    const force = (state: string) => market.database.transaction(market.tenant, () => market.database.client.$executeRaw`update contract set state = ${state}::"ContractState" where id = ${draft.id}`);
    await expect(force('APPROVED')).rejects.toThrow('without an approved review');
    const approved = await market.anApproved();
    await market.sign(market.host, approved);
    await expect(market.database.transaction(market.tenant, () => market.database.client.$executeRaw`update contract set state = 'SIGNED' where id = ${approved.id}`)).rejects.toThrow('without the signatures of both sides');
  });

  it('never changes a version or a signature', async () => {
    const approved = await market.anApproved();
    await market.sign(market.host, approved);
    const change = (run: () => Promise<number>) => market.database.transaction(market.tenant, run);
    await expect(change(() => market.database.client.$executeRaw`update contract_version set terms = '{}' where id = ${approved.versionId}`)).rejects.toThrow('never changed');
    await expect(change(() => market.database.client.$executeRaw`delete from signature where version_id = ${approved.versionId}`)).rejects.toThrow('never changed');
  });

  it('holds one version in force at a time', async () => {
    const approved = await market.anApproved();
    await market.sign(market.host, approved);
    const effective = await market.sign(market.tenant, approved);
    const putInForce = () => market.database.transaction(market.tenant, async () => {
      const { client } = market.database;
      await client.$executeRaw`
        insert into contract_version (id, contract_id, host_id, tenant_id, number, terms, sha256, author_name, written_at)
        select 'ver_second', contract_id, host_id, tenant_id, 2, terms, sha256, author_name, written_at from contract_version where id = ${approved.versionId}`;
      await client.$executeRaw`
        insert into version_in_force (version_id, contract_id, host_id, tenant_id, valid_from) select id, ${effective.id}, host_id, tenant_id, business_now() + interval '1 year' from contract_version where id = 'ver_second'`;
    });
    await expect(putInForce()).rejects.toThrow('version_in_force_one_at_a_time');
  });

  it('puts no version of another contract in force', async () => {
    const [approved, other] = [await market.anApproved(), await market.aDraft()];
    await expect(
      market.database.transaction(market.tenant, () => market.database.client.$executeRaw`
        insert into version_in_force (version_id, contract_id, host_id, tenant_id, valid_from) select id, ${approved.id}, host_id, tenant_id, business_now() from contract_version where id = ${other.versionId}`),
    ).rejects.toThrow('version_in_force_of_its_contract');
  });
});
