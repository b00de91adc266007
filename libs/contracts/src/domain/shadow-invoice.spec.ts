import { money, sumMoney } from '@busbar/kernel';
import { indicesOf, shadowInvoiceOf } from './shadow-invoice';
import { aTranche, ids, terms } from '../../test/a-contract';

const assumed = { loadFactor: '1', pue: '1.2', indexPerMwh: { 'ercot-hub': '50' } };

describe('The shadow invoice', () => {
  it('is twelve months of the drafted terms by the engine that bills, and sums to its total', () => {
    const { invoices, total, subtotal } = shadowInvoiceOf(ids.contract, terms(), assumed);
    expect(invoices).toHaveLength(12);
    const sum = (pick: 'total' | 'subtotal') => sumMoney(invoices.map((invoice) => invoice[pick]), 'USD');
    expect([sum('total'), sum('subtotal')]).toEqual([money(BigInt(total.replace('.', '')), 'USD'), money(BigInt(subtotal.replace('.', '')), 'USD')]);
  });

  it('bills rent from the day of rent, and the ramp’s share of it', () => {
    const rent = (change: Parameters<typeof aTranche>[0]) =>
      shadowInvoiceOf(ids.contract, terms({ tranches: [aTranche(change)] }), assumed).invoices.map((invoice) => invoice.lines.find(({ code }) => code === 'capacity.reserved')?.amount.minor ?? 0n);
    // 4,000 kW at 158: 632,000.00 a month, from August on.
    expect(rent({}).slice(0, 3)).toEqual([0n, 63_200_000n, 63_200_000n]);
    expect(rent({ rentStart: '2021-07-01', ramp: [{ fromMonth: 0, share: '0.5' }, { fromMonth: 2, share: '1' }] }).slice(0, 3)).toEqual([31_600_000n, 31_600_000n, 63_200_000n]);
  });

  it('names each index once', () => {
    expect(indicesOf([...terms().prices, ...terms().prices])).toEqual(['ercot-hub']);
  });
});
