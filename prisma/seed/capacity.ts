/**
 * The sites of the demo world with one hall for each kind of offer. The data file states megawatts, stages, coolings and
 * offers; what had to be inferred to make halls and claims of them is named in the `derived` list of each row.
 */
import { type Instant, invariant, kilowatts, startOfDay } from '@busbar/kernel';
import { CapacityLedger, type Cooling, type Redundancy, zoneFor } from '@busbar/capacity';
import type { DatabaseClient } from '@busbar/platform';
import type { Confidence, Prisma, StageCode, StageState } from '@busbar/platform/prisma';
import type { ClusterData, OfferData, SiteData } from './data';
import { organisationId } from './organisations';
import { dateColumn, demoId, timeColumn, type World } from './world';

/** The halls of a site in the demo world, for the parts above: `hallId('tx-hearne', 'colocation')`. */
export type HallUse = 'colocation' | 'gpu' | 'shell';
export const siteId = (site: string): string => demoId('site', site);
export const hallId = (site: string, use: HallUse): string => demoId('hall', `${site}/${use}`);
export const blockId = (site: string, use: 'colocation' | 'shell'): string => demoId('powerBlock', `${site}/${use}`);
export const clusterId = (cluster: string): string => demoId('gpuCluster', cluster);
/** Critical watts of one GPU of a cluster: its power shared out, rounded down. */
export const wattsPerGpu = (cluster: ClusterData): bigint => kilowatts(BigInt(cluster.itKw)) / BigInt(gpusOf(cluster));
export const gpusOf = (cluster: ClusterData): number => Math.max(cluster.gpusInstalled, cluster.gpusPlanned);

const coolingOf: Readonly<Record<SiteData['cooling']['targetType'], Cooling>> = { dlc: 'DLC', rdhx: 'RDHX', 'air-contained': 'AIR_CONTAINED' };
const redundancyOf: Readonly<Record<SiteData['redundancy']['level'], Redundancy>> = { N: 'N', 'N+1': 'N_PLUS_1', '2N': 'TWO_N' };
const stateOf: Readonly<Record<'planned' | 'in_progress' | 'done', StageState>> = { planned: 'PLANNED', in_progress: 'IN_PROGRESS', done: 'DONE' };

/** A fleet draws this much more at the meter than its machines: fans, transformers, lights. Source: the checks of the data. */
const MINING_OVERHEAD_PERCENT = 105n;
/** Site and shell stand since this many years before they began to convert. */
const YEARS_OF_MINING = 3;

export async function capacity(world: World): Promise<void> {
  const plans = world.sites.map((site) => planOf(world, site));
  await world.together(async (client) => {
    await client.site.createMany({ skipDuplicates: true, data: plans.map(({ site }) => site) });
    await client.hall.createMany({ skipDuplicates: true, data: plans.flatMap(({ halls }) => halls) });
    await client.powerBlock.createMany({ skipDuplicates: true, data: plans.flatMap(({ blocks }) => blocks) });
    await client.gpuCluster.createMany({ skipDuplicates: true, data: plans.flatMap(({ clusters }) => clusters) });
    await client.capacityStep.createMany({ skipDuplicates: true, data: plans.flatMap(({ steps }) => steps) });
    await client.conversion.createMany({ skipDuplicates: true, data: plans.map(({ conversion }) => conversion) });
    await client.conversionStage.createMany({ skipDuplicates: true, data: plans.flatMap(({ stages }) => stages) });
    await claim(world, client, plans.flatMap(({ claims }) => claims));
  });
}

interface PlannedClaim {
  readonly id: string;
  readonly kind: 'FIRM' | 'MINING';
  readonly site: string;
  readonly hall: string | null;
  readonly cluster: string | null;
  readonly powerW: bigint;
  readonly gpus: number;
  readonly from: Instant;
  readonly to: Instant | null;
}

/** Claims go through the ledger's own function: the demo world is no more able to oversell than anybody else. */
async function claim(world: World, client: DatabaseClient, claims: readonly PlannedClaim[]): Promise<void> {
  const known = await world.app.get(CapacityLedger).reservationsByIds(claims.map(({ id }) => id));
  const fresh = claims.filter(({ id }) => !known.has(id));
  for (const { id, kind, site, hall, cluster, powerW, gpus, from, to } of fresh) {
    const [answer] = await client.$queryRaw<{ outcome: string }[]>`
      select outcome from reserve_capacity(${id}, ${kind}::"ReservationKind", ${site}, ${hall}, ${cluster}, ${powerW}::bigint, ${gpus}::integer,
        ${timeColumn(from)}::timestamptz, ${to && timeColumn(to)}::timestamptz, null, null, 'contracted outside the marketplace')`;
    invariant(answer?.outcome === 'RESERVED', `The demo world oversells its own site ${site} with claim ${id}.`);
  }
  await client.$executeRaw`update reservation set derived = true where id = any(${fresh.map(({ id }) => id)}::text[])`;
}

