import { aReviewer, at, terms } from '../../test/a-contract';
import { nothingKnown } from './contract-lints';
import { blocking, openItems, requireReason, requireSettled, settleItem, suggestionsOf, type ReviewFacts, type ReviewItem } from './review';
import { checklist } from './review-checklist';

const facts: ReviewFacts = { ...nothingKnown, designPue: '1.19', referenceRange: { low: '100', high: '190' }, partiesVerified: { host: true, tenant: true }, capacityReserved: true };
const secured = terms({ security: { kind: 'DEPOSIT', amount: '1896000' } });
const items = (known: ReviewFacts = facts): readonly ReviewItem[] => openItems(suggestionsOf(secured, known));
const itemOf = (number: number, all = items()): ReviewItem => all.find((item) => item.number === number) as ReviewItem;
const settle = (number: number, verdict: ReviewItem['verdict'], reason: string | null = null, all = items()): ReviewItem => settleItem(itemOf(number, all), { number, verdict, reason, evidence: null }, aReviewer(), at);

describe('The checklist', () => {
  it('has 34 items, numbered without a gap, eight of them blocking', () => {
    expect(checklist.map((item) => item.number)).toEqual(Array.from({ length: 34 }, (_, index) => index + 1));
    expect(checklist.filter((item) => item.red).map((item) => item.number)).toEqual([1, 2, 4, 5, 8, 10, 12, 34]);
    expect(new Set(checklist.flatMap((item) => [item.title.en, item.title.it])).size).toBe(68);
  });

  it('answers from data what data can answer, and nothing else', () => {
    const answered = suggestionsOf(secured, facts);
    expect([...answered].map(([number, suggestion]) => `${number} ${suggestion.verdict}`)).toEqual(['1 PASS', '17 PASS', '22 PASS', '23 PASS', '24 PASS', '25 PASS', '34 PASS']);
    const doubtful = suggestionsOf(terms(), { ...facts, designPue: '1.3', partiesVerified: { host: true, tenant: false }, capacityReserved: false, supplyEnds: '2021-12-31' });
    expect(doubtful.get(1)).toEqual({ verdict: 'FAIL', evidence: 'Not verified: tenant.' });
    expect([10, 17, 25, 34].map((number) => doubtful.get(number)?.verdict)).toEqual(['FAIL', 'FAIL', 'FAIL', 'FAIL']);
    expect(doubtful.get(17)?.evidence).toContain('PUE_CAP_BELOW_DESIGN at prices.3.mode: 1.25');
  });

  it('opens with every item unsettled: what data says is confirmed by a person', () => {
    expect(items().every((item) => item.verdict === 'OPEN' && item.reviewerId === null)).toBe(true);
    expect(settle(1, 'PASS')).toMatchObject({ verdict: 'PASS', evidence: 'Both organisations are verified by staff.', reviewerId: 'prs_reviewer', settledAt: at });
  });
});

describe('A verdict', () => {
  it.each(['FAIL', 'WAIVED'] as const)('of %s needs a reason', (verdict) => {
    expect(() => settle(5, verdict)).toThrow(expect.objectContaining({ code: 'REVIEW_ITEM_REASON_MISSING' }));
    expect(() => settle(5, verdict, '   too      ')).toThrow(expect.objectContaining({ code: 'REVIEW_ITEM_REASON_MISSING' }));
    expect(settle(5, verdict, 'The lease ends a year before the contract.').verdict).toBe(verdict);
  });

  it('against what the data says needs a reason', () => {
    const unverified = items({ ...facts, partiesVerified: { host: false, tenant: true } });
    expect(() => settle(1, 'PASS', null, unverified)).toThrow(expect.objectContaining({ code: 'REVIEW_ITEM_REASON_MISSING' }));
    expect(settle(1, 'PASS', 'Register extract seen today.', unverified).verdict).toBe('PASS');
  });

  it('may be taken back', () => {
    expect(settleItem(settle(5, 'PASS'), { number: 5, verdict: 'OPEN', reason: 'ignored', evidence: null }, aReviewer(), at)).toEqual(itemOf(5));
  });

  it('on an item that does not exist is refused', () => {
    expect(() => settleItem(itemOf(1), { number: 35, verdict: 'PASS', reason: null, evidence: null }, aReviewer(), at)).toThrow(expect.objectContaining({ code: 'REVIEW_ITEM_UNKNOWN' }));
  });
});

describe('Approval', () => {
  const settled = (over: Partial<Record<number, ReviewItem['verdict']>> = {}): readonly ReviewItem[] =>
    items().map((item) => settle(item.number, over[item.number] ?? 'PASS', 'A reason that can be read.'));

  it('waits for every red item, and names those that block', () => {
    expect(blocking(items())).toEqual({ open: [1, 2, 4, 5, 8, 10, 12, 34], failed: [] });
    expect(() => requireSettled({ id: 'ctr_1' }, settled({ 8: 'FAIL', 2: 'OPEN', 3: 'FAIL' }))).toThrow(
      expect.objectContaining({ code: 'REVIEW_ITEMS_OPEN', details: { contractId: 'ctr_1', open: [2], failed: [8] }, message: 'Blocking review items are not settled: 2, 8.' }),
    );
  });

  it('goes past plain items that are open, and red ones that are waived', () => {
    expect(() => requireSettled({ id: 'ctr_1' }, settled({ 3: 'OPEN', 33: 'FAIL', 12: 'WAIVED' }))).not.toThrow();
  });

  it('refused or not, a decision against the parties gives a reason', () => {
    expect(requireReason('  The cap is below the design PUE. ')).toBe('The cap is below the design PUE.');
    expect(() => requireReason('no')).toThrow(expect.objectContaining({ code: 'REASON_MISSING' }));
  });
});
