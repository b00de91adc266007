import { moneyText } from '@busbar/kernel';
import type { RatingDocument } from '../document/rating-document';
import { readRatingDocument } from '../document/read-document';
import type { DrillDown } from '../drill-down';
import { drillDown } from '../open-line';
import { rate } from '../rate';
import type { RatedInvoice } from '../rated-invoice';
import type { RatingInput, TaxRule } from '../rating-input';
import type { PriceTerm } from '../terms/price-term';

const charge = (id: string, amount: string, more: object = {}): PriceTerm => ({ id, code: 'charge.amount', billedIn: 'ARREARS', lineCode: `charge.${id}`, amount, ...more }) as PriceTerm;
const two = [charge('hands', '100'), charge('setup', '50.01')];
const inputOf = (terms: readonly PriceTerm[], taxes: readonly TaxRule[] | undefined, more: Partial<RatingDocument> = {}): RatingInput => readRatingDocument({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, terms, tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [] }], ...(taxes ? { taxes } : {}), ...more,
});
const rated = (terms: readonly PriceTerm[], taxes: readonly TaxRule[] | undefined, more: Partial<RatingDocument> = {}): RatedInvoice => rate(inputOf(terms, taxes, more));
const opened = (taxes: readonly TaxRule[]): DrillDown => drillDown(inputOf(two, taxes), 1);
const told = (terms: readonly PriceTerm[], taxes: readonly TaxRule[] | undefined, more: Partial<RatingDocument> = {}): readonly (readonly unknown[])[] => rated(terms, taxes, more).taxLines.map((tax) => [tax.code, tax.base, moneyText(tax.amount), tax.allocation.map(Number)]);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });

const adjustment = (id: string, amount: string, taxes?: readonly TaxRule[]): NonNullable<RatingDocument['adjustments']>[number] => ({ id, period: { from: '2026-02-01', to: '2026-03-01' }, amount, reason: 'Late readings of February.', ...(taxes ? { taxes } : {}) });
const now: TaxRule = { code: 'tax.state', rate: '0.06' };