const mw = (value: number): bigint => BigInt(Math.round(value * 1_000_000));
const offersOf = <T extends OfferData['type']>(site: SiteData, type: T): Extract<OfferData, { type: T }>[] => site.offers.filter((offer): offer is Extract<OfferData, { type: T }> => offer.type === type);

/** Every row of one site. */
function planOf(world: World, data: SiteData) {
  const { location, conversion } = data;
  const zone = zoneFor(location.country, location.adminRegion, location.place);
  invariant(zone, `No time zone is known for ${location.place}.`);
  const ids = { site: siteId(data.id), host: organisationId(data.operator) };
  const midnight = (date: string): Instant => startOfDay(world.date(date), zone);
  const standing = startOfDay(world.date(conversion.startedOn).subtract({ years: YEARS_OF_MINING }), zone);
  const amounts = amountsOf(data);
  const ready = { at: midnight(conversion.rfsDate), live: conversion.aiItMwLive > 0 };
  const context = { world, data, ids, midnight, standing, amounts, ready };
  return {
    site: siteRow(context, zone),
    halls: hallRows(context),
    blocks: blockRows(context),
    clusters: data.gpuClusters.map((cluster) => ({
      id: clusterId(cluster.id), hallId: hallId(data.id, 'gpu'), siteId: ids.site, hostId: ids.host, name: cluster.id.replace(/^.*-g/, 'Cluster '), model: cluster.model,
      wattsPerGpu: wattsPerGpu(cluster), fabric: cluster.fabric, derived: ['name', 'wattsPerGpu'],
    })),
    steps: stepRows(context),
    conversion: { id: demoId('conversion', data.id), siteId: ids.site, hostId: ids.host, startedOn: dateColumn(world.date(conversion.startedOn)), plannedAiW: mw(conversion.aiItMwPlanned), derived: [] },
    stages: conversion.milestones.map((milestone) => ({
      conversionId: demoId('conversion', data.id), code: milestone.code.toUpperCase() as StageCode, plannedStart: dateColumn(world.date(milestone.plannedStart)), plannedEnd: dateColumn(world.date(milestone.plannedEnd)),
      forecastEnd: dateColumn(world.date(milestone.forecastEnd)), actualEnd: milestone.actualEnd === null ? null : dateColumn(world.date(milestone.actualEnd)), state: stateOf[milestone.status], progressPct: milestone.progressPct,
    })),
    claims: claimsOf(context),
  };
}

interface Context {
  readonly world: World;
  readonly data: SiteData;
  readonly ids: { readonly site: string; readonly host: string };
  readonly midnight: (date: string) => Instant;
  readonly standing: Instant;
  readonly amounts: ReturnType<typeof amountsOf>;
  readonly ready: { readonly at: Instant; readonly live: boolean };
}

/** Watts of each hall and what of the connection mining keeps: as stated, but never more than the rest leaves. */
function amountsOf(data: SiteData) {
  const gpu = data.gpuClusters.reduce((sum, cluster) => sum + wattsPerGpu(cluster) * BigInt(gpusOf(cluster)), 0n);
  const planned = mw(data.conversion.aiItMwPlanned);
  const colocation = planned - gpu;
  const colocationFree = offersOf(data, 'ai_colo').reduce((sum, offer) => sum + kilowatts(BigInt(offer.availableItKw)), 0n);
  const shell = offersOf(data, 'mining_shell').reduce((sum, offer) => sum + kilowatts(BigInt(offer.availableKw)), 0n);
  const pue = BigInt(Math.round(data.cooling.pueDesign * 10_000));
  const lesser = (a: bigint, b: bigint): bigint => (a < b ? a : b);
  const atMeter = (fleetMw: number): bigint => (mw(fleetMw) * MINING_OVERHEAD_PERCENT) / 100n;
  const room = (gross: number, aiMw: number): bigint => mw(gross) - shell - (mw(aiMw) * pue) / 10_000n - kilowatts(1n);
  return {
    gpu, colocation, colocationFree, shell,
    miningToday: lesser(atMeter(data.mining.totalMw), room(data.grid.energisedMw, data.conversion.aiItMwLive)),
    miningAfter: lesser(atMeter(data.mining.retainedAfterRfsMw), room(data.grid.interconnectedMw, data.conversion.aiItMwPlanned)),
  };
}

