/** What a tenant needs: hard requirements, wishes with weights, a deadline (market.md section 4). */
import { compare, decimal, invariant, notAfter, Temporal, type Currency, type Instant, type LocalDate, type PowerW, type Rational } from '@busbar/kernel';
import { gpuModelOf, gpuModels } from './gpu-models';
import { hubNamed, latencyHubs } from './latency-hubs';
import { amountOf, checkWords, type PriceUnit, type Product, type Quantity } from './product';
import { nextRequestState, type RequestAction, type RequestState } from './request-lifecycle';
import { RequestActionRefusedError, RequirementInvalidError } from './request.errors';

/** What a match is scored by; weights are whole numbers from 0, at least one of them above. */
export const wishes = ['PRICE', 'START', 'CARBON', 'REDUNDANCY'] as const;
export type Wish = (typeof wishes)[number];
export type Weights = Readonly<Record<Wish, number>>;

export interface PriceCeiling {
  readonly unit: PriceUnit;
  /** Per unit, all energy included, in the request's currency. */
  readonly amount: Rational;
}

export interface LatencyLimit {
  readonly hub: string;
  /** Estimated round trip, milliseconds. */
  readonly maximumMs: number;
}

/** Everything that an offer must satisfy. An empty list and null mean that it does not matter. */
export interface Requirements {
  readonly product: Product;
  readonly quantity: Quantity;
  /** Models that would do, by id; empty unless GPUs are asked for. */
  readonly gpuModels: readonly string[];
  /** Local days of the site, both inclusive. */
  readonly startWindow: { readonly from: LocalDate; readonly to: LocalDate };
  readonly termMonths: number;
  /** ISO 3166-1; empty: anywhere. */
  readonly countriesAllowed: readonly string[];
  readonly countriesRefused: readonly string[];
  readonly coolings: readonly string[];
  /** Least power of a rack. */
  readonly minimumRackW: PowerW | null;
  readonly redundancies: readonly string[];
  readonly certifications: readonly string[];
  readonly latency: LatencyLimit | null;
  /** g CO₂ per kWh of the site's mix over the life cycle. */
  readonly carbonCapGPerKwh: number | null;
  /** Hours a year that may be curtailed; 0: firm power only. */
  readonly curtailmentHours: number;
  /** Least notice that is needed where curtailment is tolerated, minutes. */
  readonly noticeMinutes: number;
  readonly currency: Currency;
  readonly priceCeiling: PriceCeiling | null;
}

export interface Request {
  readonly id: string;
  readonly tenantId: string;
  readonly title: string;
  readonly description: string;
  readonly state: RequestState;
  readonly version: number;
  readonly requirements: Requirements;
  readonly weights: Weights;
  /** Hosts that may see it; empty: every host with a matching offer. */
  readonly addressedTo: readonly string[];
  /** Proposals are taken before it; the request expires with it. */
  readonly deadline: Instant;
  readonly createdAt: Instant;
  readonly openedAt: Instant | null;
}

export interface RequestMoved {
  readonly type: 'request.moved';
  readonly requestId: string;
  readonly tenantId: string;
  readonly action: RequestAction;
  readonly from: RequestState;
  readonly to: RequestState;
}

/** The state as the clock has it: an open request whose deadline has come is expired, whether or not the worker has been there. */
export const requestStateAt = (request: Pick<Request, 'state' | 'deadline'>, now: Instant): RequestState =>
  request.state === 'OPEN' && notAfter(request.deadline, now) ? 'EXPIRED' : request.state;

/** The refusal that `moveRequest` would throw, or null where it would not. */
export function requestActionRefusal(request: Request, action: RequestAction, now: Instant): RequestActionRefusedError | null {
  const state = action === 'expire' ? request.state : requestStateAt(request, now);
  return nextRequestState(state, action) ? null : new RequestActionRefusedError({ requestId: request.id, state, action });
}

export function moveRequest(request: Request, action: RequestAction, now: Instant): [Request, RequestMoved] {
  const refusal = requestActionRefusal(request, action, now);
  if (refusal) throw refusal;
  if (action === 'open' && notAfter(request.deadline, now)) {
    throw new RequirementInvalidError({ path: 'deadline', given: request.deadline.toString(), expected: `a time after ${now.toString()}` });
  }
  const to = nextRequestState(request.state, action);
  invariant(to, `${action} was not refused to a request in state ${request.state}, and leads nowhere.`);
  const moved: Request = { ...request, state: to, version: request.version + 1, openedAt: to === 'OPEN' ? now : request.openedAt };
  return [moved, { type: 'request.moved', requestId: request.id, tenantId: request.tenantId, action, from: request.state, to }];
}

const refuse = (path: string, given: unknown, expected: string): never => {
  throw new RequirementInvalidError({ path, given, expected });
};
const COUNTRY = /^[A-Z]{2}$/;
const LONGEST_WINDOW_DAYS = 1_100;
const LONGEST_LIST = 60;

