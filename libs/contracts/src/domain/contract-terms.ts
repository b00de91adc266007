/**
 * The terms of a contract version: one immutable document of plain JSON. It is stored, rendered, hashed and signed as it
 * is; decimals, dates and amounts are text, so that nothing passes through a float.
 */
import type { Currency } from '@busbar/kernel';
import type { PriceTerm, RampStep, TaxRule } from '@busbar/pricing';

/** What is sold (market.md section 2). */
export const products = ['COLOCATION', 'GPU_CLUSTER', 'INTERRUPTIBLE_POWER'] as const;
export type Product = (typeof products)[number];

export const languages = ['en', 'it'] as const;
/** A language in which a document is written. */
export type Language = (typeof languages)[number];

export const firmnessKinds = ['FIRM', 'CURTAILABLE', 'INTERRUPTIBLE'] as const;
/** How firmly the power is promised; hours a year, minutes of notice, percent that stays on. */
export interface FirmnessTerms {
  readonly kind: (typeof firmnessKinds)[number];
  readonly curtailableHours: number;
  readonly noticeMinutes: number;
  readonly retainedPercent: number;
}

export interface PartyTerms {
  readonly organisationId: string;
  /** The name under which the organisation was registered when the version was written. */
  readonly name: string;
}

/** One piece of capacity with its own dates. Days are local days of the contract's zone. */
export interface TrancheTerms {
  /** `trn_…`; the same in every version that holds this tranche. */
  readonly id: string;
  readonly siteId: string;
  readonly siteName: string;
  readonly hallId: string;
  readonly hallName: string;
  /** Critical kW, with at most 3 decimals. */
  readonly kw: string;
  /** Null where the tenant brings its own GPUs. */
  readonly clusterId: string | null;
  /** 0 where the tenant brings its own. */
  readonly gpus: number;
  readonly gpuModel: string | null;
  /** First day on which the capacity is reserved. */
  readonly start: string;
  /** First day of rent; a handover accepted later moves it to that day. */
  readonly rentStart: string;
  /** First day no longer in the tranche. */
  readonly end: string;
  /** Share of the kW that is billed, by month since the rent began; empty: all of it from the first day. */
  readonly ramp: readonly RampStep[];
}

/** What the tenant puts up before the contract takes effect; an amount in the contract's currency. */
export type SecurityTerms = { readonly kind: 'NONE' } | { readonly kind: 'DEPOSIT'; readonly amount: string } | { readonly kind: 'PREPAYMENT'; readonly amount: string };

/** `PLATFORM`: paid through Busbar, which pays the host out. `DIRECT`: paid to the host's account and matched. */
export const settlementModes = ['PLATFORM', 'DIRECT'] as const;
export type SettlementMode = (typeof settlementModes)[number];

export interface ContractTerms {
  /** Version of this form. */
  readonly form: 1;
  /** The language whose text is signed; the other one is a courtesy. */
  readonly language: Language;
  readonly product: Product;
  readonly host: PartyTerms;
  readonly tenant: PartyTerms;
  /** IANA zone of the first tranche's site, frozen at acceptance (decisions.md 20). */
  readonly zone: string;
  readonly currency: Currency;
  /** First day of the term, and the first day after it. */
  readonly start: string;
  readonly end: string;
  readonly tranches: readonly TrancheTerms[];
  readonly prices: readonly PriceTerm[];
  /** In the order of computation. */
  readonly taxes: readonly TaxRule[];
  readonly firmness: FirmnessTerms;
  readonly security: SecurityTerms;
  /** 1 … 31; in shorter months the last day. */
  readonly billingDay: number;
  /** Days after issue in which an invoice is to be paid. */
  readonly paymentDays: number;
  readonly settlement: SettlementMode;
  /** Share of every line that is not passed through, kept by the platform from the host's part: `0.02` is 2 %. */
  readonly platformFeeRate: string;
  /** What the proposal said in words; empty where it said nothing. */
  readonly conditions: string;
}

/**
 * JSON with sorted keys and no blanks: equal terms have equal text, whatever order they were written or stored in.
 * PostgreSQL's `jsonb` does not keep the order of keys, so the order must not matter.
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalText(field)}`).join(',')}}`;
}

/** Whether something must be received before a signed contract takes effect. */
export const requiresSecurity = (terms: Pick<ContractTerms, 'security'>): boolean => terms.security.kind !== 'NONE';
