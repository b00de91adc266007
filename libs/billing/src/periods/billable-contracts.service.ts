import { Injectable } from '@nestjs/common';
import { type Instant, parseDate, startOfDay } from '@busbar/kernel';
import { Contracts, trancheInput, type TrancheTerms } from '@busbar/contracts';
import type { GpuAllocation } from '@busbar/pricing';
import type { BillableContract } from '../domain/billable-contract';

/** The one place where billing reads contracts. */
@Injectable()
export class BillableContracts {
  constructor(private readonly contracts: Contracts) {}

  /** The contract as it stands at an instant of business time, with the tranches that were handed over. In an open scope. */
  async at(contractId: string, at: Instant): Promise<BillableContract> {
    const version = await this.contracts.versionAt(contractId, at);
    const { terms } = version;
    const accepted = new Map(((await this.contracts.tranches([contractId])).get(contractId) ?? []).flatMap(({ id, rentStart }) => (rentStart ? [[id, rentStart.toString()] as const] : [])));
    const tranches = terms.tranches.flatMap((tranche) => {
      const rentStart = accepted.get(tranche.id);
      return rentStart === undefined ? [] : [{ tranche, rentStart }];
    });
    return {
      id: contractId, versionId: version.id, hostId: terms.host.organisationId, tenantId: terms.tenant.organisationId, zone: terms.zone, currency: terms.currency, start: terms.start, end: terms.end,
      billingDay: terms.billingDay, paymentDays: terms.paymentDays, settlement: terms.settlement, platformFeeRate: terms.platformFeeRate, terms: terms.prices, taxes: terms.taxes,
      tranches: tranches.map(({ tranche, rentStart }) => ({ ...trancheInput(tranche, rentStart), end: tranche.end })),
      allocations: tranches.flatMap(({ tranche, rentStart }) => allocationsOf(tranche, rentStart, terms.zone)),
    };
  }
}

/** All GPUs of a tranche are the tenant's from the first day of rent to the end. */
const allocationsOf = (tranche: TrancheTerms, rentStart: string, zone: string): readonly GpuAllocation[] =>
  tranche.gpuModel === null
    ? []
    : [{ id: tranche.id, trancheId: tranche.id, sku: tranche.gpuModel, gpus: tranche.gpus, from: midnight(rentStart, zone), to: midnight(tranche.end, zone) }];

const midnight = (day: string, zone: string): string => startOfDay(parseDate(day), zone).toString();