/** Refuses requirements that contradict themselves, naming the field, what was given and what would be right. */
export function checkRequirements(asked: Requirements, today: LocalDate): void {
  checkQuantity(asked);
  checkDates(asked, today);
  checkPlaces(asked);
  if (asked.latency) checkLatency(asked.latency);
  if (asked.carbonCapGPerKwh !== null && !(asked.carbonCapGPerKwh >= 0 && asked.carbonCapGPerKwh <= 2000)) refuse('carbonCapGPerKwh', asked.carbonCapGPerKwh, 'from 0 to 2000 g per kWh');
  if (!Number.isInteger(asked.curtailmentHours) || asked.curtailmentHours < 0 || asked.curtailmentHours > 8760) refuse('curtailmentHours', asked.curtailmentHours, 'whole hours a year from 0 to 8760');
  if (!Number.isInteger(asked.noticeMinutes) || asked.noticeMinutes < 0) refuse('noticeMinutes', asked.noticeMinutes, 'whole minutes from 0');
  const ceiling = asked.priceCeiling;
  if (ceiling && compare(ceiling.amount, decimal('0')) <= 0) refuse('priceCeiling.amount', ceiling.amount.n.toString(), 'more than 0');
  if (ceiling?.unit === 'GPU_HOUR' && asked.product !== 'GPU_CLUSTER') refuse('priceCeiling.unit', ceiling.unit, 'IT_KWH or KW_MONTH where the tenant brings its own GPUs');
}

function checkQuantity({ product, quantity, gpuModels: models, minimumRackW }: Requirements): void {
  const wantsGpus = product === 'GPU_CLUSTER';
  if (amountOf(quantity) <= 0n) refuse(wantsGpus ? 'gpus' : 'quantityKw', amountOf(quantity).toString(), 'more than nothing');
  if (wantsGpus !== (quantity.gpus !== null)) refuse('gpus', quantity.gpus, wantsGpus ? 'a number of GPUs' : 'no GPUs: colocation and power are asked for in kW');
  if (wantsGpus && models.length === 0) refuse('gpuModels', [], 'at least one model that would do');
  if (!wantsGpus && models.length > 0) refuse('gpuModels', models, 'no models where the tenant brings its own GPUs');
  for (const model of models) if (!gpuModelOf(model)) refuse('gpuModels', model, gpuModels.map((known) => known.id).join(', '));
  if (minimumRackW !== null && minimumRackW <= 0n) refuse('minimumRackKw', minimumRackW.toString(), 'more than 0 kW');
}

function checkDates({ startWindow, termMonths }: Requirements, today: LocalDate): void {
  const { from, to } = startWindow;
  if (Temporal.PlainDate.compare(to, from) < 0) refuse('startTo', to.toString(), `a day not before ${from.toString()}`);
  if (from.until(to).days > LONGEST_WINDOW_DAYS) refuse('startTo', to.toString(), `a day within ${LONGEST_WINDOW_DAYS} days of ${from.toString()}`);
  if (Temporal.PlainDate.compare(to, today) < 0) refuse('startTo', to.toString(), `a day not before ${today.toString()}`);
  if (!Number.isInteger(termMonths) || termMonths < 1 || termMonths > 360) refuse('termMonths', termMonths, 'whole months from 1 to 360');
}

function checkPlaces(asked: Requirements): void {
  for (const path of ['countriesAllowed', 'countriesRefused'] as const) {
    const wrong = asked[path].find((country) => !COUNTRY.test(country));
    if (wrong !== undefined) refuse(path, wrong, 'two-letter country codes such as US');
  }
  const both = asked.countriesAllowed.find((country) => asked.countriesRefused.includes(country));
  if (both !== undefined) refuse('countriesRefused', both, 'no country that is also allowed');
  for (const path of ['countriesAllowed', 'countriesRefused', 'certifications', 'gpuModels', 'coolings', 'redundancies'] as const) {
    if (asked[path].length > LONGEST_LIST) refuse(path, asked[path].length, `at most ${LONGEST_LIST} entries`);
  }
}

function checkLatency({ hub, maximumMs }: LatencyLimit): void {
  if (!hubNamed(hub)) refuse('latency.hub', hub, latencyHubs.map((known) => known.name).join(', '));
  if (!(maximumMs >= 1 && maximumMs <= 1000)) refuse('latency.maximumMs', maximumMs, 'from 1 to 1000 milliseconds');
}

/** Refuses words that are missing or too long, and too many hosts. */
export function checkWording({ title, description, addressedTo }: Pick<Request, 'title' | 'description' | 'addressedTo'>): void {
  checkWords(title, 'title', 200, 3);
  checkWords(description, 'description', 5000);
  if (addressedTo.length > LONGEST_LIST) refuse('addressedTo', addressedTo.length, `at most ${LONGEST_LIST} hosts`);
}

/** Refuses weights that could not rank anything. */
export function checkWeights(weights: Weights): void {
  for (const wish of wishes) if (!Number.isInteger(weights[wish]) || weights[wish] < 0 || weights[wish] > 100) refuse(`weights.${wish}`, weights[wish], 'a whole number from 0 to 100');
  if (wishes.every((wish) => weights[wish] === 0)) refuse('weights', 0, 'at least one weight above 0');
}

/** Where a tenant says nothing: price first, then an early start. */
export const usualWeights: Weights = { PRICE: 50, START: 25, CARBON: 15, REDUNDANCY: 10 };