describe('a tax', () => {
  it('is rounded once, and its cents lie on the lines by largest remainder', () => {
    // 150.01 × 6.25 % = 9.375625 → 9.38: 6.2528… and 3.1270… leave a cent for the first.
    const invoice = rated(two, [{ code: 'tax.state', rate: '0.0625', jurisdiction: 'US-TX', note: 'Tex. Tax Code 151' }]);
    expect(invoice.taxLines).toEqual([{ code: 'tax.state', rate: '0.0625', base: '150.01', amount: { minor: 938n, currency: 'USD' }, allocation: [625n, 313n], note: 'Tex. Tax Code 151' }]);
    expect([invoice.subtotal, invoice.tax, invoice.total].map(moneyText)).toEqual(['150.01', '9.38', '159.39']);
    expect(rated(two, [{ code: 'tax.state', rate: '0.0625' }]).taxLines[0]?.note).toBeNull();
    expect(rated(two, undefined).taxLines).toEqual([]);
  });

  it('falls on the lines it names, and on the taxable part of each', () => {
    expect(told(two, [{ code: 'tax.city', rate: '0.1', appliesTo: ['charge.s*'] }])).toEqual([['tax.city', '50.01', '5.00', [0, 500]]]);
    expect(told(two, [{ code: 'tax.city', rate: '0.1', appliesTo: ['charge.s'] }])).toEqual([]);
    expect(told([charge('hands', '100', { taxableFraction: '0.8' }), charge('setup', '50', { taxableFraction: '0' })], [{ code: 'tax.city', rate: '0.1' }])).toEqual([['tax.city', '80', '8.00', [800, 0]]]);
  });

  it('on taxes has their rounded amounts in its base', () => {
    // 9.38 joins 150.01: 159.39 × 2 % = 3.1878.
    const state: TaxRule = { code: 'tax.state', rate: '0.0625' };
    expect(told(two, [state, { code: 'tax.city', rate: '0.02', compoundOn: ['tax.state'] }])).toEqual([['tax.state', '150.01', '9.38', [625, 313]], ['tax.city', '159.39', '3.19', [213, 106]]]);
    expect(told(two, [state, { code: 'tax.city', rate: '0.02' }])[1]).toEqual(['tax.city', '150.01', '3.00', [200, 100]]);
    expect(told(two, [state, { code: 'tax.county', rate: '0.01' }, { code: 'tax.city', rate: '0.02', compoundOn: ['tax.county'] }])[2]).toEqual(['tax.city', '151.51', '3.03', [202, 101]]);
  });

  it('of no rate is a line only where the law wants to read why', () => {
    expect(told(two, [{ code: 'vat', rate: '0', treatment: 'REVERSE_CHARGE', note: 'Article 196' }])).toEqual([['vat', '150.01', '0.00', [0, 0]]]);
    expect(told(two, [{ code: 'vat', rate: '0', treatment: 'EXEMPT' }])).toEqual([['vat', '150.01', '0.00', [0, 0]]]);
    expect(told(two, [{ code: 'vat', rate: '0' }, { code: 'vat2', rate: '0', treatment: 'STANDARD' }])).toEqual([]);
    expect(told([], [{ code: 'vat', rate: '0', treatment: 'EXEMPT' }])).toEqual([['vat', '0', '0.00', []]]);
  });

  it('may have one name in two jurisdictions', () => {
    expect(told(two, [{ code: 'tax.sales', jurisdiction: 'US-TX', rate: '0.1' }, { code: 'tax.sales', jurisdiction: 'US-OK', rate: '0.2' }]).map((tax) => tax[2])).toEqual(['15.00', '30.00']);
    expect(() => rated(two, [{ code: 'tax.sales', jurisdiction: 'US-TX', rate: '0.1' }, { code: 'tax.sales', jurisdiction: 'US-TX', rate: '0.2' }])).toThrow(refused('RATING_TERMS_CONTRADICT', 'taxes[1].code', 'A tax is named twice in one jurisdiction.', 'tax.sales'));
  });

  it('is refused with what contradicts it', () => {
    const rules = (...taxes: readonly TaxRule[]) => (): RatedInvoice => rated(two, taxes);
    expect(rules({ code: 'a', rate: '0.1' }, { code: 'b', rate: '0.1', compoundOn: ['c'] })).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'taxes[1].compoundOn', 'A compound tax names a tax that does not come before it.', 'c'));
    expect(rules({ code: 'a', rate: '0.1', compoundOn: ['a'] })).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'taxes[0].compoundOn', 'A compound tax names a tax that does not come before it.', 'a'));
    expect(rules({ code: 'a', rate: '0.1', treatment: 'REVERSE_CHARGE' })).toThrow(refused('RATING_TERMS_CONTRADICT', 'taxes[0].rate', 'An exempt or reverse-charge tax has the rate 0.', '0.1'));
    expect(rules({ code: 'a', rate: '0.1', inclusive: true }, { code: 'b', rate: '0.1', inclusive: true, compoundOn: ['a'] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'taxes[1].compoundOn', 'An inclusive tax cannot be compound.'));
    expect(rules({ code: 'a', rate: '0.1', inclusive: false }, { code: 'b', rate: '0.1', inclusive: true })).toThrow(refused('RATING_TERMS_CONTRADICT', 'taxes', 'Inclusive and exclusive taxes cannot stand on one invoice.'));
    expect(rules({ code: 'a', rate: 'ten' })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'taxes', given: 'ten' } }));
    expect(rules({ code: 'a', rate: '0.1', inclusive: true, compoundOn: [] })).not.toThrow();
    // Also where a line is only opened.
    expect(() => opened([{ code: 'a', rate: 'ten' }])).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'taxes', given: 'ten' } }));
    expect(opened([{ code: 'a', rate: '0.1' }]).amountMinor).toBe(10_000n);
  });
});

