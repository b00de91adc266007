import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalise, type NormalisedPrice, type PriceTerm } from '@busbar/pricing';

interface Deal {
  readonly id: string;
  readonly criticalItMw: number;
  readonly termYears: number;
  readonly contractValueUsd: number;
  readonly escalatorPct: number | null;
  readonly statedUsdPerKwMonth: number | null;
  readonly usdPerKwMonth: number;
  readonly usdPerKwhIt: number;
}
const deals = JSON.parse(readFileSync(join(__dirname, 'deals.json'), 'utf8')) as readonly Deal[];

/** The whole rent of a deal, month by month, at full load: how the public figures were derived. */
function priceOf(deal: Deal, terms: readonly PriceTerm[]): NormalisedPrice {
  return normalise(terms, { currency: 'USD', zone: 'America/Chicago', startOn: '2026-01-01', termMonths: deal.termYears * 12, kw: String(deal.criticalItMw * 1000), loadFactor: '1', pue: '1' });
}
const within = (actual: string, expected: number): void => expect(Math.abs(Number(actual) / expected - 1)).toBeLessThan(0.005);

describe('public deals of converted mining sites', () => {
  it.each(deals.map((deal) => [deal.id, deal] as const))('%s: the rent per kW-month and per kWh is reproduced within half a per cent', (_id, deal) => {
    const rent = (deal.contractValueUsd / (deal.termYears * 12)).toFixed(2);
    const price = priceOf(deal, [{ id: 'trm_rent', code: 'charge.amount', billedIn: 'ADVANCE', lineCode: 'charge.rent', amount: rent }]);
    within(price.perKwMonth, deal.usdPerKwMonth);
    within(price.perItKwh, deal.usdPerKwhIt);
    expect(price.basis.energy).toBe('NOT_INCLUDED');
  });

  it.each(deals.filter((deal) => deal.escalatorPct !== null).map((deal) => [deal.id, deal] as const))('%s: a first-year rent that grows each year averages to the same over the term', (_id, deal) => {
    const growth = 1 + (deal.escalatorPct ?? 0) / 100;
    const years = (growth ** deal.termYears - 1) / (growth - 1);
    const first = deal.statedUsdPerKwMonth ?? (deal.usdPerKwMonth * deal.termYears) / years;
    const price = priceOf(deal, [{
      id: 'trm_rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: first.toFixed(6), escalator: { kind: 'fixed', rate: String((deal.escalatorPct ?? 0) / 100), effective: '2026-01-01' },
    }]);
    within(price.perKwMonth, deal.usdPerKwMonth);
    within(price.perItKwh, deal.usdPerKwhIt);
  });
});
