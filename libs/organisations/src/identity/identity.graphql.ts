import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, memberRoles, type MemberRole, type OrganisationKind } from '@busbar/kernel';
import { ActionObject, enumOf, InstantScalar } from '@busbar/platform';
import { OrganisationKindEnum, OrganisationObject } from '../organisations/organisations.graphql';

export const MemberRoleEnum = enumOf(memberRoles);
registerEnumType(MemberRoleEnum, { name: 'MemberRole', description: 'What a member may do within an organisation.' });

@ObjectType('Person', { description: 'Somebody who signs in.' })
export class PersonObject {
  @Field(() => ID)
  readonly id!: string;

  @Field({ description: 'Full name.' })
  readonly name!: string;

  @Field({ description: 'E-mail address, shown to the person and to staff.' })
  readonly email!: string;
}

@ObjectType('Membership', { description: "A person's place in an organisation." })
export class MembershipObject {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => OrganisationObject, { description: 'The organisation.' })
  readonly organisation!: OrganisationObject;

  @Field(() => MemberRoleEnum, { description: 'The role in it.' })
  readonly role!: MemberRole;

  @Field({ description: 'Whether this member may sign contracts for it.' })
  readonly signatory!: boolean;
}

@ObjectType('Viewer', { description: 'Who asks, and for which organisation.' })
export class ViewerObject {
  @Field(() => PersonObject, { nullable: true, description: 'The person; null for API keys.' })
  readonly person!: PersonObject | null;

  @Field(() => MembershipObject, { nullable: true, description: 'The membership that is active on this request.' })
  readonly membership!: MembershipObject | null;

  @Field(() => [MembershipObject], { description: 'All memberships, for the workspace switcher.' })
  readonly memberships!: readonly MembershipObject[];

  @Field(() => [ActionObject], { description: 'What the viewer may create or see here, with the reason where not.' })
  readonly actions!: readonly ActionObject[];
}

@ObjectType('Session', { description: 'One sign-in on one device.' })
export class SessionObject {
  @Field(() => ID)
  readonly id!: string;

  @Field({ description: 'What the browser or script calls itself.' })
  readonly userAgent!: string;

  @Field({ description: 'The address it came from.' })
  readonly address!: string;

  @Field(() => InstantScalar, { description: 'When it began.' })
  readonly startedAt!: Instant;

  @Field(() => InstantScalar, { description: 'When it was last used, to the minute.' })
  readonly lastSeenAt!: Instant;

  @Field({ description: 'Whether it is the one of this request.' })
  readonly current!: boolean;
}

@InputType({ description: 'E-mail address and password.' })
export class SignInInput {
  @Field({ description: 'The e-mail address.' })
  readonly email!: string;

  @Field({ description: 'The password.' })
  readonly password!: string;
}

@InputType({ description: 'A door into the demo world.' })
export class SignInDemoInput {
  @Field(() => OrganisationKindEnum, { description: 'As whom to enter.' })
  readonly role!: OrganisationKind;
}

@InputType({ description: 'An organisation and its first person, who owns it and may sign for it.' })
export class RegisterOrganisationInput {
  @Field({ description: 'The legal name.' })
  readonly organisationName!: string;

  @Field({ description: 'ISO 3166-1 alpha-2 code of the country of registration.' })
  readonly country!: string;

  @Field(() => [OrganisationKindEnum], { description: 'HOST, TENANT or both. STAFF cannot be registered.' })
  readonly kinds!: readonly OrganisationKind[];

  @Field({ description: 'Full name of the person.' })
  readonly personName!: string;

  @Field({ description: 'E-mail address to sign in with.' })
  readonly email!: string;

  @Field({ description: 'At least 12 characters.' })
  readonly password!: string;
}

@InputType({ description: 'Which session to end.' })
export class RevokeSessionInput {
  @Field(() => ID)
  readonly sessionId!: string;
}
