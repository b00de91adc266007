/** The people of the demo world who act in its story: those behind the sign-ins, and the second pair of eyes among staff. */
import type { Actor, OrganisationKind } from '@busbar/kernel';
import { organisationId } from './organisations';
import { demoId } from './world';

const person = (personName: string, email: string, organisation: string, kind: OrganisationKind, signatory: boolean): Actor => ({
  kind: 'PERSON', personId: demoId('person', email), personName, organisationId: organisationId(organisation), organisationKinds: [kind], role: signatory ? 'OWNER' : 'ADMIN', signatory, scopes: 'ALL', credentialId: null,
});

export const host = person('Robin Larkspur', 'host@busbar.example', 'Larkspur Digital Power', 'HOST', true);
export const tenant = person('Mika Loom', 'tenant@busbar.example', 'Meridian Loom AI', 'TENANT', true);
export const staff = person('Sasha Rail', 'staff@busbar.example', 'Busbar', 'STAFF', true);
export const reviewer = person('Noor Beam', 'reviewer@busbar.example', 'Busbar', 'STAFF', false);
/** A tenant of the demo world by its name, acting through its owner. */
export const ownerOf = (name: string, slug: string): Actor => person(`Owner of ${name}`, `owner@${slug}.example`, name, 'TENANT', true);
