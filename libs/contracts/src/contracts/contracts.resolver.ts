import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { OrganisationObject, organisationObject, Organisations } from '@busbar/organisations';
import { ActionObject, type Connection, CurrentActor, Database, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { contractPolicy } from '../domain/contract-policy';
import type { Language } from '../domain/contract-terms';
import { consent } from '../domain/signing';
import { ContractActions } from './contract-actions.service';
import {
  changeOf, ConfirmSecurityInput, ContractConnection, ContractObject, contractObject, ContractsArgs, ContractTermsObject, ContractVersionObject, contractVersionObject, LanguageEnum, ReviseContractInput,
  SigningConsentObject, WithdrawContractInput,
} from './contracts.graphql';
import { Contracts } from './contracts.service';
import { Revision } from './revision.service';
import { Withdrawal } from './withdrawal.service';

@Resolver(() => ContractObject)
export class ContractsResolver {
  constructor(
    private readonly contracts: Contracts,
    private readonly revision: Revision,
    private readonly withdrawal: Withdrawal,
    private readonly available: ContractActions,
    private readonly organisations: Organisations,
    private readonly database: Database,
  ) {}

  @Right(contractPolicy.read)
  @Query(() => ContractObject, { name: 'contract', description: 'One contract, for its parties and staff. NOT_FOUND also for a contract of others.' })
  async one(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<ContractObject> {
    return contractObject(await this.contracts.get(actor, id));
  }

  @Right(contractPolicy.read)
  @Query(() => ContractConnection, { name: 'contracts', description: "The viewer's contracts, newest first. Staff see all." })
  async page(@CurrentActor() actor: Actor, @Args() args: ContractsArgs): Promise<Connection<ContractObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 1)?.[0];
    const contracts = await this.contracts.page(actor, { states: args.states ?? undefined }, first, typeof after === 'string' ? after : null);
    return toConnection(contracts.map(contractObject), first, ({ id }) => encodeCursor([id]));
  }

  @Right(contractPolicy.revise)
  @Mutation(() => ContractObject, { description: 'Settles in a draft what the proposal left open, as a new version. By either side.' })
  async reviseContract(@CurrentActor() actor: Actor, @Args('input') input: ReviseContractInput): Promise<ContractObject> {
    return contractObject(await this.revision.revise(actor, input.contractId, changeOf(input)));
  }

  @Right(contractPolicy.withdraw)
  @Mutation(() => ContractObject, { description: 'Gives up a contract by which nobody is bound yet, and frees its capacity. By either side.' })
  async withdrawContract(@CurrentActor() actor: Actor, @Args('input') input: WithdrawContractInput): Promise<ContractObject> {
    return contractObject(await this.withdrawal.withdraw(actor, input.contractId, input.reason));
  }

  @Right(contractPolicy.confirmSecurity)
  @Mutation(() => ContractObject, { description: 'Notes a security that came outside the platform; the signed contract takes effect. Staff only.' })
  async confirmSecurity(@CurrentActor() actor: Actor, @Args('input') input: ConfirmSecurityInput): Promise<ContractObject> {
    return contractObject(await this.contracts.confirmSecurity(actor, input.contractId, input.evidence));
  }

  @ResolveField(() => OrganisationObject, { description: 'The side that delivers.' })
  host(@Parent() { contract }: ContractObject): Promise<OrganisationObject | null> {
    return this.organisation(contract.hostId);
  }

  @ResolveField(() => OrganisationObject, { description: 'The side that uses and pays.' })
  tenant(@Parent() { contract }: ContractObject): Promise<OrganisationObject | null> {
    return this.organisation(contract.tenantId);
  }

  @ResolveField(() => ContractTermsObject, { description: 'The terms of the current version.' })
  async terms(@Parent() { contract }: ContractObject): Promise<ContractTermsObject | undefined> {
    return (await this.current(contract.versionId))?.terms;
  }

  @ResolveField(() => [ContractVersionObject], { description: 'All versions, oldest first.' })
  async versions(@Parent() { contract }: ContractObject): Promise<ContractVersionObject[]> {
    const versions = await this.database.loader('contracts.versionsOf', (ids) => this.contracts.versions(ids)).load(contract.id);
    return (versions ?? []).map(contractVersionObject);
  }

  @ResolveField(() => String, { description: 'The document of the current version. The one in the language of the terms is what the hash is of; the other is a courtesy translation.' })
  async document(@Parent() { contract }: ContractObject, @Args('language', { type: () => LanguageEnum, nullable: true, description: 'The language of the terms unless said.' }) language: Language | null): Promise<string> {
    const current = await this.current(contract.versionId);
    return current ? this.contracts.document(current.version, language ?? current.terms.language) : '';
  }

  @ResolveField(() => SigningConsentObject, { description: 'What a signatory agrees to.' })
  signingConsent(@Args('language', { type: () => LanguageEnum, defaultValue: 'en', description: 'The language of the text.' }) language: Language): SigningConsentObject {
    return { version: consent.version, text: consent.text[language] };
  }

  @ResolveField(() => [ActionObject], { description: 'What the viewer may do with it now, and why not.' })
  actions(@CurrentActor() actor: Actor, @Parent() { contract }: ContractObject): Promise<ActionObject[]> {
    return this.database.read(actor, () => this.available.of(actor, contract));
  }

  private async current(versionId: string): Promise<ContractVersionObject | null> {
    const version = await this.database.loader('contracts.versions', (ids) => this.contracts.versionsByIds(ids)).load(versionId);
    return version && contractVersionObject(version);
  }

  private async organisation(id: string): Promise<OrganisationObject | null> {
    const organisation = await this.database.loader('contracts.organisations', (ids) => this.organisations.byIds(ids)).load(id);
    return organisation && organisationObject(organisation);
  }
}