function siteRow({ world, data, ids }: Context, timeZone: string): Prisma.SiteCreateManyInput {
  const { location, grid, cooling, carbon } = data;
  const verifiedAt = timeColumn(world.asOf.subtract({ hours: 24 * 150 }));
  const verification: Record<SiteData['listingStatus'], { verifiedAt?: Date; verifiedUntil?: Date }> = {
    published: { verifiedAt, verifiedUntil: timeColumn(world.asOf.add({ hours: 24 * 365 * 10 })) },
    // Suspended: what staff once verified has lapsed.
    suspended: { verifiedAt: timeColumn(world.asOf.subtract({ hours: 24 * 400 })), verifiedUntil: timeColumn(world.asOf.subtract({ hours: 24 * 35 })) },
    in_review: {},
    draft: {},
  };
  return {
    id: ids.site, hostId: ids.host, name: data.siteName, description: data.description, place: location.place, adminRegion: location.adminRegion, country: location.country,
    latitude: location.lat.toFixed(5), longitude: location.lon.toFixed(5), timeZone, utility: grid.utility, gridRegion: grid.regionId, grossInterconnectedW: mw(grid.interconnectedMw),
    designPue: cooling.pueDesign.toFixed(4), peakPue: cooling.pueDesign.toFixed(4), measuredPue: cooling.pueMeasured12m?.toFixed(4) ?? null, firm: grid.firm,
    curtailmentHoursPerYear: grid.curtailment.expectedHoursPerYear, curtailmentNoticeMinutes: grid.curtailment.noticeMinutes,
    carbonSiteGPerKwh: carbon.siteMixLifecycleGPerKwh, carbonGridGPerKwh: carbon.gridAverageGPerKwh, energyMix: { ...data.energyMixPct }, carriers: [...data.network.carriers], fibreRoutes: data.network.physicalRoutes,
    certifications: data.certifications.map(({ name, status }) => ({ name, state: status === 'held' ? 'HELD' : 'IN_PROGRESS' })),
    ...verification[data.listingStatus], derived: ['timeZone', 'peakPue', 'verifiedUntil'],
  };
}

function hallRows({ data, ids, amounts }: Context): Prisma.HallCreateManyInput[] {
  const { cooling, redundancy } = data;
  const ai = {
    siteId: ids.site, hostId: ids.host, fitOut: 'AI_READY' as const, cooling: coolingOf[cooling.targetType], redundancy: redundancyOf[redundancy.level],
    rackDensityW: mw(cooling.rackDensityKwMax / 1000), peakPue: cooling.pueDesign.toFixed(4), derived: ['name', 'peakPue', 'criticalKw'],
  };
  return [
    ...(amounts.colocation > 0n ? [{ ...ai, id: hallId(data.id, 'colocation'), name: 'Colocation hall' }] : []),
    ...(amounts.gpu > 0n ? [{ ...ai, id: hallId(data.id, 'gpu'), name: 'GPU hall' }] : []),
    ...(amounts.shell > 0n
      ? [{
        ...ai, id: hallId(data.id, 'shell'), name: 'Mining shell', fitOut: 'MINING_SHELL' as const, cooling: 'AIR' as const, redundancy: 'N' as const, rackDensityW: kilowatts(40n), peakPue: '1',
        derived: ['name', 'peakPue', 'criticalKw', 'cooling', 'redundancy', 'rackDensityKw'],
      }]
      : []),
  ];
}

function blockRows({ data, ids, midnight, amounts }: Context): Prisma.PowerBlockCreateManyInput[] {
  const { grid } = data;
  const { expectedHoursPerYear: hours, noticeMinutes: notice } = grid.curtailment;
  const owner = { siteId: ids.site, hostId: ids.host, curtailmentNoticeMinutes: notice };
  return [
    ...offersOf(data, 'ai_colo').map((offer) => ({
      ...owner, id: blockId(data.id, 'colocation'), hallId: hallId(data.id, 'colocation'), name: offer.label, powerW: amounts.colocationFree, startsAt: timeColumn(midnight(offer.availableFrom)),
      firmness: grid.firm && hours === 0 ? ('FIRM' as const) : ('CURTAILABLE' as const), curtailmentHoursPerYear: hours, retainedMinimumW: 0n, derived: ['firmness', 'retainedMinimumKw'],
    })),
    ...offersOf(data, 'mining_shell').map((offer) => ({
      ...owner, id: blockId(data.id, 'shell'), hallId: hallId(data.id, 'shell'), name: offer.label, powerW: amounts.shell, startsAt: timeColumn(midnight(offer.availableFrom)),
      firmness: 'INTERRUPTIBLE' as const, curtailmentHoursPerYear: hours, retainedMinimumW: 0n, derived: ['retainedMinimumKw'],
    })),
  ];
}

