/**
 * Each hard requirement that a place or an offer meets or fails by itself, and the smallest change of the request that would
 * admit it. When and how much is `placement.ts`; the price is `match.ts`.
 */
import { kwText } from '@busbar/kernel';
import { gpuModelId } from './gpu-models';
import { hubNamed } from './latency-hubs';
import type { Candidate, Criterion, Reason, ReasonUnit, Relaxation } from './matching';
import { estimatedRttMs, greatCircleKm } from './place';
import type { Requirements } from './request';

/** A relaxation and the request with it applied. */
export interface Relaxed {
  readonly relaxation: Relaxation;
  readonly asked: Requirements;
}

/** What one comparison found; `relax` is null where no change of the request could admit the offer. */
export interface Comparison {
  readonly reason: Reason;
  readonly relax: (() => Relaxed) | null;
}

interface Found {
  readonly unit: ReasonUnit;
  readonly asked: string | null;
  readonly offered: string | null;
  readonly met: boolean;
  /** The request that would admit the offer, and the value it would ask for; null where there is none. */
  readonly admit: { readonly to: string; readonly asked: Requirements } | null;
}

const list = (entries: readonly string[]): string | null => (entries.length === 0 ? null : entries.join(', '));

/** Turns what was found into a reason, with the change that would admit the offer where it failed. */
export function comparison(criterion: Criterion, found: Found): Comparison {
  const { unit, asked, offered, met, admit } = found;
  const relax = met || !admit ? null : (): Relaxed => ({ relaxation: { criterion, unit, from: asked, to: admit.to }, asked: admit.asked });
  return { reason: { criterion, unit, asked, offered, verdict: met ? 'MET' : 'FAILED' }, relax };
}

/** What a plain comparison looks at: everything but the calendar. */
type Offered = Omit<Candidate, 'free'>;
type Compare = (asked: Requirements, offered: Offered) => Found;

const product: Compare = (asked, { listing }) => ({ unit: 'TEXT', asked: asked.product, offered: listing.product, met: asked.product === listing.product, admit: null });

/** `US, CA` allows these alone; `-NO` refuses that one; nothing: anywhere. */
const countryList = ({ countriesAllowed, countriesRefused }: Requirements): string | null => list([...countriesAllowed, ...countriesRefused.map((code) => `-${code}`)]);

const country: Compare = (asked, { place }) => {
  const here = place.site.country;
  const allowed = asked.countriesAllowed.length === 0 || asked.countriesAllowed.includes(here);
  const refused = asked.countriesRefused.includes(here);
  const admitted = { ...asked, countriesAllowed: allowed ? asked.countriesAllowed : [...asked.countriesAllowed, here], countriesRefused: asked.countriesRefused.filter((code) => code !== here) };
  return { unit: 'LIST', asked: countryList(asked), offered: here, met: allowed && !refused, admit: { to: countryList(admitted) ?? '', asked: admitted } };
};

const gpuModel: Compare = (asked, { place }) => {
  const offered = place.cluster ? gpuModelId(place.cluster.model) : null;
  const met = asked.gpuModels.length === 0 || (offered !== null && asked.gpuModels.some((model) => gpuModelId(model) === offered));
  const gpuModels = offered === null ? asked.gpuModels : [...asked.gpuModels, offered];
  return { unit: 'LIST', asked: list(asked.gpuModels), offered, met, admit: offered === null ? null : { to: gpuModels.join(', '), asked: { ...asked, gpuModels } } };
};

const cooling: Compare = (asked, { place }) => {
  const offered = place.hall.cooling;
  const coolings = [...asked.coolings, offered];
  return { unit: 'LIST', asked: list(asked.coolings), offered, met: asked.coolings.length === 0 || asked.coolings.includes(offered), admit: { to: coolings.join(', '), asked: { ...asked, coolings } } };
};

const rackDensity: Compare = (asked, { place }) => {
  const offered = place.hall.rackDensityW;
  return {
    unit: 'KW', asked: asked.minimumRackW === null ? null : kwText(asked.minimumRackW), offered: kwText(offered), met: asked.minimumRackW === null || offered >= asked.minimumRackW,
    admit: { to: kwText(offered), asked: { ...asked, minimumRackW: offered } },
  };
};

