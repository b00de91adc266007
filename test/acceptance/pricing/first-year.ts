/** Public deals as contracts: their terms, what is assumed of use, and what of them is settlement rather than price. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billingPeriodContaining, nextBillingPeriod, parseRatingDocument, simulate, type BillingPeriod, type DrawdownRule, type RatingDocument, type Simulation, type SimulationInput, type TermHistory } from '@busbar/pricing';
import { midnight } from '../../oracle/wall-clock';

export interface DealFile {
  /** As in `deals.json`, where it has the deal. */
  readonly id: string;
  readonly deal: string;
  /** What releases and filings say, what is assumed where they are silent, and what the deal holds beyond a price. */
  readonly published: string;
  readonly assumed: string;
  readonly beyondPrice: string;
  readonly settlement?: { readonly prepaid?: string; readonly rule?: DrawdownRule; readonly termMonths?: number; readonly deposit?: string };
  readonly simulation: SimulationInput;
}

const folder = join(__dirname, 'deals-first-year');
export const deals: readonly DealFile[] = readdirSync(folder).sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as DealFile);

export const dealOf = (id: string): DealFile => {
  const found = deals.find((deal) => deal.id === id);
  if (!found) throw new Error(`There is no deal ${id}.`);
  return found;
};
export const firstYear = (id: string, months = 12): Simulation => simulate({ ...dealOf(id).simulation, months });

const QUARTER_MS = 900_000;

/** The billing periods of the first months. */
export function periodsOf({ simulation }: DealFile, months: number): readonly BillingPeriod[] {
  const { contract, billingDay, zone } = simulation;
  const periods = [billingPeriodContaining(contract.effectiveFrom, billingDay, zone)];
  while (periods.length < months) periods.push(nextBillingPeriod(periods.at(-1) as BillingPeriod, billingDay, zone));
  return periods;
}

/** One month of a deal as a rating document, every quarter-hour and every hour's price written out. Checked against the schema. */
export function monthOf({ simulation }: DealFile, period: BillingPeriod, history: readonly TermHistory[]): RatingDocument {
  const { contract, currency, zone, billingDay, terms, tranches, loadFactor, pue, indexPerMwh, gpus, calendars, events, taxes } = simulation;
  const startAt = new Date(period.fromMs).toISOString();
  const quarters = Array.from({ length: (period.toMs - period.fromMs) / QUARTER_MS }, (_, index) => period.fromMs + index * QUARTER_MS);
  const down = (ms: number): boolean => (events ?? []).some(({ from, to }) => Date.parse(from) <= ms && ms < Date.parse(to));
  const energy = tranches.flatMap((tranche) => {
    const steps = (tranche.ramp ?? [{ fromMonth: 0, share: '1' }]).map(({ fromMonth, share }) => ({ ms: midnight(laterBy(tranche.rentStart, fromMonth), zone), share: Number(share) }));
    const wh = quarters.map((ms) => (down(ms) ? 0 : Number(tranche.segments[0]?.kw) * (steps.filter((step) => step.ms <= ms).at(-1)?.share ?? 0) * Number(loadFactor) * 250));
    const source = (values: readonly number[]): object => ({ kind: 'values', startAt, wh: values.map((value) => value.toFixed(0)) });
    return [{ trancheId: tranche.id, role: 'IT', source: source(wh) }, { trancheId: tranche.id, role: 'FACILITY', source: source(wh.map((value) => value * Number(pue))) }];
  });
  return parseRatingDocument({
    contract: { ...contract, billingDay }, currency, zone, period: { from: period.from, to: period.to }, terms, tranches, energy, history,
    indices: Object.entries(indexPerMwh ?? {}).map(([id, perMwh]) => ({ id, version: 'assumed', status: 'PRELIMINARY', currency, stepSeconds: 3600, source: { kind: 'values', startAt, perMwh: Array.from({ length: quarters.length / 4 }, () => perMwh) } })),
    allocations: (gpus ?? []).map(({ sku, gpus: count, trancheId }, index) => ({
      id: `gpus_${index}`, sku, gpus: count, trancheId, to: null,
      from: new Date(Math.max(period.fromMs, midnight(tranches.find(({ id }) => id === trancheId)?.rentStart ?? period.from, zone))).toISOString(),
    })),
    calendars: calendars ?? [], events: events ?? [], taxes: taxes ?? [],
  });
}

const laterBy = (day: string, months: number): string => {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
};
