import { Injectable } from '@nestjs/common';
import type { Actor } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Contract } from '../domain/contract';
import { requireToAct } from '../domain/contract-policy';
import { type DraftChange, revisedTerms } from '../domain/draft';
import { ContractDrafts } from './contract-drafts.service';
import { ContractMoves } from './contract-moves.service';
import { Contracts } from './contracts.service';

/** Settles in a draft what the proposal left open: a new version, never a changed one. */
@Injectable()
export class Revision {
  constructor(
    private readonly database: Database,
    private readonly moves: ContractMoves,
    private readonly contracts: Contracts,
    private readonly drafts: ContractDrafts,
  ) {}

  revise(actor: Actor, contractId: string, change: DraftChange): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      requireToAct('revise', actor, contract);
      const revised = await this.drafts.rewrite(actor, contract, revisedTerms(await this.contracts.termsOf(contractId), change));
      await this.moves.announce(revised, 'contract.revised', { number: revised.versionNumber, sha256: revised.sha256 });
      return revised;
    });
  }
}
