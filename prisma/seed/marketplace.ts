/** What the hosts of the demo world offer and its tenants seek: listings and requests, made through the market's own services. */
import { decimal, kilowatts, type LocalDate, toText } from '@busbar/kernel';
import { gpuModelId, Listings, type NewListing, type NewRequest, Requests } from '@busbar/marketplace';
import type { PriceTerm } from '@busbar/pricing';
import { clusterId, hallId, wattsPerGpu } from './capacity';
import type { ClusterData, OfferData, RequestData, SiteData, TenantData } from './data';
import { organisationId } from './organisations';
import { actingFor, demoId, type World } from './world';

/** Racks of the liquid-cooled models are sold whole, all others by the server. */
const GPUS_PER_RACK = 72;
const GPUS_PER_SERVER = 8;
/** Days for which a request of the demo world is open. */
const OPEN_DAYS = 90;
/** Without interruptible work a tenant still rides through this many hours a year on the host's backup power. */
const RIDE_THROUGH_HOURS = 60;

export async function marketplace(world: World): Promise<void> {
  const known = await world.together(async (client) => {
    const listed = await client.listing.findMany({ select: { hallId: true, clusterId: true } });
    const asked = await client.request.findMany({ select: { tenantId: true, title: true } });
    return new Set([...listed.map((listing) => listing.clusterId ?? listing.hallId), ...asked.map(wishKey)]);
  });
  // Site by site: computing the three prices of a lease of ten years takes its time, and a transaction should not wait for all.
  for (const site of world.sites) {
    await world.together(async () => {
      for (const offer of site.offers) await list(world, site, offer, known);
    });
  }
  await world.together(async () => {
    for (const tenant of world.tenants) await seek(world, tenant, known);
  });
}

const wishKey = ({ tenantId, title }: { readonly tenantId: string; readonly title: string }): string => `${tenantId} ${title}`;

/** Lists what the site offers for colocation, before everything else is listed. */
export async function listColocation(world: World, site: SiteData): Promise<void> {
  for (const offer of site.offers) if (offer.type === 'ai_colo') await world.together(() => list(world, site, offer, new Set()));
}

/** Drafts of sites that staff have not verified stay drafts: the market would refuse them. */
async function list(world: World, site: SiteData, offer: OfferData, known: ReadonlySet<string>): Promise<void> {
  const listing = listingOf(world, site, offer);
  if (known.has(listing.clusterId ?? listing.hallId)) return;
  const listings = world.app.get(Listings);
  const host = actingFor(organisationId(site.operator));
  const draft = await listings.create(host, listing);
  if (site.listingStatus === 'published') await listings.perform(host, 'publish', draft.listing.id);
}

async function seek(world: World, tenant: TenantData, known: ReadonlySet<string>): Promise<void> {
  const organisation = organisationId(tenant.name);
  if (known.has(wishKey({ tenantId: organisation, title: tenant.request.title }))) return;
  const requests = world.app.get(Requests);
  const acting = actingFor(organisation);
  const draft = await requests.create(acting, requestOf(world, tenant));
  if (tenant.kyb.status === 'expected_pass') await requests.perform(acting, 'open', draft.id);
}

function listingOf(world: World, site: SiteData, offer: OfferData): NewListing {
  const { expectedHoursPerYear: hours, noticeMinutes } = site.grid.curtailment;
  const earliestStart = world.date(offer.availableFrom);
  const common = {
    title: `${offer.label}, ${site.location.place}`, description: site.description, earliestStart, currency: 'USD' as const, visibleTo: [],
    // Outside the usual range a listing says why; staff read it at review.
    priceJustification: site.redundancy.level === 'N' ? 'A single power path with nothing to spare rents below redundant halls.' : null,
  };
  const curtailed = { curtailableHours: Math.max(1, hours), noticeMinutes: noticeMinutes ?? 0, retainedPercent: 0 };
  const firmness = site.grid.firm && hours === 0 ? { kind: 'FIRM' as const, curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 } : { kind: 'CURTAILABLE' as const, ...curtailed };
  switch (offer.type) {
    case 'ai_colo': {
      const powerW = kilowatts(BigInt(offer.availableItKw));
      return {
        ...common, product: 'COLOCATION', hallId: hallId(site.id, 'colocation'), clusterId: null, quantity: { powerW, gpus: null }, firmness, depositMonths: 3,
        lot: { minimum: kilowatts(BigInt(offer.minBlockKw)), increment: kilowatts(50n) }, term: { minimumMonths: offer.minTermMonths, maximumMonths: Math.max(180, offer.minTermMonths) },
        terms: colocationTerms(site, offer, earliestStart),
      };
    }
    case 'gpu_cluster': {
      const cluster = site.gpuClusters.find(({ id }) => id === offer.clusterId) as ClusterData;
      const lot = BigInt(cluster.gpuId.endsWith('nvl72') && offer.availableGpus % GPUS_PER_RACK === 0 ? GPUS_PER_RACK : GPUS_PER_SERVER);
      return {
        ...common, product: 'GPU_CLUSTER', hallId: hallId(site.id, 'gpu'), clusterId: clusterId(cluster.id), firmness, depositMonths: 1, lot: { minimum: lot, increment: lot },
        quantity: { powerW: wattsPerGpu(cluster) * BigInt(offer.availableGpus), gpus: offer.availableGpus }, term: { minimumMonths: offer.minTermMonths, maximumMonths: 36 },
        terms: [{ id: demoId('priceTerm', cluster.id), code: 'gpu.premium', name: 'GPU hours', billedIn: 'ARREARS', sku: gpuModelId(cluster.model), price: price(offer.usdPerGpuHour), incrementSeconds: 60 }],
      };
    }
    case 'mining_shell':
      return {
        ...common, product: 'INTERRUPTIBLE_POWER', hallId: hallId(site.id, 'shell'), clusterId: null, quantity: { powerW: kilowatts(BigInt(offer.availableKw)), gpus: null }, depositMonths: 1,
        firmness: { kind: 'INTERRUPTIBLE', ...curtailed }, lot: { minimum: kilowatts(100n), increment: kilowatts(100n) }, term: { minimumMonths: offer.minTermMonths, maximumMonths: 36 },
        terms: [{ id: demoId('priceTerm', `${site.id}/shell`), code: 'energy.fixed', name: 'Power, all in', billedIn: 'ARREARS', price: price(offer.usdPerKwh) }],
      };
  }
}

