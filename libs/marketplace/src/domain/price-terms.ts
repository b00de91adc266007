/** Which price terms an offer may carry, and what a term alone must satisfy before the rating engine sees it. */
import { decimal, type Rational } from '@busbar/kernel';
import type { PriceTerm, TermCode } from '@busbar/pricing';
import { PriceTermsInvalidError } from './listing.errors';
import { gpuModelId } from './gpu-models';
import type { Place } from './place';
import type { Product } from './product';

/** The terms that a listing or a proposal is made of in this release; the rating engine knows more. */
export const offeredCodes = ['energy.fixed', 'energy.index', 'energy.index_adder', 'energy.pue_overhead', 'capacity.reserved', 'gpu.premium'] as const satisfies readonly TermCode[];
export type OfferedCode = (typeof offeredCodes)[number];
export type OfferedTerm = Extract<PriceTerm, { code: OfferedCode }>;

const isOffered = (term: PriceTerm): term is OfferedTerm => offeredCodes.some((code) => code === term.code);

/** Terms that price the kWh which an overhead is taken of. */
export const isEnergy = (term: PriceTerm): boolean => term.code === 'energy.fixed' || term.code === 'energy.index' || term.code === 'energy.index_adder';

/** The unit in which a term's own price is written; null for a term that borrows its price from others. */
export const priceUnitOfTerm = { 'energy.fixed': 'kWh', 'energy.index': 'MWh', 'energy.index_adder': 'kWh', 'energy.pue_overhead': 'kWh', 'capacity.reserved': 'kW-month', 'gpu.premium': 'GPU-hour' } as const satisfies Record<OfferedCode, string>;

/** Least and most a price may be, major units: beyond is a slip of the decimal point, not a price. */
const MOST: Readonly<Partial<Record<OfferedCode, Rational>>> = {
  'energy.fixed': decimal('10'), 'energy.index_adder': decimal('10'), 'energy.pue_overhead': decimal('10'), 'capacity.reserved': decimal('10000'), 'gpu.premium': decimal('1000'),
};

/** Refuses terms that price nothing, price the wrong thing, or carry a price nobody could mean. */
export function checkPriceTerms(terms: readonly PriceTerm[], product: Product, place: Pick<Place, 'cluster'>, path = 'priceTerms'): void {
  if (terms.length === 0 || terms.length > 20) throw new PriceTermsInvalidError({ path, given: terms.length, expected: 'from 1 to 20 price terms' });
  if (new Set(terms.map((term) => term.id)).size !== terms.length) throw new PriceTermsInvalidError({ path, given: 'ids that repeat', expected: 'one id a term' });
  terms.forEach((term, index) => checkTerm(term, `${path}.${index}`));
  const has = (code: OfferedCode): boolean => terms.some((term) => term.code === code);
  const earns = product === 'GPU_CLUSTER' ? has('gpu.premium') : has('capacity.reserved') || has('energy.fixed') || has('energy.index');
  if (!earns) throw new PriceTermsInvalidError({ path, given: terms.map((term) => term.code).join(', '), expected: product === 'GPU_CLUSTER' ? 'a term gpu.premium' : 'a term for capacity or energy' });
  const energyIds = terms.filter(isEnergy).map(({ id }) => id);
  terms.forEach((term, index) => {
    if (term.code !== 'energy.pue_overhead' || term.price !== undefined) return;
    const named = term.energyTermIds ?? [];
    if (named.length === 0 || named.some((id) => !energyIds.includes(id))) {
      throw new PriceTermsInvalidError({ path: `${path}.${index}`, given: term.code, expected: 'an energy term whose price the overhead takes, or a price of its own' });
    }
  });
  const premium = terms.find((term) => term.code === 'gpu.premium');
  if (premium?.code === 'gpu.premium' && (!place.cluster || gpuModelId(premium.sku) !== gpuModelId(place.cluster.model))) {
    throw new PriceTermsInvalidError({ path, given: premium.sku, expected: place.cluster ? `GPUs of the cluster: ${place.cluster.model}` : 'no GPU term: no cluster is offered' });
  }
}

function checkTerm(term: PriceTerm, path: string): void {
  if (!isOffered(term)) throw new PriceTermsInvalidError({ path: `${path}.code`, given: term.code, expected: offeredCodes.join(', ') });
  if (!('price' in term) || term.price === undefined) return;
  const price = decimal(term.price);
  const most = MOST[term.code];
  if (price.n < 0n && term.code !== 'energy.index_adder') throw new PriceTermsInvalidError({ path: `${path}.price`, given: term.price, expected: 'no price below zero' });
  if (most && price.n * most.d > most.n * price.d) throw new PriceTermsInvalidError({ path: `${path}.price`, given: term.price, expected: `at most ${most.n.toString()} per ${priceUnitOfTerm[term.code]}` });
}
