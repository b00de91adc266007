import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, organisationKinds, type OrganisationKind } from '@busbar/kernel';
import { ConnectionArgs, connectionType, enumOf, InstantScalar } from '@busbar/platform';
import type { Organisation } from '../domain/organisation';

export const OrganisationKindEnum = enumOf(organisationKinds);
registerEnumType(OrganisationKindEnum, {
  name: 'OrganisationKind', description: 'What an organisation does here; one may be host and tenant.',
  valuesMap: { HOST: { description: 'Owns sites and sells capacity.' }, TENANT: { description: 'Buys power and GPU capacity.' }, STAFF: { description: 'Runs the marketplace.' } },
});

@ObjectType('Organisation', { description: 'A legal entity: host, tenant or staff.' })
export class OrganisationObject {
  @Field(() => ID)
  readonly id!: string;

  @Field({ description: 'The legal name.' })
  readonly name!: string;

  @Field({ description: 'ISO 3166-1 alpha-2 code of the country of registration.' })
  readonly country!: string;

  @Field(() => [OrganisationKindEnum], { description: 'What it does here.' })
  readonly kinds!: readonly OrganisationKind[];

  @Field({ description: 'Whether staff have verified it.' })
  readonly verified!: boolean;

  @Field(() => InstantScalar, { nullable: true, description: 'When staff verified it.' })
  readonly verifiedAt!: Instant | null;

  @Field({ description: 'True for the companies of the demo world, none of which exists.' })
  readonly fictional!: boolean;
}

/** What anyone who deals with an organisation may know of it. */
export const organisationObject = (organisation: Organisation): OrganisationObject => ({
  id: organisation.id, name: organisation.name, country: organisation.country, kinds: organisation.kinds, verified: organisation.verifiedAt !== null, verifiedAt: organisation.verifiedAt, fictional: organisation.fictional,
});

export const OrganisationConnection = connectionType(OrganisationObject, 'Organisation');

@ArgsType()
export class OrganisationsArgs extends ConnectionArgs {
  @Field(() => Boolean, { nullable: true, description: 'Only verified, or only unverified ones.' })
  readonly verified?: boolean | null;
}

@InputType({ description: 'The verification of an organisation.' })
export class VerifyOrganisationInput {
  @Field(() => ID)
  readonly organisationId!: string;

  @Field({ description: 'What the verification rests on: register extract, owners, screening.' })
  readonly evidence!: string;
}
