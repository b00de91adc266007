import { Injectable } from '@nestjs/common';
import type { Actor, DomainError } from '@busbar/kernel';
import type { ActionObject } from '@busbar/platform';
import { type Contract, type ContractCommand, contractCommands } from '../domain/contract';
import { TrancheAlreadyAcceptedError } from '../domain/contract.errors';
import { refusalToAct } from '../domain/contract-policy';
import { approvalRefusal } from '../domain/review';
import { TranchesRepository } from '../handover/tranches.repository';
import { Independence } from '../reviews/independence.service';
import { ReviewsRepository } from '../reviews/reviews.repository';

/** What the viewer may ask of a contract now: lifecycle ∩ policy ∩ what the checklist and the tranches say. */
@Injectable()
export class ContractActions {
  constructor(private readonly reviews: ReviewsRepository, private readonly tranches: TranchesRepository, private readonly independence: Independence) {}

  /** Joins the caller's scope. */
  async of(actor: Actor, contract: Contract): Promise<ActionObject[]> {
    const actions: ActionObject[] = [];
    for (const name of contractCommands) {
      const refusal = refusalToAct(name, actor, contract) ?? (await this.refusalByFacts(name, actor, contract));
      actions.push({ name, allowed: refusal === null, refusal: refusal && { code: refusal.code, message: refusal.message } });
    }
    return actions;
  }

  /** Asked only where right and state admit the command. */
  private async refusalByFacts(command: ContractCommand, actor: Actor, contract: Contract): Promise<DomainError | null> {
    if (command === 'requestChanges') return this.independence.refusal(actor, contract);
    if (command === 'approve') return (await this.independence.refusal(actor, contract)) ?? approvalRefusal(contract, (await this.reviews.openOf(contract.id)).items);
    if (command !== 'acceptHandover') return null;
    const tranches = (await this.tranches.ofContracts([contract.id])).get(contract.id) ?? [];
    const [first] = tranches;
    return first && tranches.every(({ acceptedAt }) => acceptedAt !== null) ? new TrancheAlreadyAcceptedError({ trancheId: first.id }) : null;
  }
}
