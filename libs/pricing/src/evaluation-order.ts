/** The order of section 4, as data: which component is priced by what, and after which others. */
import { capacityCommit } from './pricers/capacity-commit';
import { capacityHourly } from './pricers/capacity-hourly';
import { capacityReserved } from './pricers/capacity-reserved';
import { chargeAmount } from './pricers/charge-amount';
import { commitMinimum } from './pricers/commit-minimum';
import { commitTakeOrPay } from './pricers/commit-take-or-pay';
import { creditCapex } from './pricers/credit-capex';
import { creditCurtailment } from './pricers/credit-curtailment';
import { creditSla } from './pricers/credit-sla';
import { demandPeak } from './pricers/demand-peak';
import { discount } from './pricers/discount';
import { energyBlock } from './pricers/energy-block';
import { energyFixed } from './pricers/energy-fixed';
import { energyIndex } from './pricers/energy-index';
import { energyIndexAdder } from './pricers/energy-index-adder';
import { energyPueOverhead } from './pricers/energy-pue-overhead';
import { energyTier } from './pricers/energy-tier';
import { energyTou } from './pricers/energy-tou';
import { energyVolume } from './pricers/energy-volume';
import { feeLate } from './pricers/fee-late';
import { gpuPremium } from './pricers/gpu-premium';
import { networkCommit } from './pricers/network-commit';
import { passthroughCost } from './pricers/passthrough-cost';
import { transmission4cp } from './pricers/transmission-4cp';
import type { Pricer } from './rating/line';
import type { PriceTerm, TermCode } from './terms/price-term';

type TermOf<Code extends TermCode> = Extract<PriceTerm, { readonly code: Code }>;
type Pricers = { readonly [Code in TermCode]?: Pricer<TermOf<Code>> };

/** One pricer a component. A code that is not here is refused, never skipped. */
export const pricers: Pricers = {
  'energy.fixed': energyFixed,
  'energy.tier': energyTier,
  'energy.volume': energyVolume,
  'energy.tou': energyTou,
  'energy.index': energyIndex,
  'energy.block': energyBlock,
  'energy.index_adder': energyIndexAdder,
  'energy.pue_overhead': energyPueOverhead,
  'demand.peak': demandPeak,
  'capacity.commit': capacityCommit,
  'capacity.reserved': capacityReserved,
  'capacity.hourly': capacityHourly,
  'transmission.4cp': transmission4cp,
  'gpu.premium': gpuPremium,
  'network.commit': networkCommit,
  'charge.amount': chargeAmount,
  'passthrough.cost': passthroughCost,
  'commit.take_or_pay': commitTakeOrPay,
  'commit.minimum_true_up': commitMinimum,
  'credit.curtailment': creditCurtailment,
  'credit.sla': creditSla,
  discount,
  'credit.capex': creditCapex,
  'fee.late': feeLate,
};

/** Components in the order of evaluation; those of one row are taken in the contract's order. No row reads a later one. */
export const evaluationOrder: readonly (readonly TermCode[])[] = [
  ['energy.fixed', 'energy.tier', 'energy.volume', 'energy.tou', 'energy.index', 'energy.block', 'energy.index_adder'],
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
