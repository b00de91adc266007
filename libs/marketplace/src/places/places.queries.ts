/** The places behind offers, through capacity's read relations (`capacity_hall_v`, `capacity_cluster_v`). */
import { Injectable } from '@nestjs/common';
import { instantOf, type LocalDate, Temporal, toText, decimal } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import { Prisma } from '@busbar/platform/prisma';
import { gpuModelId } from '../domain/gpu-models';
import { firstDayFrom, type Certification, type Place } from '../domain/place';

/** Columns of the two relations, as the fragments below name them. */
export interface PlaceRow {
  hall_id: string;
  place_site_id: string;
  place_host_id: string;
  hall_name: string;
  cooling: string;
  redundancy: string;
  rack_density_w: bigint;
  hall_power_w: bigint;
  hall_ready_at: Date | null;
  site_name: string;
  place: string;
  country: string;
  grid_region: string;
  time_zone: string;
  latitude: Prisma.Decimal | null;
  longitude: Prisma.Decimal | null;
  design_pue: Prisma.Decimal;
  carbon_site_g_per_kwh: Prisma.Decimal | null;
  certifications: readonly Certification[];
  verified: boolean;
  cluster_id: string | null;
  cluster_model: string | null;
  cluster_w_per_gpu: bigint | null;
  cluster_gpus: bigint | null;
  cluster_ready_at: Date | null;
}

/** To be selected from `capacity_hall_v h left join capacity_cluster_v c`. */
export const placeColumns = Prisma.sql`
  h.hall_id, h.site_id as place_site_id, h.host_id as place_host_id, h.hall_name, h.cooling::text as cooling, h.redundancy::text as redundancy, h.rack_density_w,
  h.power_w::bigint as hall_power_w, h.ready_at as hall_ready_at, h.site_name, h.place, h.country, h.grid_region, h.time_zone, h.latitude, h.longitude, h.design_pue,
  h.carbon_site_g_per_kwh, h.certifications, h.verified,
  c.cluster_id, c.model as cluster_model, c.watts_per_gpu as cluster_w_per_gpu, c.gpus::bigint as cluster_gpus, c.ready_at as cluster_ready_at`;

const dayOf = (at: Date | null, zone: string): LocalDate | null => at && firstDayFrom(instantOf(at.getTime()), zone);
const laterDay = (a: LocalDate | null, b: LocalDate | null): LocalDate | null => (a && b ? (Temporal.PlainDate.compare(a, b) < 0 ? b : a) : null);

export function placeOf(row: PlaceRow): Place {
  const hallReady = dayOf(row.hall_ready_at, row.time_zone);
  const cluster = row.cluster_id !== null && row.cluster_model !== null && row.cluster_w_per_gpu !== null
    ? { clusterId: row.cluster_id, hallId: row.hall_id, model: gpuModelId(row.cluster_model), gpus: Number(row.cluster_gpus ?? 0n), wPerGpu: row.cluster_w_per_gpu }
    : null;
  return {
    site: {
      siteId: row.place_site_id, hostId: row.place_host_id, name: row.site_name, place: row.place, country: row.country, gridZone: row.grid_region === '' ? null : row.grid_region, timeZone: row.time_zone,
      pue: toText(decimal(row.design_pue.toFixed())), carbonGPerKwh: row.carbon_site_g_per_kwh === null ? null : row.carbon_site_g_per_kwh.toNumber(), certifications: row.certifications,
      latitude: row.latitude === null ? null : row.latitude.toNumber(), longitude: row.longitude === null ? null : row.longitude.toNumber(), verified: row.verified,
    },
    hall: {
      hallId: row.hall_id, siteId: row.place_site_id, name: row.hall_name, criticalW: row.hall_power_w, cooling: row.cooling, rackDensityW: row.rack_density_w, redundancy: row.redundancy,
      readyFrom: cluster ? laterDay(hallReady, dayOf(row.cluster_ready_at, row.time_zone)) : hallReady,
    },
    cluster,
  };
}

@Injectable()
export class PlacesQueries {
  constructor(private readonly database: Database) {}

  /** The hall, with the cluster where one is named; null where either is unknown or the cluster stands elsewhere. */
  async find(hallId: string, clusterId: string | null): Promise<Place | null> {
    const rows = await this.database.client.$queryRaw<PlaceRow[]>`
      select ${placeColumns} from capacity_hall_v h left join capacity_cluster_v c on c.cluster_id = ${clusterId} and c.hall_id = h.hall_id where h.hall_id = ${hallId}`;
    const row = rows[0];
    return row && (row.cluster_id === clusterId || clusterId === null) ? placeOf(row) : null;
  }
}
