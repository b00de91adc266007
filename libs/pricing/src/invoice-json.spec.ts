import { money } from '@busbar/kernel';
import { billingPeriod } from './billing-period';
import { readRatingDocument } from './document/read-document';
import { invoiceJson, pinText } from './invoice-json';
import { rate } from './rate';
import type { RatingInput } from './rating-input';
import type { PriceTerm } from './terms/price-term';

const fee: PriceTerm = { id: 'fee', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount: '7', payees: [{ organisationId: 'org_b', share: '1' }] };
const input = readRatingDocument({
  contract: { id: 'ctr', effectiveFrom: '2025-01-01' }, currency: 'USD', zone: 'UTC', period: { from: '2026-04-01', to: '2026-04-02' }, terms: [fee, { id: 'capex', code: 'credit.capex', billedIn: 'ARREARS', funded: '10', shareOfFees: '0' }],
  tranches: [{ id: 'trn', rentStart: '2025-01-01', segments: [{ from: '2025-01-01', until: null, kw: '5' }] }], taxes: [{ code: 'tax', rate: '0.1' }],
});
const period = { from: '2026-04-01', to: '2026-04-02', fromMs: Date.parse('2026-04-01T00:00:00Z'), toMs: Date.parse('2026-04-02T00:00:00Z') };

describe('an invoice as JSON', () => {
  it('has its amounts as decimal text and everything else as it is', () => {
    expect(invoiceJson(rate(input))).toEqual({
      document: 'INVOICE', currency: 'USD', period,
      lines: [{ number: 1, code: 'charge.setup', termId: 'fee', trancheId: null, rule: '8 Lines, money lines', quantity: '1', fraction: null, unit: '', unitPrice: '7.00', informational: false, amount: '7.00', period, intervals: null, passThrough: false, payees: [{ organisationId: 'org_b', share: '1' }], taxableFraction: '1', steps: ['Agreed for each period.', 'Amount: 7.00 USD.'] }],
      taxLines: [{ code: 'tax', rate: '0.1', base: '7', amount: '0.70', allocation: ['70'], note: null }],
      subtotal: '7.00', tax: '0.70', total: '7.70', notices: [], carriedForward: [{ termId: 'capex', credited: '0.00' }],
    });
    expect(JSON.stringify(invoiceJson(rate(input)))).toContain('"total":"7.70"');
  });
});

describe('the text that names the pins', () => {
  const series = { startMs: 0, stepMs: 900_000, energyMj: BigInt64Array.of(5n, -6n), quality: Uint16Array.of(1, 3) };
  const small = (more: object = {}): RatingInput => ({ contract: { id: 'ctr', effectiveFrom: '2026-04-01' }, currency: 'USD', zone: 'UTC', period: billingPeriod('2026-04-01', '2026-04-02', 'UTC'), terms: [], tranches: [], ...more }) as RatingInput;

  it('has its keys in one order and columns as numbers', () => {
    expect(pinText(small({ energy: [{ trancheId: 'trn', role: 'IT', series }] }))).toBe(
      '{"contract":{"effectiveFrom":"2026-04-01","id":"ctr"},"currency":"USD","energy":[{"role":"IT","series":{"energyMj":["5","-6"],"quality":[1,3],"startMs":0,"stepMs":900000},"trancheId":"trn"}],'
      + '"period":{"from":"2026-04-01","fromMs":1775001600000,"to":"2026-04-02","toMs":1775088000000},"terms":[],"tranches":[],"zone":"UTC"}');
  });

  it('is the same however the fields are ordered, and whether a field is absent or undefined', () => {
    const { zone, ...others } = small();
    expect(pinText({ zone, ...others })).toBe(pinText(small()));
    expect(pinText(small({ powerFactor: undefined }))).toBe(pinText(small()));
    expect(pinText(small({ advance: null }))).not.toBe(pinText(small()));
    expect(pinText(small({ terms: [fee, { ...fee, id: 'b' }] }))).not.toBe(pinText(small({ terms: [{ ...fee, id: 'b' }, fee] })));
  });

  it('holds numbers, words, yes and no, money and large whole numbers', () => {
    expect(JSON.parse(pinText(small({ terms: [{ id: 't', a: 1.5, b: false, c: true, d: 10n ** 20n, e: money(705n, 'USD'), f: { minor: 1n, currency: 'USD', more: 1 }, g: null }] })))).toMatchObject({
      terms: [{ id: 't', a: 1.5, b: false, c: true, d: '100000000000000000000', e: '7.05', f: { minor: '1', currency: 'USD', more: 1 }, g: null }],
    });
    expect(JSON.parse(pinText(small({ terms: [{ minor: 1, other: 2 }, { currency: 'USD', other: 2 }] })))).toMatchObject({ terms: [{ minor: 1, other: 2 }, { currency: 'USD', other: 2 }] });
  });
});
