import { anonymous } from '@busbar/kernel';
import { type Served, served } from '@busbar/test-kit';
import { ContractsModule } from '../contracts.module';
import { checklist } from '../domain/review-checklist';
import { aMarket, type Market, PASSWORD } from '../../test/a-market';

let market: Market;
let api: Served;

beforeAll(async () => {
  market = await aMarket();
  api = await served([ContractsModule], market.url);
});
afterAll(async () => {
  await api?.close();
  await market?.close();
});

const whole = `id state versionNumber sha256 zone currency start end securityRequired host { name } tenant { name } proposal { id contract { id } }
  terms { product language priceTerms { code price } taxes { code rate } firmness { kind } security { kind amount { amount } } billingDay paymentDays settlement platformFeeRate conditions }
  tranches { id ordinal kw gpus start end contractRentStart rentStart acceptedAt hall { name } } signatures { side typedName } versions { number sha256 authorName terms { billingDay } }
  lints { code severity item } reviews { round state reason items { number } } signingConsent(language: IT) { version text } actions { name allowed refusal { code } } history(first: 20) { edges { node { type action from to actorName } } }`;

describe('The API of contracts', () => {
  it('carries a deal from a proposal to an active contract', async () => {
    const proposal = await market.aProposal();
    const accept = 'mutation ($input: AcceptProposalInput!) { acceptProposal(input: $input) { ' + whole + ' } }';
    const draft = await api.as(market.tenant).field<{ id: string; sha256: string; tranches: { id: string }[] }>(accept, { input: { proposalId: proposal.id, versionId: proposal.versions[0]?.id, idempotencyKey: 'accept-by-http' } });
    expect(draft).toMatchObject({
      state: 'DRAFT', versionNumber: 1, zone: 'America/Chicago', start: '2021-07-01', end: '2023-07-01', host: { name: 'Larkspur Digital Power' }, tenant: { name: 'Meridian Models' },
      proposal: { id: proposal.id, contract: { id: draft.id } }, terms: { product: 'COLOCATION', language: 'EN', priceTerms: [{ code: 'capacity.reserved', price: '158' }, { code: 'energy.index', price: null }, { code: 'energy.index_adder', price: '0.004' }] },
      tranches: [{ kw: '1000', hall: { name: 'Hall A' }, rentStart: null }], lints: [{ code: 'SECURITY_BELOW_EXPOSURE', severity: 'NOTICE', item: 25 }], history: { edges: [{ node: { type: 'contract.drafted' } }] },
    });
    const input = { contractId: draft.id };
    await api.as(market.host).field('mutation ($input: ReviseContractInput!) { reviseContract(input: $input) { id } }', { input: { ...input, taxes: [{ code: 'tax.state', rate: '0.0825' }], rentStarts: [{ trancheId: draft.tranches[0]?.id, rentStart: '2021-08-01' }] } });
    await api.as(market.tenant).field('mutation ($input: SubmitContractInput!) { submitContract(input: $input) { state } }', { input });

    const queue = await api.as(market.reviewer).field<{ edges: { node: { items: { number: number; title: string }[] } }[] }>('{ reviewQueue(first: 5) { edges { node { round contract { id } items { number red title(language: IT) suggestion { verdict } } } } } }');
    expect(queue.edges[0]?.node).toMatchObject({ round: 1, contract: { id: draft.id } });
    expect(queue.edges[0]?.node.items).toHaveLength(34);
    expect(queue.edges[0]?.node.items[20]?.title).toBe('Due percorsi in fibra, o la rinuncia del tenant');
    const blocked = await api.as(market.reviewer).ask('mutation ($input: ApproveContractInput!) { approveContract(input: $input) { state } }', { input });
    expect(blocked.errors?.[0]?.extensions).toMatchObject({ code: 'REVIEW_ITEMS_OPEN', kind: 'CONFLICT', details: { open: [1, 2, 4, 5, 8, 10, 12, 34] } });
    for (const { number, red } of checklist) if (red) await api.as(market.reviewer).field('mutation ($input: SetReviewItemInput!) { setReviewItem(input: $input) { id } }', { input: { ...input, number, verdict: 'PASS' } });
    const approved = await api.as(market.reviewer).field<{ sha256: string }>('mutation ($input: ApproveContractInput!) { approveContract(input: $input) { state sha256 } }', { input });
    expect(approved).toMatchObject({ state: 'APPROVED' });
    expect(approved.sha256).not.toBe(draft.sha256);

    const sign = 'mutation ($input: SignContractInput!) { signContract(input: $input) { state signatures { side } } }';
    const signature = { ...input, sha256: approved.sha256, password: PASSWORD };
    expect(await api.as(market.host).field(sign, { input: { ...signature, typedName: 'Hanna Holt' } })).toMatchObject({ state: 'APPROVED' });
    expect(await api.as(market.tenant).refusal(sign, { input: { ...signature, typedName: 'Tara Tennant', password: 'something else entirely' } })).toBe('PASSWORD_WRONG');
    expect(await api.as(market.tenant).field(sign, { input: { ...signature, typedName: 'Tara Tennant' } })).toMatchObject({ state: 'EFFECTIVE', signatures: [{ side: 'HOST' }, { side: 'TENANT' }] });
    const active = await api.as(market.tenant).field('mutation ($input: AcceptHandoverInput!) { acceptHandover(input: $input) { state tranches { rentStart } } }', { input: { trancheId: draft.tranches[0]?.id } });
    expect(active).toEqual({ state: 'ACTIVE', tranches: [{ rentStart: '2021-08-01' }] });

    const seen = await api.as(market.host).field<{ reviews: unknown; actions: { allowed: boolean }[] }>(`query ($id: ID!) { contract(id: $id) { ${whole} } }`, { id: draft.id });
    expect(seen).toMatchObject({ versionNumber: 2, reviews: [{ round: 1, state: 'APPROVED', items: null }], versions: [{ number: 1 }, { number: 2, authorName: 'Hanna Holt' }], terms: { taxes: [{ code: 'tax.state', rate: '0.0825' }] } });
    expect(seen.actions.every(({ allowed }) => !allowed)).toBe(true);
  });

  it('gives the document in both languages, of which one is what the hash is of', async () => {
    const draft = await market.aDraft();
    const documents = await api.as(market.tenant).field<{ signed: string; translated: string }>('query ($id: ID!) { contract(id: $id) { signed: document translated: document(language: IT) } }', { id: draft.id });
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(documents.signed, 'utf8'))).toString('hex');
    expect(hash).toBe(draft.sha256);
    expect(documents.translated).toContain('Traduzione di cortesia');
  });

  it('shows twelve months as they would be billed', async () => {
    const draft = await market.aDraft();
    const shadow = await api.as(market.tenant).field<{ months: unknown[] }>(
      'query ($id: ID!) { shadowInvoice(contractId: $id, assumptions: { loadFactor: "0.5", indices: [{ indexId: "ercot-hub", perMwh: "40" }] }) { basis { sha256 loadFactor pue indices { indexId perMwh } } months { from to total { amount } lines { code quantity proration unit unitPrice amount { amount } } } worstMonth lightestMonth total { amount currency } } }',
      { id: draft.id },
    );
    expect(shadow).toMatchObject({ basis: { sha256: draft.sha256, loadFactor: '0.5', pue: '1.19', indices: [{ indexId: 'ercot-hub', perMwh: '40' }] }, worstMonth: 0, lightestMonth: 7, total: { currency: 'USD' } });
    expect(shadow.months).toHaveLength(12);
    expect(shadow.months[0]).toMatchObject({ from: '2021-07-01', to: '2021-08-01', total: { amount: '174368.00' } });
  });

  it('answers a stranger as if nothing were there, and anonymous callers not at all', async () => {
    const draft = await market.aDraft();
    const query = 'query ($id: ID!) { contract(id: $id) { id } }';
    const foreign = await api.as(market.stranger).ask(query, { id: draft.id });
    const unknown = await api.as(market.stranger).ask(query, { id: draft.id.replace(/.$/, 'x') });
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect(unknown.errors?.[0]?.message).toBe(foreign.errors?.[0]?.message);
    expect(await api.as(market.stranger).field('{ contracts(first: 10) { edges { node { id } } pageInfo { hasNextPage } } }')).toEqual({ edges: [], pageInfo: { hasNextPage: false } });
    expect(await api.as(anonymous).refusal(query, { id: draft.id })).toBe('NOT_SIGNED_IN');
    expect(await api.as(market.tenant).refusal('{ reviewQueue(first: 1) { edges { cursor } } }')).toBe('NOT_PERMITTED');
  });

  it('pages contracts by cursor, newest first', async () => {
    const page = 'query ($after: String) { contracts(first: 2, after: $after, states: [DRAFT]) { edges { node { id } } pageInfo { hasNextPage endCursor } } }';
    type Page = { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    const first = await api.as(market.tenant).field<Page>(page);
    const second = await api.as(market.tenant).field<Page>(page, { after: first.pageInfo.endCursor });
    const ids = [...first.edges, ...second.edges].map(({ node }) => node.id);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(first.pageInfo.hasNextPage).toBe(true);
  });
});
