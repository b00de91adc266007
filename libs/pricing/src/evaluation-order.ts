/** The order of section 4, as data: which component is priced by what, and after which others. */
import { capacityReserved } from './pricers/capacity-reserved';
import { chargeAmount } from './pricers/charge-amount';
import { energyFixed } from './pricers/energy-fixed';
import { energyIndex } from './pricers/energy-index';
import { energyIndexAdder } from './pricers/energy-index-adder';
import { energyPueOverhead } from './pricers/energy-pue-overhead';
import { gpuPremium } from './pricers/gpu-premium';
import type { Pricer } from './rating/line';
import type { PriceTerm, TermCode } from './terms/price-term';

type TermOf<Code extends TermCode> = Extract<PriceTerm, { readonly code: Code }>;
type Pricers = { readonly [Code in TermCode]?: Pricer<TermOf<Code>> };

/** One pricer a component. A code that is not here is refused, never skipped. */
export const pricers: Pricers = {
  'energy.fixed': energyFixed,
  'energy.index': energyIndex,
  'energy.index_adder': energyIndexAdder,
  'energy.pue_overhead': energyPueOverhead,
  'capacity.reserved': capacityReserved,
  'gpu.premium': gpuPremium,
  'charge.amount': chargeAmount,
};

/** Components in the order of evaluation; those of one row are taken in the contract's order. No row reads a later one. */
export const evaluationOrder: readonly (readonly TermCode[])[] = [
  ['energy.fixed', 'energy.tier', 'energy.volume', 'energy.tou', 'energy.index', 'energy.index_adder'],
  ['energy.pue_overhead'],
  ['demand.peak', 'capacity.commit', 'capacity.reserved', 'capacity.hourly', 'transmission.4cp'],
  ['gpu.premium'],
  ['network.commit'],
  ['charge.amount', 'passthrough.cost'],
  ['commit.take_or_pay', 'commit.minimum_true_up'],
  ['credit.curtailment'],
  ['credit.sla'],
  ['discount'],
  ['credit.capex'],
  ['fee.late'],
];

/** The codes that can be rated today. */
export const supportedCodes = Object.keys(pricers) as readonly TermCode[];

/** The pricer of a term, widened to any term: the table guarantees that code and pricer belong together. */
export const pricerOf = (term: PriceTerm): Pricer<PriceTerm> | undefined => pricers[term.code] as Pricer<PriceTerm> | undefined;
