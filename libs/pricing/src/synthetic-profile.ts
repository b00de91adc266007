/** A made-up month of steady load, so that the one engine can price what has not happened yet. */
import { decimal, divideRounded, quality, times, toScaled, type Currency } from '@busbar/kernel';
import { billingPeriodContaining, nextBillingPeriod, type BillingPeriod } from './billing-period';
import type { EnergyColumns, GpuAllocation, PriceIndex, RatingInput, TrancheInput } from './rating-input';
import { epochMs } from './rating/moment';
import { kwSpans } from './rating/tranche-kw';
import type { RecordedEvent } from './terms/commercial-terms';
import type { PriceTerm } from './terms/price-term';

const HOUR_MS = 3_600_000;

/** The periods from a first day on. */
export function consecutivePeriods(firstDay: string, billingDay: number, zone: string, months: number): readonly BillingPeriod[] {
  const periods: BillingPeriod[] = [];
  let period = billingPeriodContaining(firstDay, billingDay, zone);
  for (let month = 0; month < months; month += 1) {
    periods.push(period);
    period = nextBillingPeriod(period, billingDay, zone);
  }
  return periods;
}

/** Hourly IT energy of each tranche at its billable kW × load factor, and the hall's at that × PUE. */
export function steadyEnergy(input: RatingInput, loadFactor: string, pue: string): readonly EnergyColumns[] {
  const { period } = input;
  const startMs = Math.ceil(period.fromMs / HOUR_MS) * HOUR_MS;
  const count = Math.max(0, Math.ceil((period.toMs - startMs) / HOUR_MS));
  return input.tranches.flatMap((tranche) => {
    const [it, facility] = [new BigInt64Array(count), new BigInt64Array(count)];
    const factor = decimal(pue);
    for (const { span, kw } of kwSpans(input, tranche.id, period)) {
      const perHour = times(kw, decimal(loadFactor));
      const energyMj = divideRounded(perHour.n * 3_600_000_000n, perHour.d);
      // Spans do not overlap, or the rating refuses them: each hour is that of one span, and one number is rounded for all its hours.
      const [first, end] = [span.fromMs, span.toMs].map((ms) => Math.max(0, Math.ceil((ms - startMs) / HOUR_MS)));
      it.fill(energyMj, first, end);
      facility.fill(divideRounded(energyMj * factor.n, factor.d), first, end);
    }
    const marks = new Uint16Array(count).fill(quality.VALID | quality.PROJECTED);
    return [
      { trancheId: tranche.id, role: 'IT' as const, series: { startMs, stepMs: HOUR_MS, energyMj: it, quality: marks } },
      { trancheId: tranche.id, role: 'FACILITY' as const, series: { startMs, stepMs: HOUR_MS, energyMj: facility, quality: marks } },
    ];
  });
}

/** The same without what curtailments and outages cut out of it. An event of a tranche cuts that one alone. */
export function interrupted(energy: readonly EnergyColumns[], events: readonly RecordedEvent[]): readonly EnergyColumns[] {
  const cuts = events.filter(({ kind }) => kind !== 'APPROVED_MAINTENANCE');
  if (cuts.length === 0) return energy;
  return energy.map((columns) => {
    const { startMs, stepMs, energyMj } = columns.series;
    const spells = apart(cuts.filter(({ trancheId }) => trancheId === undefined || trancheId === columns.trancheId).map(({ from, to }) => [epochMs(from, 'events.from'), epochMs(to, 'events.to')] as const));
    const left = energyMj.map((value, index) => {
      const at = startMs + index * stepMs;
      const cutMs = spells.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, at + stepMs) - Math.max(from, at)), 0);
      return cutMs === 0 ? value : divideRounded(value * BigInt(stepMs - cutMs), BigInt(stepMs));
    });
    return { ...columns, series: { ...columns.series, energyMj: left } };
  });
}

/** Spells of time without overlaps, so that no moment is cut twice. */
function apart(spells: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  let end = Number.NEGATIVE_INFINITY;
  return [...spells].sort(([a], [b]) => a - b).flatMap(([from, to]) => {
    const begin = Math.max(from, end);
    if (begin >= to) return [];
    end = to;
    return [[begin, to] as const];
  });
}

/** Indices at one price throughout a period. */
export function flatIndices(prices: Readonly<Record<string, string>>, currency: Currency, period: BillingPeriod): readonly PriceIndex[] {
  const startMs = Math.floor(period.fromMs / HOUR_MS) * HOUR_MS;
  const count = Math.ceil((period.toMs - startMs) / HOUR_MS) + 1;
  return Object.entries(prices).map(([id, perMwh]) => ({
    id, version: 'assumed', status: 'PRELIMINARY', currency, startMs, stepMs: HOUR_MS, microPerMwh: new BigInt64Array(count).fill(toScaled(decimal(perMwh), 6)),
  }));
}

/** GPUs in use all the time. */
export const standingAllocations = (gpus: readonly { readonly trancheId?: string; readonly sku: string; readonly gpus: number }[], tranches: readonly TrancheInput[], fromOf: (trancheId: string) => string): readonly GpuAllocation[] =>
  gpus.map((use, index) => {
    const trancheId = use.trancheId ?? tranches[0]?.id ?? 'offer';
    return { id: `assumed_${index}`, trancheId, sku: use.sku, gpus: use.gpus, from: fromOf(trancheId), to: null };
  });

/** Terms that need an actual bill, so that no assumption can price them. */
const needsFacts: readonly PriceTerm['code'][] = ['passthrough.cost', 'transmission.4cp'];
export const canBeAssumed = (term: PriceTerm): boolean => !needsFacts.includes(term.code);
