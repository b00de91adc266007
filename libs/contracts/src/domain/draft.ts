/** From an accepted proposal to the first version of a contract. What nobody agreed on takes the usual of the trade. */
import { isZero, kwText, localDateOf, moneyText, over, rational, times, toMoney, type Currency, type Instant, type LocalDate, type PowerW, type Rational } from '@busbar/kernel';
import type { PriceTerm, TaxRule } from '@busbar/pricing';
import { monthlyRent } from './contract-lints';
import { TermsInvalidError } from './contract.errors';
import type { ContractTerms, FirmnessTerms, Language, PartyTerms, Product, SecurityTerms, SettlementMode, TrancheTerms } from './contract-terms';
import { assertTerms } from './terms-check';

export interface AgreedTranche {
  /** `trn_…`, made by the service. */
  readonly id: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly zone: string;
  readonly hallId: string;
  readonly hallName: string;
  readonly powerW: PowerW;
  readonly clusterId: string | null;
  readonly gpus: number;
  readonly gpuModel: string | null;
  readonly start: LocalDate;
  /** The instant at which the reservation ends. */
  readonly to: Instant;
}

/** What the two sides agreed on, frozen. */
export interface Agreement {
  readonly product: Product;
  readonly host: PartyTerms;
  readonly tenant: PartyTerms;
  readonly currency: Currency;
  readonly tranches: readonly AgreedTranche[];
  readonly prices: readonly PriceTerm[];
  readonly firmness: FirmnessTerms;
  readonly conditions: string;
  readonly depositMonths: number;
  /** Value of the whole term in major units and the months it runs: the measure of a deposit where there is no rent. */
  readonly value: Rational;
  readonly months: number;
  readonly platformFeeRate: string;
}

/** What a contract says where a proposal says nothing; either side may revise the draft. */
export const usual = { language: 'en' as Language, billingDay: 1, paymentDays: 30, settlement: 'PLATFORM' } as const;

/** The terms of the first version. Throws TermsInvalidError where the agreement cannot be a contract. */
export function draftTerms(agreed: Agreement): ContractTerms {
  const tranches = agreed.tranches.map(trancheTerms);
  const starts = tranches.map((tranche) => tranche.start).sort();
  const ends = tranches.map((tranche) => tranche.end).sort();
  return assertTerms({
    form: 1,
    language: usual.language,
    product: agreed.product,
    host: agreed.host,
    tenant: agreed.tenant,
    zone: agreed.tranches[0]?.zone ?? '',
    currency: agreed.currency,
    start: starts[0] ?? '',
    end: ends.at(-1) ?? '',
    tranches,
    prices: agreed.prices,
    taxes: [],
    firmness: agreed.firmness,
    security: depositOf(agreed, tranches),
    billingDay: usual.billingDay,
    paymentDays: usual.paymentDays,
    settlement: usual.settlement,
    platformFeeRate: agreed.platformFeeRate,
    conditions: agreed.conditions,
  });
}

const trancheTerms = (tranche: AgreedTranche): TrancheTerms => ({
  id: tranche.id,
  siteId: tranche.siteId,
  siteName: tranche.siteName,
  hallId: tranche.hallId,
  hallName: tranche.hallName,
  kw: kwText(tranche.powerW),
  clusterId: tranche.clusterId,
  gpus: tranche.gpus,
  gpuModel: tranche.gpuModel,
  start: tranche.start.toString(),
  rentStart: tranche.start.toString(),
  end: localDateOf(tranche.to, tranche.zone).toString(),
  ramp: [],
});

/** Months of rent; where none is charged, months of the mean value of the contract. Rounded once. */
function depositOf(agreed: Agreement, tranches: readonly TrancheTerms[]): SecurityTerms {
  if (agreed.depositMonths === 0) return { kind: 'NONE' };
  const rent = monthlyRent({ tranches, prices: agreed.prices });
  const monthly = isZero(rent) ? over(agreed.value, rational(BigInt(agreed.months))) : rent;
  return { kind: 'DEPOSIT', amount: moneyText(toMoney(times(monthly, rational(BigInt(agreed.depositMonths))), agreed.currency)) };
}

/** How long accepted capacity is held while a contract is negotiated, reviewed and signed. */
const NEGOTIATION_DAYS = 60;

/** Until when the capacity of a draft written at `at` is held. */
export const negotiationEnds = (at: Instant): Instant => at.add({ hours: 24 * NEGOTIATION_DAYS });

/** What a party may still settle in a draft. Prices, quantities and dates of capacity were agreed with the proposal and stay. */
export interface DraftChange {
  readonly language?: Language;
  readonly billingDay?: number;
  readonly paymentDays?: number;
  readonly settlement?: SettlementMode;
  readonly taxes?: readonly TaxRule[];
  /** First day of rent by tranche. */
  readonly rentStarts?: readonly { readonly trancheId: string; readonly rentStart: string }[];
}

/** The terms of the next version. Throws TermsInvalidError, also for a tranche that the contract does not have. */
export function revisedTerms(terms: ContractTerms, change: DraftChange): ContractTerms {
  const { rentStarts = [], ...frame } = change;
  for (const [index, { trancheId }] of rentStarts.entries()) {
    if (!terms.tranches.some(({ id }) => id === trancheId)) {
      const path = `rentStarts.${index}.trancheId`;
      throw new TermsInvalidError({ path, faults: [{ path, given: trancheId, expected: 'a tranche of this contract' }] });
    }
  }
  const tranches = terms.tranches.map((tranche) => ({ ...tranche, rentStart: rentStarts.find(({ trancheId }) => trancheId === tranche.id)?.rentStart ?? tranche.rentStart }));
  return assertTerms({ ...terms, ...frame, tranches });
}
