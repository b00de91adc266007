import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { PriceTerm } from '../terms/price-term';

type Energy = NonNullable<RatingDocument['energy']>;
type Bill = NonNullable<RatingDocument['bills']>[number];

/** April 2026 in Chicago: 100 kWh on the 10th and 50 kWh on the 20th, and nothing else. */
const energy: Energy = [{ trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '0', except: [{ from: '2026-04-10T05:00:00Z', to: '2026-04-10T05:15:00Z', wh: '100000' }, { from: '2026-04-20T05:00:00Z', to: '2026-04-20T05:15:00Z', wh: '50000' }] } }];
const documentOf = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatingDocument => ({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, terms,
  tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }], energy, ...more,
});
const rated = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): RatedInvoice => rate(readRatingDocument(documentOf(terms, more)));
const told = (terms: readonly PriceTerm[], more: Partial<RatingDocument> = {}): readonly (readonly string[])[] => rated(terms, more).lines.map((line) => [line.code, line.quantity, moneyText(line.amount)]);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });
const escalator = (scale = 6): object => ({ escalator: { kind: 'fixed', rate: '0.1', effective: '2025-04-01', scale } });

describe('an agreed charge', () => {
  const charge: PriceTerm = { id: 'charge', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.hands', amount: '100.005' };

  it('is billed each period under the contract’s own word', () => {
    expect(rated([charge]).lines[0]).toMatchObject({ code: 'charge.hands', rule: '8 Lines, money lines', quantity: '1', unit: '', unitPrice: '100.01', amount: { minor: 10_001n }, steps: ['Agreed for each period.', 'Amount: 100.01 USD.'] });
    expect(told([{ ...charge, amount: '100', ...escalator() } as PriceTerm])).toEqual([['charge.hands', '1', '110.00']]);
    expect(told([{ ...charge, until: '2026-04-01' }])).toEqual([]);
  });

  it('is billed once in the period that holds its day', () => {
    const on = (onceOn: string): PriceTerm => ({ ...charge, onceOn });
    expect(rated([on('2026-04-01')]).lines[0]?.steps).toEqual(['Agreed once, on 2026-04-01.', 'Amount: 100.01 USD.']);
    expect([told([on('2026-04-30')]).length, told([on('2026-05-01')]).length, told([on('2026-03-31')]).length]).toEqual([1, 0, 0]);
    expect(() => rated([on('2026-04-31')])).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', message: expect.stringContaining('terms[0].onceOn') }));
  });
});

describe('a minimum', () => {
  const hands: PriceTerm = { id: 'hands', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.hands', amount: '5000' };
  const minimum: PriceTerm = { id: 'minimum', code: 'commit.minimum_true_up', billedIn: 'ARREARS', minimum: '6000' };

  it('is made up to', () => {
    expect(rated([hands, minimum]).lines[1]).toMatchObject({ code: 'commit.minimum_true_up', rule: '5 commit.minimum_true_up', amount: { minor: 100_000n }, steps: ['The minimum for 30 of 30 days is 6000; qualifying lines come to 5000.00.', 'Amount: 1000.00 USD.'] });
    expect(told([hands, { ...minimum, minimum: '5000' }])).toHaveLength(1);
    expect(told([hands, { ...minimum, minimum: '4999' }])).toHaveLength(1);
    expect(told([hands, { ...minimum, minimum: '5000.01' }])[1]).toEqual(['commit.minimum_true_up', '1', '0.01']);
  });

  it('is that of the days in which it is in force, and grows with its escalator', () => {
    // 15 of 30 days of 12,000 are 6,000.
    expect(rated([hands, { ...minimum, minimum: '12000', from: '2026-04-16' }]).lines[1]?.steps[0]).toBe('The minimum for 15 of 30 days is 6000; qualifying lines come to 5000.00.');
    expect(told([hands, { ...minimum, ...escalator() } as PriceTerm])[1]).toEqual(['commit.minimum_true_up', '1', '1600.00']);
    expect(told([hands, { ...minimum, until: '2026-04-01' }])).toHaveLength(1);
  });

  it('counts the lines it names, and what of them was billed before', () => {
    const named: PriceTerm = { ...minimum, qualifyingCodes: ['capacity.*', 'charge.hand'] };
    expect(told([hands, named])[1]).toEqual(['commit.minimum_true_up', '1', '6000.00']);
    expect(told([hands, { ...named, qualifyingCodes: ['charge.hand*'] }])[1]).toEqual(['commit.minimum_true_up', '1', '1000.00']);
    expect(told([hands, named], { history: [{ termId: 'minimum', billedBase: '2500.5' }] })[1]).toEqual(['commit.minimum_true_up', '1', '3499.50']);
  });

  it('does not count credits and discounts, which come after it', () => {
    const off: PriceTerm = { id: 'off', code: 'discount', billedIn: 'ARREARS', off: { kind: 'amount', amount: '3000' } };
    expect(told([off, hands, minimum])[1]).toEqual(['commit.minimum_true_up', '1', '1000.00']);
  });
});

describe('take-or-pay', () => {
  /** 90 % of 10,000 kWh: the level is 9,000. */
  const term: PriceTerm = { id: 'top', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '10000', share: '0.9', price: '0.06', makeUpMonths: 12 };
  const lot = (kwh: string, price: string, expires: string): { kwh: string; price: string; expires: string } => ({ kwh, price, expires });
  const history = (yearKwh: string, bank: readonly ReturnType<typeof lot>[], deemedTakenKwh?: string): Partial<RatingDocument> => ({ history: [{ termId: 'top', yearKwh, bank, ...(deemedTakenKwh === undefined ? {} : { deemedTakenKwh }) }] });

  it('makes up with what is taken above the level, each lot with what was taken up to its last day', () => {
    const invoice = rated([term], history('9000', [lot('500', '0.05', '2026-04-10'), lot('200', '0.04', '2026-12-31')]));
    // Up to the 10th 100 kWh, all from the older lot; of the 150 kWh of April 50 are left for the younger.
    expect(invoice.lines).toMatchObject([
      { code: 'commit.make_up', rule: '5 commit.make_up', quantity: '-100.000', unit: 'kWh', unitPrice: '0.05', amount: { minor: -500n }, steps: ['Taken this year before: 9000.000 kWh; now 150.000 kWh; the level is 9000 kWh. 100.000 kWh above it were paid before and are made up (until 2026-04-10).', '-100.000 kWh × 0.05 = -5, rounded to -5.00 USD.'] },
      { code: 'commit.make_up', quantity: '-50.000', unitPrice: '0.04', amount: { minor: -200n } },
    ]);
    expect(invoice.carriedForward).toEqual([{ termId: 'top', yearKwh: '9150.000', bank: [lot('400.000', '0.05', '2026-04-10'), lot('150.000', '0.04', '2026-12-31')] }]);
  });

  it('draws on a lot whose last day is in the period only until then, and on none before it', () => {
    expect(told([term], history('9000', [lot('500', '0.05', '2026-04-09')]))).toEqual([]);
    expect(told([term], history('9000', [lot('500', '0.05', '2026-04-01')]))).toEqual([]);
    expect(told([term], history('9000', [lot('500', '0.05', '2026-04-30')]))).toEqual([['commit.make_up', '-150.000', '-7.50']]);
    const dropped = rated([term], history('9000', [lot('500', '0.05', '2026-03-31'), lot('7', '0.05', '2026-04-01')]));
    expect(dropped.carriedForward).toEqual([{ termId: 'top', yearKwh: '9150.000', bank: [lot('7.000', '0.05', '2026-04-01')] }]);
  });

  it('counts only what lies above the level: 8,900 before leave 50 of 150', () => {
    expect(told([term], history('8900', [lot('500', '0.05', '2026-12-31')]))).toEqual([['commit.make_up', '-50.000', '-2.50']]);
    expect(told([term], history('9100', [lot('500', '0.05', '2026-12-31')]))).toEqual([['commit.make_up', '-150.000', '-7.50']]);
    expect(told([term], history('8000', [lot('500', '0.05', '2026-12-31')]))).toEqual([]);
  });

  it('uses up one lot after the other, the oldest year first whenever it ends', () => {
    const invoice = rated([term], history('9000', [lot('20', '0.05', '2026-12-31'), lot('30', '0.04', '2026-12-31'), lot('40', '0.03', '2026-11-30')]));
    expect(invoice.lines.map((line) => [line.quantity, line.unitPrice])).toEqual([['-20.000', '0.05'], ['-30.000', '0.04'], ['-40.000', '0.03']]);
    expect(invoice.carriedForward).toEqual([{ termId: 'top', yearKwh: '9150.000', bank: [] }]);
    // The older lot takes 120 of 150 kWh; only 100 came by the 10th, so that nothing is left for the younger.
    expect(told([term], history('9000', [lot('120', '0.05', '2026-12-31'), lot('500', '0.04', '2026-04-10')]))).toEqual([['commit.make_up', '-120.000', '-6.00']]);
  });

  it('is assessed where the contract year ends inside the period, and the new year begins from nothing', () => {
    const invoice = rated([term], { contract: { id: 'ctr', effectiveFrom: '2025-04-16' }, ...history('8000', [], '300') });
    // 9,000 − 8,000 − 100 − 300
    expect(invoice.lines).toMatchObject([{
      code: 'commit.shortfall', rule: '5 commit.shortfall', quantity: '600.000', unit: 'kWh', unitPrice: '0.06', amount: { minor: 3600n }, period: { from: '2026-04-01', to: '2026-04-16' },
      steps: ['Level of the contract year from 2025-04-16 to before 2026-04-16: 9000 kWh; delivered 8100.000 kWh, deemed taken 300.000 kWh.', '600.000 kWh × 0.06 = 36, rounded to 36.00 USD.'],
    }]);
    expect(invoice.carriedForward).toEqual([{ termId: 'top', yearKwh: '50.000', bank: [lot('600.000', '0.06', '2027-04-15')] }]);
  });

  it('counts deemed energy in the year it belongs to, not in the one that ends with the contract', () => {
    const stub = { contract: { id: 'ctr', effectiveFrom: '2025-04-16', effectiveUntil: '2026-04-26' } };
    // The ten days of the second year: 9,000 × 10 ÷ 365 = 246.575 less 50.
    expect(told([term], { ...stub, ...history('8000', [], '300') })).toEqual([['commit.shortfall', '600.000', '36.00'], ['commit.shortfall', '196.575', '11.79']]);
  });

  it('asks for nothing where the level was reached, by delivery or by what is deemed taken', () => {
    const ends = { contract: { id: 'ctr', effectiveFrom: '2025-05-01' } };
    expect(told([term], { ...ends, ...history('8850', []) })).toEqual([]);
    expect(told([term], { ...ends, ...history('8000', [], '850') })).toEqual([]);
    expect(told([term], { ...ends, ...history('8000', [], '849') })).toEqual([['commit.shortfall', '1.000', '0.06']]);
    expect(told([term], { ...ends, ...history('9900', []) })).toEqual([]);
    expect(rated([term], { ...ends, ...history('8850', []) }).carriedForward).toEqual([{ termId: 'top', yearKwh: '9000.000', bank: [] }]);
  });

  it('is priced at the year’s end, and banked for as long as was agreed', () => {
    const ends = { contract: { id: 'ctr', effectiveFrom: '2025-05-01' }, ...history('8000', []) };
    // 850 kWh; the price rises on 30 April, the last day of the year, and not on 1 May.
    const rising = (effective: string): PriceTerm => ({ ...term, escalator: { kind: 'fixed', rate: '0.1', effective } });
    expect(rated([rising('2025-04-30')], ends).lines[0]?.unitPrice).toBe('0.066');
    expect(rated([rising('2025-05-01')], ends).lines[0]?.unitPrice).toBe('0.06');
    expect(rated([rising('2025-04-30')], ends).carriedForward[0]?.bank).toEqual([lot('850.000', '0.066', '2027-04-30')]);
    const { makeUpMonths: _months, ...without } = term;
    expect(rated([without as PriceTerm], ends).carriedForward[0]?.bank).toEqual([]);
    expect(rated([{ ...term, makeUpMonths: 0 }], ends).carriedForward[0]?.bank).toEqual([lot('850.000', '0.06', '2026-04-30')]);
  });

  it('begins without a history, and is silent where it is not in force', () => {
    expect(rated([term]).carriedForward).toEqual([{ termId: 'top', yearKwh: '150.000', bank: [] }]);
    expect(rated([{ ...term, until: '2026-04-01' }])).toMatchObject({ lines: [], carriedForward: [] });
  });

  it('is refused with a banked lot whose last day is none', () => {
    expect(() => rated([term], history('9000', [lot('500', '0.05', '2026-11-31')]))).toThrow(refused('RATING_INPUT_INVALID', 'terms[0]', 'history.bank.expires is not acceptable: expected a calendar date such as 2026-11-21.'));
  });

  it.each([-1, 1.5])('is refused with %s months for making up', (makeUpMonths) => {
    expect(() => rated([{ ...term, makeUpMonths }])).toThrow(refused('RATING_INPUT_INVALID', 'terms[0].makeUpMonths', 'The months for making up are a whole number, not negative.', String(makeUpMonths)));
  });
});

describe('a bill that is handed on', () => {
  const term: PriceTerm = { id: 'bill', code: 'passthrough.cost', billedIn: 'ARREARS', passThrough: true, billId: 'b', participantId: 'us' };
  const everyone: Bill['participants'] = [{ id: 'host', kwh: '0', contractedKw: '100' }, { id: 'us', kwh: '1', contractedKw: '300' }, { id: 'others', kwh: '2' }];
  const part = (lines: Bill['lines'], participants: Bill['participants'] = everyone): readonly (readonly string[])[] => rated([term], { bills: [{ id: 'a', version: '1', lines: [], participants: [] }, { id: 'b', version: '2', lines, participants }] }).lines.map((line) => [moneyText(line.amount), line.steps[0] ?? '']);

  it('is borne by kWh, the last cent by the largest remainder, a credit as its negation', () => {
    // 100.00 ÷ 3: 33.33 and 66.66, and the cent goes to the larger rest of the others.
    expect(part([{ code: 'utility.energy', amount: '100', key: 'KWH' }, { code: 'utility.refund', amount: '-100', key: 'KWH' }])).toEqual([
      ['33.33', 'utility.energy of bill b (version 2): 100.00, by kwh among 3 participants.'], ['-33.33', 'utility.refund of bill b (version 2): -100.00, by kwh among 3 participants.'],
    ]);
    expect(rated([term], { bills: [{ id: 'b', version: '2', lines: [{ code: 'x', amount: '3', key: 'KWH' }], participants: everyone }] }).lines[0]).toMatchObject({ code: 'passthrough.cost', rule: '8 Pass-through of a bill', amount: { minor: 100n }, passThrough: true });
  });

  it('is borne by the key that its line names', () => {
    const keyed: Bill['participants'] = [{ id: 'us', kwh: '1', coincidentKw: '2', contractedKw: '3', fixedShare: '0.4' }, { id: 'host', kwh: '9', coincidentKw: '8', contractedKw: '7', fixedShare: '0.6' }];
    expect((['KWH', 'COINCIDENT_KW', 'CONTRACTED_KW', 'FIXED_SHARE'] as const).map((key) => part([{ code: 'c', amount: '10', key }], keyed)[0])).toEqual([
      ['1.00', 'c of bill b (version 2): 10.00, by kwh among 2 participants.'], ['2.00', 'c of bill b (version 2): 10.00, by coincident kw among 2 participants.'],
      ['3.00', 'c of bill b (version 2): 10.00, by contracted kw among 2 participants.'], ['4.00', 'c of bill b (version 2): 10.00, by fixed share among 2 participants.'],
    ]);
  });

  it('falls back to contracted kW, then to equal parts, where nobody has a weight', () => {
    expect(part([{ code: 'c', amount: '50', key: 'COINCIDENT_KW' }])).toEqual([['37.50', 'c of bill b (version 2): 50.00, by contracted kw (nothing else is known) among 3 participants.']]);
    expect(part([{ code: 'c', amount: '100.01', key: 'KWH' }], [{ id: 'host' }, { id: 'us', kwh: '0', contractedKw: '0' }, { id: 'others' }])).toEqual([['33.34', 'c of bill b (version 2): 100.01, by equal parts (nothing else is known) among 3 participants.']]);
  });

  it('is refused with a participant twice or none of ours, and is nothing where the term is not in force', () => {
    expect(() => part([], [...everyone, { id: 'host' }])).toThrow(refused('RATING_TERMS_CONTRADICT', 'bills.participants', 'A participant of the bill is named twice.', 'b'));
    expect(() => part([], [{ id: 'host' }])).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[0].participantId', 'The bill has no such participant.', 'us'));
    expect(() => rated([term])).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[0].billId', 'The term names a bill that the input does not have.', 'b'));
    expect(told([{ ...term, until: '2026-04-01' }], { bills: [{ id: 'b', version: '2', lines: [{ code: 'x', amount: '3', key: 'KWH' }], participants: everyone }] })).toEqual([]);
    expect(() => part([{ code: 'c', amount: '1.001', key: 'KWH' }])).toThrow(refused('RATING_INPUT_INVALID', 'terms[0]', 'bills.lines.amount is not acceptable: expected at most 2 decimals in USD.'));
  });
});

describe('any of these', () => {
  it.each([
    { id: 't', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'c', amount: '1' }, { id: 't', code: 'commit.minimum_true_up', billedIn: 'ARREARS', minimum: '1' }, { id: 't', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '1', share: '1', price: '1' },
  ])('is refused with an escalated price of 13 decimals: %j', (term) => {
    expect(() => rated([{ ...term, ...escalator(13) } as PriceTerm])).toThrow(refused('RATING_INPUT_INVALID', 'terms[0].escalator.scale', 'An escalated price is rounded to 0 to 12 decimals.'));
  });
});
