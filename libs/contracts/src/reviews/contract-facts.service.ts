import { Injectable } from '@nestjs/common';
import { compare, decimal, toText } from '@busbar/kernel';
import { CapacityLedger, Sites, stateOf } from '@busbar/capacity';
import { gpuModelOf } from '@busbar/marketplace';
import { Organisations } from '@busbar/organisations';
import { Clock } from '@busbar/platform';
import { type Lint, type LintFacts, lintsOf } from '../domain/contract-lints';
import type { ContractTerms } from '../domain/contract-terms';
import type { Tranche } from '../domain/handover';
import type { ReviewFacts } from '../domain/review';

/** Ranges the trade pays in US dollars: rent per kW-month, shell power per kWh (contracts.md section 4, item 22). */
const tradeRanges = { COLOCATION: { low: '100', high: '190' }, INTERRUPTIBLE_POWER: { low: '0.05', high: '0.085' } } as const;

/** What the platform's own data knows of a contract's terms. */
@Injectable()
export class ContractFacts {
  constructor(private readonly clock: Clock, private readonly sites: Sites, private readonly capacity: CapacityLedger, private readonly organisations: Organisations) {}

  /** Joins the caller's scope. The end of a site's power supply is not recorded yet and stays unknown. */
  async ofTerms(terms: ContractTerms): Promise<LintFacts> {
    const sites = await this.sites.byIds([...new Set(terms.tranches.map(({ siteId }) => siteId))]);
    const pues = [...sites.values()].map(({ designPue }) => decimal(designPue)).sort(compare);
    const highest = pues.at(-1);
    return { designPue: highest ? toText(highest, 4) : null, supplyEnds: null, referenceRange: rangeOf(terms), indexCurrencies: {} };
  }

  /** What a reader with a calculator would object to. Joins the caller's scope. */
  async lints(terms: ContractTerms): Promise<readonly Lint[]> {
    return lintsOf(terms, await this.ofTerms(terms));
  }

  async forReview(terms: ContractTerms, tranches: readonly Tranche[]): Promise<ReviewFacts> {
    const facts = await this.ofTerms(terms);
    const [host, tenant] = [await this.organisations.isVerified(terms.host.organisationId), await this.organisations.isVerified(terms.tenant.organisationId)];
    return { ...facts, partiesVerified: { host, tenant }, capacityReserved: await this.areReserved(tranches) };
  }

  private async areReserved(tranches: readonly Tranche[]): Promise<boolean> {
    const reservations = await this.capacity.reservationsByIds(tranches.map(({ reservationId }) => reservationId));
    const now = this.clock.now();
    return tranches.every((tranche) => {
      const reservation = reservations.get(tranche.reservationId);
      return reservation !== undefined && stateOf(reservation, now) === 'LIVE' && reservation.powerW >= tranche.powerW && reservation.gpus >= tranche.gpus;
    });
  }
}

function rangeOf(terms: ContractTerms): LintFacts['referenceRange'] {
  if (terms.product !== 'GPU_CLUSTER') return tradeRanges[terms.product];
  const model = terms.tranches.find(({ gpuModel }) => gpuModel !== null)?.gpuModel ?? '';
  const range = gpuModelOf(model)?.range;
  return range ? { low: toText(range.low), high: toText(range.high) } : null;
}