describe('prices that hold their taxes', () => {
  const vat: TaxRule = { code: 'vat', rate: '0.2', inclusive: true };

  it('show net lines: 120.00 are 100.00 and 20.00', () => {
    const invoice = rated([charge('hands', '120')], [vat]);
    expect(invoice.lines[0]).toMatchObject({ amount: { minor: 10_000n }, unitPrice: '100.00', informational: false, steps: ['Agreed for each period.', 'Amount: 120.00 USD.', 'The price holds its taxes: 120.00 gross is 100.00 net.'] });
    expect(invoice.taxLines).toEqual([{ code: 'vat', rate: '0.2', base: '100', amount: { minor: 2000n, currency: 'USD' }, allocation: [2000n], note: null }]);
    expect(moneyText(invoice.total)).toBe('120.00');
  });

  it('make the price of a measured line one for information', () => {
    const power: PriceTerm = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.12' };
    const [line] = rated([power], [vat], { energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'total', kwh: '1000' } }] }).lines;
    expect(line).toMatchObject({ amount: { minor: 10_000n }, unitPrice: '0.12', informational: true });
    expect(line?.steps.at(-1)).toBe('The price holds its taxes: 120.00 gross is 100.00 net.');
  });

  it('are split over several rates by largest remainder', () => {
    // 100.00 ÷ 1.25 = 80.00; 20.00 over 20 and 5 are 16.00 and 4.00.
    expect(told([charge('hands', '100')], [vat, { code: 'levy', rate: '0.05', inclusive: true }])).toEqual([['vat', '80', '16.00', [1600]], ['levy', '80', '4.00', [400]]]);
    expect(moneyText(rated([charge('hands', '100')], [vat, { code: 'levy', rate: '0.05', inclusive: true }]).subtotal)).toBe('80.00');
    // 100.01 ÷ 1.2 = 83.3416… → 83.34; 16.67 lie 66.67 : 33.34 on the lines.
    const uneven = rated([charge('hands', '66.67'), charge('setup', '33.34')], [vat]);
    expect([uneven.taxLines[0]?.allocation, uneven.lines.map((line) => moneyText(line.amount)), moneyText(uneven.total)]).toEqual([[1111n, 556n], ['55.56', '27.78'], '100.01']);
  });

  it('at a rate of nothing are net already', () => {
    const free = rated([charge('hands', '120')], [{ code: 'vat', rate: '0', inclusive: true }]);
    expect([free.lines[0]?.steps.length, moneyText(free.subtotal), free.taxLines[0]?.allocation]).toEqual([2, '120.00', [0n]]);
    expect(rated([charge('hands', '0.02')], [vat]).lines[0]?.steps).toHaveLength(2);
  });
});

