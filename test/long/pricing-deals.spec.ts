import type { RatedInvoice, TermHistory } from '@busbar/pricing';
import { oracleSays, said } from '../oracle/agreement';
import { deals, firstYear, monthOf, periodsOf } from '../acceptance/pricing/first-year';

describe('the first year of every public deal', () => {
  it.each(deals.map((deal) => [deal.id, deal] as const))('%s: twelve invoices, each as the oracle computes it from quarter-hours', (id, deal) => {
    const { invoices } = firstYear(id);
    let history: readonly TermHistory[] = [];
    for (const [month, period] of periodsOf(deal, 12).entries()) {
      const invoice = invoices[month] as RatedInvoice;
      expect({ month, ...oracleSays(monthOf(deal, period, history)) }).toEqual({ month, ...said(invoice) });
      history = invoice.carriedForward.map(({ termId, credited }) => ({ termId, ...(credited === undefined ? {} : { credited }) }));
    }
  }, 120_000);
});
