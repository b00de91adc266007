import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { Organisations } from '@busbar/organisations';
import type { Contract } from '../domain/contract';
import { affiliationRefusal } from '../domain/contract-policy';
import type { ReviewerNotIndependentError } from '../domain/contract.errors';

/** Four eyes as far as memberships tell, whichever organisation the reviewer acts for. */
@Injectable()
export class Independence {
  constructor(private readonly organisations: Organisations) {}

  /** Joins the caller's scope. */
  async refusal(actor: Actor, contract: Contract): Promise<ReviewerNotIndependentError | null> {
    return actor.personId === null ? null : affiliationRefusal(contract, await this.organisations.organisationIdsOf(actor.personId));
  }

  /** Throws what `refusal` answers. */
  async require(actor: Actor, contract: Contract): Promise<void> {
    const refusal = await this.refusal(actor, contract);
    if (refusal) throw refusal;
  }
}
