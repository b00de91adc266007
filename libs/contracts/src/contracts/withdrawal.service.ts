import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { Clock, Database } from '@busbar/platform';
import type { Contract } from '../domain/contract';
import { requireToAct } from '../domain/contract-policy';
import { requireReason } from '../domain/review';
import { TranchesRepository } from '../handover/tranches.repository';
import { ReviewsRepository } from '../reviews/reviews.repository';
import { ContractMoves } from './contract-moves.service';

/** Ends a contract by which nobody is bound yet. */
@Injectable()
export class Withdrawal {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly moves: ContractMoves,
    private readonly reviews: ReviewsRepository,
    private readonly tranches: TranchesRepository,
    private readonly capacity: CapacityLedger,
  ) {}

  /** By either party, with a reason that both sides see; frees the capacity and abandons the review under way. */
  withdraw(actor: Actor, contractId: string, said: string): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      requireToAct('withdraw', actor, contract);
      const reason = requireReason(said);
      const review = (await this.reviews.ofContracts([contractId])).get(contractId)?.find(({ state }) => state === 'OPEN');
      if (review) await this.reviews.decide({ ...review, state: 'ABANDONED', decidedById: actor.personId, decidedByName: actor.personName, decidedAt: this.clock.now(), reason });
      for (const tranche of (await this.tranches.ofContracts([contractId])).get(contractId) ?? []) await this.capacity.release(actor, tranche.reservationId, 'CONTRACT_WITHDRAWN');
      return this.moves.perform(contract, 'withdraw', { reason });
    });
  }
}