/** Rent in advance; energy handed on at cost; what cooling takes on top up to the design's PUE. */
function colocationTerms(site: SiteData, offer: Extract<OfferData, { type: 'ai_colo' }>, from: LocalDate): PriceTerm[] {
  const [rent, energy, overhead] = ['rent', 'energy', 'overhead'].map((name) => demoId('priceTerm', `${site.id}/${name}`)) as [string, string, string];
  return [
    {
      id: rent, code: 'capacity.reserved', name: 'Rent', billedIn: 'ADVANCE', price: price(offer.capacityUsdPerKwMonth),
      escalator: { kind: 'fixed', rate: price(offer.escalatorPct / 100), effective: from.toString() },
    },
    { id: energy, code: 'energy.fixed', name: 'Energy', billedIn: 'ARREARS', passThrough: true, price: price(offer.energyUsdPerKwh) },
    { id: overhead, code: 'energy.pue_overhead', name: 'Cooling and losses', billedIn: 'ARREARS', passThrough: true, mode: { kind: 'measured_capped', cap: price(site.cooling.pueDesign) }, energyTermIds: [energy] },
  ];
}

const coolings = { dlc: 'DLC', rdhx: 'RDHX', 'air-contained': 'AIR_CONTAINED' } as const;
const redundancies = { N: 'N', 'N+1': 'N_PLUS_1', '2N': 'TWO_N' } as const;

function requestOf(world: World, { name, sector, request }: TenantData): NewRequest {
  const product = request.productType === 'gpu_cluster' ? 'GPU_CLUSTER' : 'COLOCATION';
  const { latency, interruptibility } = request;
  // What a site can hold a certificate of is required of it; the rest is the tenant's own duty and is said in words.
  const certificates = new Set(world.sites.flatMap((site) => site.certifications.map((held) => held.name)));
  const [certifications, duties] = [request.compliance.filter((entry) => certificates.has(entry)), request.compliance.filter((entry) => !certificates.has(entry))];
  return {
    title: request.title, description: [`${name}, ${sector}: ${request.workload}.`, ...(duties.length > 0 ? [`To be agreed: ${duties.join(', ')}.`] : [])].join(' '), weights: { PRICE: 5, START: 3, CARBON: 1, REDUNDANCY: 1 }, addressedTo: [],
    deadline: world.asOf.add({ hours: 24 * OPEN_DAYS }),
    requirements: {
      product, quantity: quantityOf(request), gpuModels: product === 'GPU_CLUSTER' && request.gpu ? [gpuModelId(request.gpu.gpuId)] : [],
      startWindow: { from: world.date(request.startWindow.from), to: world.date(request.startWindow.to) }, termMonths: request.termMonths,
      countriesAllowed: request.allowedCountries, countriesRefused: [], coolings: request.coolingAccepted.map((cooling) => coolings[cooling as keyof typeof coolings]),
      minimumRackW: kilowatts(BigInt(request.minRackKw)), redundancies: request.redundancyAccepted.map((level) => redundancies[level as keyof typeof redundancies]), certifications,
      latency: latency && { hub: latency.hub, maximumMs: latency.maxRttMs }, carbonCapGPerKwh: request.carbonCapGPerKwh,
      curtailmentHours: interruptibility.accepted ? interruptibility.maxHoursPerYear : RIDE_THROUGH_HOURS, noticeMinutes: interruptibility.noticeMinutes ?? 0, currency: 'USD',
      priceCeiling: { unit: request.maxPrice.unit === 'USD per GPU-hour' ? 'GPU_HOUR' : 'IT_KWH', amount: decimal(price(request.maxPrice.value)) },
    },
  };
}

function quantityOf(request: RequestData): NewRequest['requirements']['quantity'] {
  if (request.productType === 'gpu_cluster' && request.gpu) return { powerW: kilowatts(BigInt(request.gpu.itKwNeeded)), gpus: request.gpu.count };
  return { powerW: kilowatts(BigInt(Math.round(request.itMw * 1_000))), gpus: null };
}

/** A price of the data file as exact text. */
const price = (value: number): string => toText(decimal(value.toFixed(6)));
