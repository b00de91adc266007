export type { Organisation, Person } from './domain/organisation';
export { AuthenticationMiddleware } from './identity/authentication.middleware';
export { FreshProof } from './identity/fresh-proof.service';
export { MemberRoleEnum, PersonObject } from './identity/identity.graphql';
export { Sessions } from './identity/sessions.service';
export { OrganisationKindEnum, OrganisationObject, organisationObject } from './organisations/organisations.graphql';
export { Organisations } from './organisations/organisations.service';
export { OrganisationsModule } from './organisations.module';
