/** Builders for the pure specs: a place, a listing, a candidate, all valid until something is changed. */
import { decimal, instantOf, kilowatts, parseDate, startOfDay } from '@busbar/kernel';
import type { Listing } from '../src/domain/listing';
import type { Candidate } from '../src/domain/matching';
import type { FreeStep, Place, SiteFacts } from '../src/domain/place';
import type { NormalisedPrice } from '../src/domain/prices';
import type { Requirements } from '../src/domain/request';

export const today = parseDate('2027-01-01');
export const startOfWorld = startOfDay(today, 'UTC');

export const site: SiteFacts = {
  siteId: 'site_1', hostId: 'org_host', name: 'Mesquite Junction', place: 'Big Spring', country: 'US', gridZone: 'ercot-west', timeZone: 'UTC', pue: '1.2', carbonGPerKwh: 160, certifications: [], latitude: 32.25,
  longitude: -101.48, verified: true,
};
export const place = (changes: { readonly site?: Partial<SiteFacts>; readonly hall?: Partial<Place['hall']>; readonly cluster?: Place['cluster'] } = {}): Place => ({
  site: { ...site, ...changes.site },
  hall: { hallId: 'hall_1', siteId: 'site_1', name: 'Hall A', criticalW: kilowatts(10_000n), cooling: 'DLC', rackDensityW: kilowatts(132n), redundancy: 'N_PLUS_1', readyFrom: parseDate('2026-06-01'), ...changes.hall },
  cluster: changes.cluster ?? null,
});
export const cluster = { clusterId: 'gpu_1', hallId: 'hall_1', model: 'h100-sxm', gpus: 512, wPerGpu: 1_275n } as const;

export const rentOf = (perKwMonth: string): Listing['terms'] => [
  { id: 'trm_rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: perKwMonth },
  { id: 'trm_energy', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' },
];
const noPrice: NormalisedPrice = {
  currency: 'USD', perItKwh: '0', perKwMonth: '0', perGpuHour: null,
  basis: { assumptions: { currency: 'USD', zone: 'UTC', startOn: '2027-01-01', termMonths: 1, kw: '1', loadFactor: '1', pue: '1' }, months: 1, hours: '0', itKwh: '0', kwhPerKwMonth: '730.5', energy: 'INCLUDED', gpus: null, total: '0', ownGpuPerHour: null, termsLeftOut: [] },
};

export const listing = (changes: Partial<Listing> = {}): Listing => ({
  id: 'lst_1', hostId: 'org_host', siteId: 'site_1', hallId: 'hall_1', clusterId: null, product: 'COLOCATION', state: 'PUBLISHED', title: 'Liquid-ready colocation', description: 'Eight megawatts beside the substation.',
  quantity: { powerW: kilowatts(8_000n), gpus: null }, lot: { minimum: kilowatts(1_000n), increment: kilowatts(1_000n) }, earliestStart: today, term: { minimumMonths: 1, maximumMonths: 120 },
  firmness: { kind: 'FIRM', curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 }, currency: 'USD', terms: rentOf('138'), depositMonths: 2, visibleTo: [], priceJustification: null,
  referencePrice: noPrice, version: 1, createdAt: instantOf(0), publishedAt: instantOf(0), ...changes,
});

/** Free kW from each day of the world on, in order; the last lasts for ever. */
export function freeFrom(...steps: readonly (readonly [day: number, kw: bigint, gpus?: number])[]): FreeStep[] {
  const at = (day: number) => startOfWorld.add({ hours: 24 * day });
  return steps.map(([day, kw, gpus], index) => ({ from: at(day), to: at(steps[index + 1]?.[0] ?? 20_000), freeW: kilowatts(kw), freeGpus: gpus ?? null }));
}

export const candidate = (changes: Partial<Candidate> = {}): Candidate => ({ listing: listing(), place: place(), free: freeFrom([0, 8_000n]), today, ...changes });

/** 4 MW for three months from a day in January 2027. */
export const asked = (changes: Partial<Requirements> = {}): Requirements => ({
  product: 'COLOCATION', quantity: { powerW: kilowatts(4_000n), gpus: null }, gpuModels: [], startWindow: { from: today, to: parseDate('2027-01-31') }, termMonths: 3, countriesAllowed: [], countriesRefused: [],
  coolings: [], minimumRackW: null, redundancies: [], certifications: [], latency: null, carbonCapGPerKwh: null, curtailmentHours: 0, noticeMinutes: 0, currency: 'USD',
  priceCeiling: { unit: 'IT_KWH', amount: decimal('0.30') }, ...changes,
});