const redundancy: Compare = (asked, { place }) => {
  const offered = place.hall.redundancy;
  const redundancies = [...asked.redundancies, offered];
  return {
    unit: 'LIST', asked: list(asked.redundancies), offered, met: asked.redundancies.length === 0 || asked.redundancies.includes(offered),
    admit: { to: redundancies.join(', '), asked: { ...asked, redundancies } },
  };
};

/** A certificate that is in progress counts where the hall is ready only after today: it can be held by then. */
const certifications: Compare = (asked, { place, today }) => {
  const notYetReady = place.hall.readyFrom !== null && today.until(place.hall.readyFrom).days > 0;
  const held = place.site.certifications.filter(({ state }) => state === 'HELD' || notYetReady).map(({ name }) => name);
  const kept = asked.certifications.filter((name) => held.includes(name));
  return { unit: 'LIST', asked: list(asked.certifications), offered: list(held), met: kept.length === asked.certifications.length, admit: { to: list(kept) ?? '', asked: { ...asked, certifications: kept } } };
};

const latency: Compare = (asked, { place }) => {
  const limit = asked.latency;
  const hub = limit && hubNamed(limit.hub);
  const { latitude, longitude } = place.site;
  if (!limit || !hub) return { unit: 'MS', asked: null, offered: null, met: true, admit: null };
  if (latitude === null || longitude === null) return { unit: 'MS', asked: String(limit.maximumMs), offered: null, met: false, admit: null };
  const offered = estimatedRttMs(greatCircleKm({ latitude, longitude }, hub));
  return { unit: 'MS', asked: String(limit.maximumMs), offered: String(offered), met: offered <= limit.maximumMs, admit: { to: String(offered), asked: { ...asked, latency: { ...limit, maximumMs: offered } } } };
};

const carbon: Compare = (asked, { place }) => {
  const cap = asked.carbonCapGPerKwh;
  const offered = place.site.carbonGPerKwh;
  return {
    unit: 'G_PER_KWH', asked: cap === null ? null : String(cap), offered: offered === null ? null : String(offered), met: cap === null || (offered !== null && offered <= cap),
    admit: offered === null ? null : { to: String(offered), asked: { ...asked, carbonCapGPerKwh: offered } },
  };
};

const curtailment: Compare = (asked, { listing }) => {
  const offered = listing.firmness.curtailableHours;
  return {
    unit: 'HOURS_PER_YEAR', asked: String(asked.curtailmentHours), offered: String(offered), met: offered <= asked.curtailmentHours,
    admit: { to: String(offered), asked: { ...asked, curtailmentHours: offered } },
  };
};

const notice: Compare = (asked, { listing }) => {
  const { kind, noticeMinutes } = listing.firmness;
  const firm = kind === 'FIRM';
  return {
    unit: 'MINUTES', asked: String(asked.noticeMinutes), offered: firm ? null : String(noticeMinutes), met: firm || noticeMinutes >= asked.noticeMinutes,
    admit: { to: String(noticeMinutes), asked: { ...asked, noticeMinutes } },
  };
};

const term: Compare = (asked, { listing }) => {
  const { minimumMonths, maximumMonths } = listing.term;
  const termMonths = Math.min(Math.max(asked.termMonths, minimumMonths), maximumMonths);
  return { unit: 'MONTHS', asked: String(asked.termMonths), offered: `${minimumMonths}-${maximumMonths}`, met: termMonths === asked.termMonths, admit: { to: String(termMonths), asked: { ...asked, termMonths } } };
};

const comparisons = {
  PRODUCT: product, COUNTRY: country, GPU_MODEL: gpuModel, COOLING: cooling, RACK_DENSITY: rackDensity, REDUNDANCY: redundancy, CERTIFICATIONS: certifications, LATENCY: latency,
  CARBON: carbon, CURTAILMENT: curtailment, NOTICE: notice, TERM: term,
} as const satisfies Partial<Record<Criterion, Compare>>;

/** The requirements that need neither calendar nor price, in the order in which they are told. */
export const plainCriteria = Object.keys(comparisons) as readonly (keyof typeof comparisons)[];

export const comparePlainly = (asked: Requirements, candidate: Offered): Comparison[] => plainCriteria.map((criterion) => comparison(criterion, comparisons[criterion](asked, candidate)));
