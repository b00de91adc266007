import { ContractActions } from '../contracts/contract-actions.service';
import { checklist } from '../domain/review-checklist';
import { ContractFacts } from './contract-facts.service';
import { aMarket, type Market } from '../../test/a-market';

let market: Market;
beforeAll(async () => {
  market = await aMarket();
});
afterAll(() => market?.close());

const inReview = async () => market.submission.submit(market.tenant, (await market.aDraft()).id);
const pass = (contractId: string, number: number, reviewer = market.reviewer) => market.reviews.setItem(reviewer, contractId, { number, verdict: 'PASS', reason: null, evidence: 'Seen.' });
const settle = async (contractId: string, except: readonly number[] = []) => {
  for (const { number, red } of checklist) if (red && !except.includes(number)) await pass(contractId, number);
};
const reviewsOf = async (contractId: string) => (await market.database.read(market.reviewer, () => market.reviews.ofContracts([contractId]))).get(contractId) ?? [];

describe('A review', () => {
  it('opens with 34 items, those answered that data can answer', async () => {
    const contract = await inReview();
    const [review] = await reviewsOf(contract.id);
    expect(review).toMatchObject({ state: 'OPEN', round: 1, sha256: contract.sha256, submittedByName: 'Tara Tennant' });
    expect(review?.items).toHaveLength(34);
    const suggested = review?.items.flatMap(({ number, suggestion }) => (suggestion ? [`${number} ${suggestion.verdict}`] : []));
    expect(suggested).toEqual(['1 PASS', '17 PASS', '22 PASS', '23 PASS', '24 PASS', '25 FAIL', '34 PASS']);
    expect(review?.items.every(({ verdict }) => verdict === 'OPEN')).toBe(true);
  });

  it('stands in the queue of staff, oldest first, and in nobody else’s', async () => {
    const [first, second] = [await inReview(), await inReview()];
    const queue = await market.reviews.queue(market.reviewer, 'OPEN', 100, null);
    const ids = queue.map(({ contractId }) => contractId);
    expect(ids.indexOf(first.id)).toBeLessThan(ids.indexOf(second.id));
    const cursor = queue.find(({ contractId }) => contractId === first.id);
    const rest = await market.reviews.queue(market.reviewer, 'OPEN', 100, [cursor?.openedAt.epochMilliseconds ?? 0, cursor?.id ?? '']);
    expect(rest.map(({ contractId }) => contractId)).toContain(second.id);
    expect(rest.map(({ contractId }) => contractId)).not.toContain(first.id);
    await expect(market.reviews.queue(market.tenant, 'OPEN', 10, null)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('is not approved while a red item is open or failed, and says which', async () => {
    const contract = await inReview();
    await settle(contract.id, [5, 8]);
    await market.reviews.setItem(market.reviewer, contract.id, { number: 8, verdict: 'FAIL', reason: 'The interconnection agreement is unsigned.', evidence: null });
    await expect(market.reviews.approve(market.reviewer, contract.id, null)).rejects.toMatchObject({ code: 'REVIEW_ITEMS_OPEN', details: { open: [5], failed: [8] } });
    await pass(contract.id, 8);
    await market.reviews.setItem(market.reviewer, contract.id, { number: 5, verdict: 'WAIVED', reason: 'The site is owned; the deed is on file.', evidence: null });
    expect((await market.reviews.approve(market.reviewer, contract.id, null)).state).toBe('APPROVED');
    expect(await reviewsOf(contract.id)).toMatchObject([{ state: 'APPROVED', decidedByName: 'Rosa Rewe', sha256: contract.sha256 }]);
  });

  it('is refused to the author, even one who also works for the platform', async () => {
    const contract = await inReview();
    const authorAtTheDesk = { ...market.reviewer, personId: market.tenant.personId, personName: 'Tara Tennant' };
    const refused = { code: 'REVIEWER_NOT_INDEPENDENT', details: { reason: 'AUTHOR' } };
    await expect(pass(contract.id, 1, authorAtTheDesk)).rejects.toMatchObject(refused);
    await settle(contract.id);
    await expect(market.reviews.approve(authorAtTheDesk, contract.id, null)).rejects.toMatchObject(refused);
    await expect(market.reviews.requestChanges(authorAtTheDesk, contract.id, 'I wrote it and I dislike it.')).rejects.toMatchObject(refused);
    expect((await market.contracts.get(market.reviewer, contract.id)).state).toBe('IN_REVIEW');
  });

  it('is refused to who submitted what another wrote', async () => {
    const draft = await market.aDraft();
    await market.submission.submit(market.host, draft.id);
    const submitterAtTheDesk = { ...market.reviewer, personId: market.host.personId };
    await expect(market.reviews.approve(submitterAtTheDesk, draft.id, null)).rejects.toMatchObject({ code: 'REVIEWER_NOT_INDEPENDENT' });
  });

  it('is refused to a party, whatever hat it wears', async () => {
    const contract = await inReview();
    await expect(market.reviews.approve(market.tenant, contract.id, null)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(market.reviews.approve({ ...market.host, organisationKinds: ['HOST', 'STAFF'] }, contract.id, null)).rejects.toMatchObject({ code: 'REVIEWER_NOT_INDEPENDENT', details: { reason: 'PARTY' } });
  });

  it('is refused to staff who are members of a party elsewhere', async () => {
    const contract = await inReview();
    const { stranger, host, reviewer } = market;
    await market.database.transaction(reviewer, () => market.database.client.$executeRaw`
      insert into membership (id, organisation_id, person_id, role) values ('mbr_two_hats', ${host.organisationId}, ${stranger.personId}, 'VIEWER')`);
    const twoHats = { ...reviewer, personId: stranger.personId, personName: 'Sam Stranger' };
    await expect(pass(contract.id, 1, twoHats)).rejects.toMatchObject({ code: 'REVIEWER_NOT_INDEPENDENT', details: { reason: 'PARTY' } });
    await expect(market.reviews.requestChanges(twoHats, contract.id, 'We would like a higher rent.')).rejects.toMatchObject({ code: 'REVIEWER_NOT_INDEPENDENT' });
    const actions = await market.database.read(twoHats, () => market.get(ContractActions).of(twoHats, contract));
    expect(actions.find(({ name }) => name === 'requestChanges')).toMatchObject({ allowed: false, refusal: { code: 'REVIEWER_NOT_INDEPENDENT' } });
  });

  it('sends the contract back with a reason, and begins anew with the next submission', async () => {
    const contract = await inReview();
    await expect(market.reviews.requestChanges(market.reviewer, contract.id, 'hm')).rejects.toMatchObject({ code: 'REASON_MISSING' });
    expect((await market.reviews.requestChanges(market.reviewer, contract.id, 'The billing day must be the first.')).state).toBe('DRAFT');
    const revised = await market.revision.revise(market.host, contract.id, { billingDay: 1, paymentDays: 15 });
    await market.submission.submit(market.tenant, contract.id);
    const [second, first] = await reviewsOf(contract.id);
    expect(first).toMatchObject({ round: 1, state: 'CHANGES_REQUESTED', reason: 'The billing day must be the first.', sha256: contract.sha256 });
    expect(second).toMatchObject({ round: 2, state: 'OPEN', sha256: revised.sha256, decidedAt: null });
  });

  it('that two reviewers decide at once is decided once', async () => {
    const contract = await inReview();
    await settle(contract.id);
    const other = { ...market.reviewer, personId: 'prs_other', personName: 'Otto Other' };
    const outcomes = await Promise.allSettled([market.reviews.approve(market.reviewer, contract.id, null), market.reviews.requestChanges(other, contract.id, 'The other one was quicker.')]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CONTRACT_ACTION_REFUSED' } });
    expect(await reviewsOf(contract.id)).toHaveLength(1);
  });

  it('lints what the terms say against what is known', async () => {
    const contract = await inReview();
    const lints = await market.database.read(market.tenant, async () => market.get(ContractFacts).lints(await market.contracts.termsOf(contract.id)));
    expect(lints.map(({ code, item }) => [code, item])).toEqual([['SECURITY_BELOW_EXPOSURE', 25]]);
  });
});