function stepRows({ data, ids, standing, amounts, ready, midnight }: Context): Prisma.CapacityStepCreateManyInput[] {
  const { grid, conversion } = data;
  const past = { startsAt: timeColumn(standing), confidence: 'ENERGISED' as Confidence, siteId: ids.site, derived: true };
  // The rest of the connection is energised when the electrical stage ends; the halls are ready when all of it is.
  const electrical = conversion.milestones.find(({ code }) => code === 'electrical');
  const later = grid.interconnectedMw > grid.energisedMw && electrical
    ? [{ subjectId: ids.site, scope: 'SITE' as const, siteId: ids.site, amount: mw(grid.interconnectedMw), startsAt: timeColumn(midnight(electrical.forecastEnd)), confidence: 'CONTRACTED' as Confidence, stage: 'ELECTRICAL' as StageCode, evidence: 'Interconnection agreement', derived: true }]
    : [];
  const reached = conversion.milestones.some(({ code, status }) => code === 'permits' && status === 'done');
  const hall = {
    scope: 'HALL' as const, siteId: ids.site, startsAt: timeColumn(ready.at), confidence: (ready.live ? 'ENERGISED' : reached ? 'CONTRACTED' : 'PLANNED') as Confidence, stage: 'RFS' as StageCode,
    evidence: ready.live ? 'Ready for service' : 'Conversion plan', derived: true,
  };
  return [
    { ...past, subjectId: ids.site, scope: 'SITE', amount: mw(grid.energisedMw), evidence: 'Energised by the utility' },
    ...later,
    ...(amounts.colocation > 0n ? [{ ...hall, subjectId: hallId(data.id, 'colocation'), amount: amounts.colocation }] : []),
    ...(amounts.gpu > 0n ? [{ ...hall, subjectId: hallId(data.id, 'gpu'), amount: amounts.gpu }] : []),
    ...(amounts.shell > 0n ? [{ ...past, subjectId: hallId(data.id, 'shell'), scope: 'HALL' as const, amount: amounts.shell, evidence: 'Former mining hall' }] : []),
    ...data.gpuClusters.map((cluster) => ({ ...hall, subjectId: clusterId(cluster.id), scope: 'CLUSTER' as const, amount: BigInt(gpusOf(cluster)), evidence: cluster.status === 'live' ? 'Installed' : 'Ordered' })),
  ];
}

/** What is taken already: tenants outside the marketplace, and the megawatts that mine today and after the conversion. */
function claimsOf({ data, ids, standing, amounts, ready }: Context): PlannedClaim[] {
  const none = { cluster: null, gpus: 0, to: null };
  const contracted = amounts.colocation - amounts.colocationFree;
  const halls: PlannedClaim[] = contracted > 0n
    ? [{ ...none, id: demoId('reservation', `${data.id}/contracted`), kind: 'FIRM', site: ids.site, hall: hallId(data.id, 'colocation'), powerW: contracted, from: ready.at }]
    : [];
  const clusters = data.gpuClusters
    .filter((cluster) => gpusOf(cluster) > cluster.gpusAvailable)
    .map((cluster): PlannedClaim => ({
      id: demoId('reservation', `${cluster.id}/contracted`), kind: 'FIRM', site: ids.site, hall: hallId(data.id, 'gpu'), cluster: clusterId(cluster.id), powerW: 0n, gpus: gpusOf(cluster) - cluster.gpusAvailable,
      from: ready.at, to: null,
    }));
  const mining = { ...none, kind: 'MINING' as const, site: ids.site, hall: null };
  const fleet: PlannedClaim[] = ready.live
    ? [{ ...mining, id: demoId('reservation', `${data.id}/mining`), powerW: amounts.miningAfter, from: standing }]
    : [
      { ...mining, id: demoId('reservation', `${data.id}/mining`), powerW: amounts.miningToday, from: standing, to: ready.at },
      { ...mining, id: demoId('reservation', `${data.id}/mining-after`), powerW: amounts.miningAfter, from: ready.at },
    ];
  return [...halls, ...clusters, ...fleet.filter(({ powerW }) => powerW > 0n)];
}
