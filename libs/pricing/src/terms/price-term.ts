/** Every way in which Busbar prices: the closed list of terms a listing, a proposal and a contract are made of. */
import type { CapacityTerm } from './capacity-terms';
import type { CommercialTerm } from './commercial-terms';
import type { EnergyTerm } from './energy-terms';

/** One price term, told apart by `code` (pricing.md section 5). Plain JSON: stored, compared and signed as it is. */
export type PriceTerm = EnergyTerm | CapacityTerm | CommercialTerm;
export type TermCode = PriceTerm['code'];
