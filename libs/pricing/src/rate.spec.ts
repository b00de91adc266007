import { moneyText } from '@busbar/kernel';
import { billingPeriod } from './billing-period';
import { rate } from './rate';
import type { RatingInput } from './rating-input';
import type { PriceTerm } from './terms/price-term';

const zone = 'America/Chicago';
const fee = (id: string, amount: string): PriceTerm => ({ id, code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount });
const rated = (more: Partial<RatingInput>): ReturnType<typeof rate> =>
  rate({ contract: { id: 'ctr', effectiveFrom: '2026-04-01' }, currency: 'USD', zone, period: billingPeriod('2026-04-01', '2026-05-01', zone), terms: [], tranches: [], ...more });

describe('what a rating ends as', () => {
  it('is a credit note below zero alone (R9): what comes out even is an invoice', () => {
    const documentOf = (...amounts: readonly string[]): string => rated({ terms: amounts.map((amount, index) => fee(`fee_${index}`, amount)) }).document;
    expect([documentOf('7.00', '-7.01'), documentOf('7.00', '-7.00'), documentOf(), documentOf('7.00', '-6.99')]).toEqual(['CREDIT_NOTE', 'INVOICE', 'INVOICE', 'INVOICE']);
  });

  it('shows a commit that costs nothing and was not exceeded, and leaves out an agreed amount of nothing (section 8, Lines)', () => {
    const commit: PriceTerm = { id: 'commit', code: 'capacity.commit', billedIn: 'ARREARS', commitKw: '100', price: '0', overageMultiplier: '1.5' };
    expect(rated({ terms: [fee('fee', '0.00'), commit] }).lines.map(({ number, code, amount }) => [number, code, moneyText(amount)])).toEqual([[1, 'capacity.commit', '0.00'], [2, 'capacity.overage', '0.00']]);
  });

  it('is refused where the difference of an earlier period fits no ledger, and says that it is an adjustment', () => {
    const adjustments = [{ id: 'late', period: { from: '2026-03-01', to: '2026-04-01' }, amount: '99999999999999999999', reason: 'Readings that came late' }];
    expect(() => rated({ adjustments })).toThrow(expect.objectContaining({ code: 'RATING_AMOUNT_OUT_OF_RANGE', details: expect.objectContaining({ path: 'adjustments' }) }));
  });
});
