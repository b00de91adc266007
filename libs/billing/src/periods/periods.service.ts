import { Injectable } from '@nestjs/common';
import { instantOf, systemActor } from '@busbar/kernel';
import { Clock, Database, newId } from '@busbar/platform';
import type { BillingPeriod } from '@busbar/pricing';
import type { BillableContract } from '../domain/billable-contract';
import { firstPeriod, followingPeriod, openingPeriod, ratableAt } from '../domain/periods';
import { BillableContracts } from './billable-contracts.service';
import { type NewPeriod, PeriodsRepository, type StoredPeriod } from './periods.repository';

const BATCH = 100;

/** Opens the periods of contracts and turns them when their time has come. */
@Injectable()
export class Periods {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly contracts: BillableContracts, private readonly periods: PeriodsRepository) {}

  /** The contract has become billable: its opening period, where rent is billed in advance, and its first one. In an open scope. */
  async open(contractId: string): Promise<void> {
    await this.periods.lockContract(contractId);
    if ((await this.periods.ofContracts([contractId])).length > 0) return;
    const now = this.clock.now();
    const contract = await this.contracts.at(contractId, now);
    const first = firstPeriod(contract);
    if (!first) return;
    const opening = openingPeriod(contract);
    if (opening) await this.periods.insert({ ...period(contract, opening, 0), opening: true, state: 'COLLECTING', dueAt: ratableAt(opening, true, now) });
    await this.periods.insert(period(contract, first, 1));
  }

  /** The periods of contracts, in order. Joins the caller's scope. */
  async ofContracts(contractIds: readonly string[]): Promise<Map<string, StoredPeriod[]>> {
    const periods = new Map<string, StoredPeriod[]>(contractIds.map((id) => [id, []]));
    for (const one of await this.periods.ofContracts(contractIds)) periods.get(one.contractId)?.push(one);
    return periods;
  }

  /** Open periods that have ended begin to collect, and the ones after them open. Answers how many. */
  turn(): Promise<number> {
    return this.database.transaction(systemActor('billing.turn'), async () => {
      const ended = await this.periods.ended(BATCH);
      for (const one of ended) await this.turnOne(one);
      return ended.length;
    });
  }

  private async turnOne(ended: StoredPeriod): Promise<void> {
    const now = this.clock.now();
    await this.periods.collect(ended.id, ratableAt(ended.span, false, now));
    const contract = await this.contracts.at(ended.contractId, now);
    const following = followingPeriod(contract, ended.span);
    if (following) await this.periods.insert(period(contract, following, ended.ordinal + 1));
  }
}

const period = (contract: BillableContract, span: BillingPeriod, ordinal: number): NewPeriod => ({
  id: newId('period'), contractId: contract.id, hostId: contract.hostId, tenantId: contract.tenantId, ordinal, opening: false, span, state: 'OPEN', dueAt: instantOf(span.toMs),
});
