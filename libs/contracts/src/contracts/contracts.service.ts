import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type Instant, invariant } from '@busbar/kernel';
import { Clock, Database } from '@busbar/platform';
import { contractPolicy } from '../domain/contract-policy';
import { documentText } from '../domain/contract-document';
import type { Contract } from '../domain/contract';
import type { ContractTerms, Language } from '../domain/contract-terms';
import type { Tranche } from '../domain/handover';
import { TranchesRepository } from '../handover/tranches.repository';
import { ContractMoves } from './contract-moves.service';
import { type ContractFilter, ContractsRepository, type ContractVersion } from './contracts.repository';

/** A contract that is billed, with the version in force and its tranches. */
export interface ContractInForce {
  readonly contract: Contract;
  readonly version: ContractVersion;
  readonly tranches: readonly Tranche[];
}

/** Reading contracts, and the moves that belong to no other feature. */
@Injectable()
export class Contracts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly contracts: ContractsRepository,
    private readonly tranchesOf: TranchesRepository,
    private readonly moves: ContractMoves,
  ) {}

  /** Throws NOT_FOUND for what is not there and for what the actor may not see, alike. */
  get(actor: Actor, id: string): Promise<Contract> {
    return this.database.read(actor, () => this.contracts.get(actor, id));
  }

  /** For contexts above, whose own rows name the contract; sight is their question. Joins the caller's scope. */
  byIds(ids: readonly string[]): Promise<Map<string, Contract>> {
    return this.contracts.byIds(ids);
  }

  /** The contracts that came of proposals, by the proposal's id. Joins the caller's scope. */
  ofProposals(proposalIds: readonly string[]): Promise<Map<string, Contract>> {
    return this.contracts.ofProposals(proposalIds);
  }

  /** Newest first, one more than `first`. */
  page(actor: Actor, filter: ContractFilter, first: number, after: string | null): Promise<Contract[]> {
    return this.database.read(actor, () => this.contracts.page(actor, filter, first, after));
  }

  /** The version in force at `at` (business time, now by default); before any is, the current one. Joins the caller's scope. */
  async termsOf(contractId: string, at: Instant = this.clock.now()): Promise<ContractTerms> {
    return (await this.versionAt(contractId, at)).terms;
  }

  /** As `termsOf`, with the version's id and hash, which a bill pins. */
  async versionAt(contractId: string, at: Instant = this.clock.now()): Promise<ContractVersion> {
    const inForce = (await this.contracts.inForceAt([contractId], at)).get(contractId);
    const version = inForce ?? (await this.contracts.versionsOf([contractId])).get(contractId)?.at(-1);
    invariant(version, `Contract ${contractId} has no version.`);
    return version;
  }

  /** Every version by its id. Joins the caller's scope. */
  versionsByIds(ids: readonly string[]): Promise<Map<string, ContractVersion>> {
    return this.contracts.versionsByIds(ids);
  }

  /** Versions of each contract, oldest first. Joins the caller's scope. */
  versions(contractIds: readonly string[]): Promise<Map<string, ContractVersion[]>> {
    return this.contracts.versionsOf(contractIds);
  }

  /** Tranches of each contract, in its order. Joins the caller's scope. */
  tranches(contractIds: readonly string[]): Promise<Map<string, Tranche[]>> {
    return this.tranchesOf.ofContracts(contractIds);
  }

  /** Tranches by id. Joins the caller's scope. */
  tranchesByIds(ids: readonly string[]): Promise<Map<string, Tranche>> {
    return this.tranchesOf.byIds(ids);
  }

  /** All contracts that are billed now, with the version in force. Joins the caller's scope. */
  async activeContracts(): Promise<ContractInForce[]> {
    const contracts = await this.contracts.inState(['ACTIVE']);
    const ids = contracts.map(({ id }) => id);
    const [versions, tranches] = [await this.contracts.inForceAt(ids, this.clock.now()), await this.tranchesOf.ofContracts(ids)];
    return contracts.map((contract) => {
      const version = versions.get(contract.id);
      invariant(version, `Active contract ${contract.id} has no version in force.`);
      return { contract, version, tranches: tranches.get(contract.id) ?? [] };
    });
  }

  /** The document in a language. The one in the language of the terms is what is signed. */
  document(version: ContractVersion, language: Language): string {
    return documentText({ contractId: version.contractId, versionNumber: version.number }, version.terms, language);
  }

  /** Staff note a security that came outside the platform, such as a letter of credit. */
  async confirmSecurity(actor: Actor, contractId: string, evidence: string): Promise<Contract> {
    authorise(contractPolicy.confirmSecurity, actor, undefined);
    return this.securityReceived(actor, contractId, evidence);
  }

  /**
   * The security has been received: the contract takes effect. Called by the context that receives it, in its transaction.
   * A second notice changes nothing.
   */
  securityReceived(actor: Actor, contractId: string, evidence: string): Promise<Contract> {
    return this.database.transaction(actor, async () => {
      const contract = await this.moves.load(actor, contractId);
      if ((await this.contracts.securityReceivedAt(contractId)) !== null) return contract;
      return this.takeEffect(contract, evidence);
    });
  }

  /** From here on the version is in force, and handovers may be accepted. */
  async takeEffect(contract: Contract, evidence: string): Promise<Contract> {
    const now = this.clock.now();
    if (contract.securityRequired) await this.contracts.noteSecurity(contract.id, now);
    const effective = await this.moves.perform(contract, 'takeEffect', { evidence });
    await this.contracts.putInForce(effective, now);
    return effective;
  }
}
