/** What the marketplace must know of the place behind an offer. Read from capacity when the question is asked; never kept. */
import { before, earlier, later, localDateOf, startOfDay, Temporal, type Instant, type LocalDate, type Period, type PowerW } from '@busbar/kernel';

export interface Certification {
  readonly name: string;
  /** `IN_PROGRESS` counts where the hall is not yet ready for service. */
  readonly state: 'HELD' | 'IN_PROGRESS';
}

export interface SiteFacts {
  readonly siteId: string;
  readonly hostId: string;
  readonly name: string;
  /** Town, as the host says it. */
  readonly place: string;
  readonly country: string;
  readonly gridZone: string | null;
  /** IANA zone of the site: days, months and billing periods of what is sold here run in it. */
  readonly timeZone: string;
  /** Design PUE as decimal text, `1.18`. */
  readonly pue: string;
  /** Site mix over the life cycle, whole g CO₂ per kWh; null where unknown. */
  readonly carbonGPerKwh: number | null;
  readonly certifications: readonly Certification[];
  /** Degrees; null where the host has not said. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly verified: boolean;
}

export interface HallFacts {
  readonly hallId: string;
  readonly siteId: string;
  readonly name: string;
  /** The greatest critical power the hall has or is planned to have. */
  readonly criticalW: PowerW;
  readonly cooling: string;
  readonly rackDensityW: PowerW;
  readonly redundancy: string;
  /** Null until the conversion has a date. */
  readonly readyFrom: LocalDate | null;
}

export interface ClusterFacts {
  readonly clusterId: string;
  readonly hallId: string;
  readonly model: string;
  /** The greatest number installed or planned. */
  readonly gpus: number;
  readonly wPerGpu: bigint;
}

export interface Place {
  readonly site: SiteFacts;
  readonly hall: HallFacts;
  readonly cluster: ClusterFacts | null;
}

/** What is free over one stretch of time, the ledger's answer. */
export interface FreeStep {
  readonly from: Instant;
  readonly to: Instant;
  readonly freeW: PowerW;
  /** Null where the hall has no cluster in question. */
  readonly freeGpus: number | null;
}

/** The period of a term: from the first local midnight to the local midnight `months` later, in the site's zone. */
export function termPeriod(start: LocalDate, months: number, zone: string): Period {
  return { from: startOfDay(start, zone), to: startOfDay(start.add({ months }), zone) };
}

/** The first local day that begins at or after the instant. */
export function firstDayFrom(at: Instant, zone: string): LocalDate {
  const day = localDateOf(at, zone);
  return Temporal.Instant.compare(startOfDay(day, zone), at) >= 0 ? day : day.add({ days: 1 });
}

const EARTH_RADIUS_KM = 6371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Kilometres along the great circle (haversine); for latency estimates only. */
export function greatCircleKm(a: { readonly latitude: number; readonly longitude: number }, b: { readonly latitude: number; readonly longitude: number }): number {
  const dLat = radians(b.latitude - a.latitude);
  const dLon = radians(b.longitude - a.longitude);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(dLon / 2) ** 2;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Estimated round trip in milliseconds, one decimal: 1 ms and 0.014 ms a kilometre of great circle. An estimate, shown as one. */
export const estimatedRttMs = (km: number): number => Math.round((1 + 0.014 * km) * 10) / 10;

/** The free GPUs of a cluster laid over the free power of its hall: what both allow, step by step. */
export function overlaid(power: readonly { readonly from: Instant; readonly to: Instant; readonly free: bigint }[], gpus: readonly { readonly from: Instant; readonly to: Instant; readonly free: bigint }[] | null): FreeStep[] {
  if (!gpus) return power.map(({ from, to, free }) => ({ from, to, freeW: free, freeGpus: null }));
  return power.flatMap((hall) =>
    gpus.filter((cluster) => before(cluster.from, hall.to) && before(hall.from, cluster.to))
      .map((cluster) => ({ from: later(hall.from, cluster.from), to: earlier(hall.to, cluster.to), freeW: hall.free, freeGpus: Number(cluster.free) })));
}