describe('a difference of an earlier period', () => {
  const old: TaxRule = { code: 'tax.state', rate: '0.05' };

  it('is a line of its own period, taxed at the rates of that period alone', () => {
    const invoice = rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj_1', '20', [old]), adjustment('adj_2', '-10', [old])] });
    expect(invoice.lines[1]).toMatchObject({ code: 'adjustment.prior_period', termId: 'adj_1', rule: '7 Late data', amount: { minor: 2000n }, period: { from: '2026-02-01', to: '2026-03-01', fromMs: Date.parse('2026-02-01T06:00:00Z') }, steps: ['Late readings of February.', 'Amount: 20.00 USD.'] });
    expect(invoice.taxLines.map((tax) => [tax.rate, tax.base, moneyText(tax.amount), tax.allocation.map(Number)])).toEqual([['0.06', '100', '6.00', [600, 0, 0]], ['0.05', '10', '0.50', [0, 100, -50]]]);
  });

  it('whose rates are still those of today joins their tax; without any of its own it is taxed like the rest', () => {
    expect(rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20', [now])] }).taxLines.map((tax) => [tax.base, tax.allocation.map(Number)])).toEqual([['120', [600, 120]]]);
    expect(rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20')] }).taxLines.map((tax) => [tax.base, tax.allocation.map(Number)])).toEqual([['120', [600, 120]]]);
    expect(rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20', [])] }).taxLines.map((tax) => tax.base)).toEqual(['100']);
    expect(rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20', [{ ...now, jurisdiction: 'US-OK' }])] }).taxLines.map((tax) => tax.base)).toEqual(['100', '20']);
    expect(rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20', [{ ...now, code: 'tax.other' }])] }).taxLines.map((tax) => tax.base)).toEqual(['100', '20']);
  });

  it('of a period that was exempt has a line of zero with its note, and no rate', () => {
    const exempt: TaxRule = { code: 'tax.exempt', rate: '0', treatment: 'EXEMPT', note: 'Certificate 7' };
    const billed = (rule: TaxRule): RatedInvoice => rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20', [rule])] });
    expect(billed(exempt).taxLines.map((tax) => [tax.code, tax.base, moneyText(tax.amount), tax.note])).toEqual([['tax.state', '100', '6.00', null], ['tax.exempt', '20', '0.00', 'Certificate 7']]);
    expect(() => billed({ ...exempt, rate: '0.05' })).toThrow(refused('RATING_TERMS_CONTRADICT', 'adjustments[0].taxes[0].rate', 'An exempt or reverse-charge tax has the rate 0.', '0.05'));
  });
});

describe('prices that hold their taxes', () => {
  const german = (rate: string, more: object = {}): TaxRule => ({ code: `tax.vat.${rate}`, rate, inclusive: true, ...more });

  // 120 ÷ 1.20 = 100 and 107 ÷ 1.07 = 100: each line holds its own rate.
  it('are netted line by line where the lines hold different rates', () => {
    const invoice = rated([charge('hands', '120'), charge('books', '107')], [german('0.2', { appliesTo: ['charge.hands'] }), german('0.07', { appliesTo: ['charge.books'] })]);
    expect(invoice.lines.map((line) => moneyText(line.amount))).toEqual(['100.00', '100.00']);
    expect(invoice.taxLines.map((tax) => [tax.code, tax.base, moneyText(tax.amount), tax.allocation.map(Number)])).toEqual([['tax.vat.0.2', '100', '20.00', [2000, 0]], ['tax.vat.0.07', '100', '7.00', [0, 700]]]);
    expect(moneyText(invoice.total)).toBe('227.00');
  });

  // 50 holds 20 % alone: 41.67 net. 130 holds 20 % and 10 %: 100 net, 20 and 10.
  it('that hold one rate in common and another on some lines come to what was agreed', () => {
    const invoice = rated([charge('hands', '50'), charge('room', '130')], [german('0.2'), german('0.1', { appliesTo: ['charge.room'] })]);
    expect(invoice.lines.map((line) => moneyText(line.amount))).toEqual(['41.67', '100.00']);
    expect(invoice.taxLines.map((tax) => [tax.base, moneyText(tax.amount), tax.allocation.map(Number)])).toEqual([['141.67', '28.33', [833, 2000]], ['100', '10.00', [0, 1000]]]);
    expect(moneyText(invoice.total)).toBe('180.00');
  });

  it('no rate falls on are left as they are', () => expect(rated([charge('hands', '50')], [german('0.2', { appliesTo: ['charge.room'] })]).lines.map((line) => moneyText(line.amount))).toEqual(['50.00']));

  // The adjustment of 119 holds the 19 % of its period; the invoice's own 20 % is added to its 100.
  it('of an earlier period stand beside taxes that are added', () => {
    const invoice = rated([charge('hands', '100')], [{ code: 'tax.vat.0.2', rate: '0.2' }], { adjustments: [adjustment('adj', '119', [german('0.19')])] });
    expect(invoice.lines.map((line) => moneyText(line.amount))).toEqual(['100.00', '100.00']);
    expect(invoice.taxLines.map((tax) => [tax.code, moneyText(tax.amount)])).toEqual([['tax.vat.0.2', '20.00'], ['tax.vat.0.19', '19.00']]);
    expect(moneyText(invoice.total)).toBe('239.00');
  });

  it('of an earlier period keep the rate they held, beside today’s', () => {
    const invoice = rated([charge('hands', '120')], [german('0.2')], { adjustments: [adjustment('adj', '119', [german('0.19')])] });
    expect(invoice.lines.map((line) => moneyText(line.amount))).toEqual(['100.00', '100.00']);
    expect(moneyText(invoice.total)).toBe('239.00');
  });

  it('and an added tax on the same lines are refused, in an earlier period too', () => {
    const mixed = [german('0.19'), { code: 'tax.city', rate: '0.01' }];
    expect(() => rated([charge('hands', '100')], [now], { adjustments: [adjustment('adj', '20', mixed)] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'adjustments[0].taxes', 'Inclusive and exclusive taxes cannot stand on one invoice.'));
  });
});
