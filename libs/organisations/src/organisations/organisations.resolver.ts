import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { type Connection, CurrentActor, Right } from '@busbar/platform';
import { organisationPolicy } from '../domain/organisation-policy';
import { OrganisationConnection, OrganisationObject, organisationObject, OrganisationsArgs, VerifyOrganisationInput } from './organisations.graphql';
import { Organisations } from './organisations.service';

@Resolver(() => OrganisationObject)
export class OrganisationsResolver {
  constructor(private readonly organisations: Organisations) {}

  @Right(organisationPolicy.see)
  @Query(() => OrganisationObject, { description: 'One organisation: the own one, or any for staff.' })
  async organisation(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<OrganisationObject> {
    return organisationObject(await this.organisations.get(actor, id));
  }

  @Right(organisationPolicy.list)
  @Query(() => OrganisationConnection, { name: 'organisations', description: 'All organisations, in the order of registration. Staff only.' })
  async page(@CurrentActor() actor: Actor, @Args() args: OrganisationsArgs): Promise<Connection<OrganisationObject>> {
    const page = await this.organisations.list(actor, args);
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ cursor, node: organisationObject(node) })) };
  }

  @Right(organisationPolicy.verify)
  @Mutation(() => OrganisationObject, { description: 'Marks an organisation as verified (KYB). Staff only; never their own.' })
  async verifyOrganisation(@CurrentActor() actor: Actor, @Args('input') input: VerifyOrganisationInput): Promise<OrganisationObject> {
    return organisationObject(await this.organisations.verify(actor, input.organisationId, input.evidence));
  }
}
