import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { Clock, type EventData, Outbox } from '@busbar/platform';
import type { Contract, ContractAction } from '../domain/contract';
import { move } from '../domain/contract-lifecycle';
import { ContractsRepository } from './contracts.repository';

/** The one way in which a contract changes its state: decide, save, announce. */
@Injectable()
export class ContractMoves {
  constructor(private readonly contracts: ContractsRepository, private readonly clock: Clock, private readonly outbox: Outbox) {}

  /** Reads a contract for a command; two commands on one contract follow each other. Throws NOT_FOUND for strangers. */
  load(actor: Actor, contractId: string): Promise<Contract> {
    return this.contracts.lock(actor, contractId);
  }

  /** Moves by the lifecycle table. `more` is added to what is announced. */
  async perform(contract: Contract, action: ContractAction, more: EventData = {}): Promise<Contract> {
    const [moved, { from, to }] = move(contract, action, this.clock.now());
    const saved = await this.contracts.save(moved);
    await this.announce(saved, 'contract.moved', { action, from, to, ...more });
    return saved;
  }

  /** Announces what happened to a contract; the event is the audit trail's row. */
  async announce({ id, hostId, tenantId, versionId }: Contract, type: string, data: EventData): Promise<void> {
    await this.outbox.publish({ type, subject: id, organisations: [hostId, tenantId], data: { hostId, tenantId, versionId, ...data } });
  }
}
