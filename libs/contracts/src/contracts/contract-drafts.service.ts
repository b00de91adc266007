import { Injectable } from '@nestjs/common';
import { type Actor, parseDate, parseKw } from '@busbar/kernel';
import { Clock, FileStore, newId } from '@busbar/platform';
import type { Contract } from '../domain/contract';
import { documentText } from '../domain/contract-document';
import { type ContractTerms, requiresSecurity } from '../domain/contract-terms';
import type { Tranche } from '../domain/handover';
import { TranchesRepository } from '../handover/tranches.repository';
import { ContractsRepository, type ContractVersion } from './contracts.repository';

/** Whom a draft is between and what it came from. */
export interface DraftOf {
  readonly id: string;
  readonly proposalId: string;
  readonly terms: ContractTerms;
  /** By the tranche's id. */
  readonly reservations: ReadonlyMap<string, string>;
}

/** Writes versions: terms, their document by its hash, and what of them the rows repeat. Joins the caller's transaction. */
@Injectable()
export class ContractDrafts {
  constructor(
    private readonly clock: Clock,
    private readonly contracts: ContractsRepository,
    private readonly tranches: TranchesRepository,
    private readonly files: FileStore,
  ) {}

  /** A new contract in DRAFT with its first version and its tranches. */
  async write(actor: Actor, { id, proposalId, terms, reservations }: DraftOf): Promise<Contract> {
    const version = await this.version(actor, id, 1, terms);
    const contract: Contract = {
      id, proposalId, hostId: terms.host.organisationId, tenantId: terms.tenant.organisationId, state: 'DRAFT', revision: 1, signatures: [], draftedAt: version.writtenAt,
      ...currentOf(version), authorIds: version.authorId === null ? [] : [version.authorId],
    };
    await this.contracts.insert(contract, version);
    await this.tranches.insert(terms.tranches.map((tranche, index) => trancheOf(contract, tranche, index + 1, reservations.get(tranche.id) ?? '')));
    return contract;
  }

  /** The next version of a draft, which takes the place of the one before. */
  async rewrite(actor: Actor, contract: Contract, terms: ContractTerms): Promise<Contract> {
    const version = await this.version(actor, contract.id, contract.versionNumber + 1, terms);
    await this.contracts.insertVersion(contract, version);
    for (const tranche of terms.tranches) await this.tranches.saveRentStart(tranche.id, parseDate(tranche.rentStart));
    return this.contracts.save({ ...contract, ...currentOf(version), signatures: [], authorIds: version.authorId === null ? [] : [version.authorId] });
  }

  private async version(actor: Actor, contractId: string, number: number, terms: ContractTerms): Promise<ContractVersion> {
    const document = documentText({ contractId, versionNumber: number }, terms, terms.language);
    const { sha256 } = await this.files.put(Buffer.from(document, 'utf8'), 'text/plain; charset=utf-8');
    return { id: newId('version'), contractId, number, terms, sha256, authorId: actor.personId, authorName: actor.personName, writtenAt: this.clock.now() };
  }
}

/** What the contract's row repeats of its current version. */
const currentOf = ({ id, number, sha256, terms }: ContractVersion) => ({
  versionId: id, versionNumber: number, sha256, zone: terms.zone, currency: terms.currency, start: parseDate(terms.start), end: parseDate(terms.end), securityRequired: requiresSecurity(terms),
});

const trancheOf = (contract: Contract, terms: ContractTerms['tranches'][number], ordinal: number, reservationId: string): Tranche => ({
  id: terms.id, contractId: contract.id, hostId: contract.hostId, tenantId: contract.tenantId, ordinal, siteId: terms.siteId, hallId: terms.hallId, clusterId: terms.clusterId, powerW: parseKw(terms.kw),
  gpus: terms.gpus, gpuModel: terms.gpuModel, start: parseDate(terms.start), end: parseDate(terms.end), contractRentStart: parseDate(terms.rentStart), rentStart: null, acceptedAt: null, acceptedById: null,
  reservationId,
});
