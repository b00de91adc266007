import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { Clock, Database } from '@busbar/platform';
import { ContractMoves } from '../contracts/contract-moves.service';
import type { Contract } from '../domain/contract';
import { requireToAct } from '../domain/contract-policy';
import { acceptTranche } from '../domain/handover';
import { TranchesRepository } from './tranches.repository';

/** A tranche becomes billable by its handover, not by a planned date. */
@Injectable()
export class Handover {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly moves: ContractMoves,
    private readonly tranches: TranchesRepository,
  ) {}

  /** The tenant accepts a tranche; the first acceptance makes the contract active. A stranger's tranche is NOT_FOUND. */
  accept(actor: Actor, trancheId: string): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const { contractId } = await this.tranches.get(actor, trancheId);
      const contract = await this.moves.load(actor, contractId);
      requireToAct('acceptHandover', actor, contract);
      const accepted = acceptTranche(await this.tranches.get(actor, trancheId), contract, actor.personId, this.clock.now());
      await this.tranches.saveAcceptance(accepted);
      await this.moves.announce(contract, 'contract.tranche.accepted', { trancheId, rentStart: String(accepted.rentStart) });
      return contract.state === 'EFFECTIVE' ? this.moves.perform(contract, 'commence', { trancheId }) : contract;
    });
  }
}
