import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moneyText, parseKwh, intervalSeries, parseMoney, INTERVAL_MS } from '@busbar/kernel';
import { billingPeriod, rate, type RatingInput } from '@busbar/pricing';
import { correctionFor, rebill } from './rebill';

interface Example {
  readonly id: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly lines: readonly { readonly code: string; readonly quantity: string; readonly amount: string }[];
  readonly tax_lines: readonly { readonly code: string; readonly base: string; readonly amount: string }[];
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
}
const { examples } = JSON.parse(readFileSync(join(__dirname, '../../examples/billing-examples.json'), 'utf8')) as { examples: readonly Example[] };
const e16a = examples.find(({ id }) => id === 'E16a') as Example;

const period = billingPeriod('2026-04-01', '2026-05-01', 'UTC');
const rated = (kwh: string, price = '0.0725', tax = '0.0825') => {
  const count = (period.toMs - period.fromMs) / INTERVAL_MS;
  const energyMj = new BigInt64Array(count);
  energyMj[0] = parseKwh(kwh);
  const input: RatingInput = {
    contract: { id: 'ctr_1', effectiveFrom: '2026-01-01' }, currency: 'USD', zone: 'UTC', period, terms: [{ id: 'trm_1', code: 'energy.fixed', billedIn: 'ARREARS', price }],
    tranches: [{ id: 'trn_1', rentStart: '2026-01-01', segments: [] }], energy: [{ trancheId: 'trn_1', role: 'IT', series: intervalSeries(period.fromMs, INTERVAL_MS, energyMj, new Uint16Array(count).fill(1)) }],
    taxes: [{ code: 'tax', jurisdiction: 'US-TX', rate: tax }],
  };
  return rate(input);
};

describe('Cancelling and billing again after late data', () => {
  const result = rebill(rated(e16a.inputs['original_kwh'] ?? ''), rated(e16a.inputs['corrected_kwh'] ?? ''));

  it('credits the whole original and bills the corrected energy, to the cent (E16a)', () => {
    const [credit, invoice] = [result.creditNote.lines[0], result.invoice.lines[0]];
    expect([credit?.quantity, moneyText(credit?.amount ?? parseMoney('0', 'USD'))]).toEqual([e16a.lines[0]?.quantity, e16a.lines[0]?.amount]);
    expect([invoice?.quantity, moneyText(invoice?.amount ?? parseMoney('0', 'USD'))]).toEqual([e16a.lines[1]?.quantity, e16a.lines[1]?.amount]);
    expect([result.creditNote, result.invoice].flatMap(({ taxLines }) => taxLines.map(({ amount }) => moneyText(amount)))).toEqual(e16a.tax_lines.map(({ amount }) => amount));
  });

  it('differs by what the example says', () =>
    expect([result.difference.subtotal, result.difference.tax, result.difference.total].map(moneyText)).toEqual([e16a.subtotal, e16a.tax, e16a.total]));

  it('leaves nothing of the original: line by line, tax by tax and allocation by allocation it sums to zero', () => {
    const original = rated('100000.000');
    const { creditNote } = rebill(original, rated('1.000'));
    creditNote.lines.forEach(({ amount }, index) => expect(amount.minor + (original.lines[index]?.amount.minor ?? 0n)).toBe(0n));
    creditNote.taxLines.forEach(({ amount, allocation }, index) => {
      expect(amount.minor + (original.taxLines[index]?.amount.minor ?? 0n)).toBe(0n);
      expect(allocation.reduce((sum, part) => sum + part, 0n)).toBe(amount.minor);
    });
    expect(creditNote.total.minor + original.total.minor).toBe(0n);
  });
});

describe('A difference found later', () => {
  const subtotal = (text: string) => ({ subtotal: parseMoney(text, 'USD') });
  it.each([
    ['1000.00', '1000.00', 'NONE'],
    ['1000.00', '1001.00', 'ADJUSTMENT'],
    ['1000.00', '1001.01', 'REBILL'],
    ['50.00', '49.00', 'ADJUSTMENT'],
    ['50.00', '48.99', 'REBILL'],
    ['100000.00', '100100.00', 'ADJUSTMENT'],
    ['100000.00', '99899.99', 'REBILL'],
  ] as const)('of %s becoming %s is settled as %s', (original, corrected, correction) => expect(correctionFor(subtotal(original), subtotal(corrected))).toBe(correction));
});
