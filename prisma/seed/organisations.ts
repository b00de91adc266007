/** Who lives in the demo world: the operators of its sites, its tenants, and staff, each with a person who may sign. */
import { hash } from '@node-rs/argon2';
import type { OrganisationKind } from '@busbar/kernel';
import { demoId, slugOf, timeColumn, type World } from './world';

/** The one password of every demo sign-in. It exists in the demo world only, which is never loaded in production. */
const demoPassword = 'busbar-demo';

/** The three sign-ins that the first page offers. */
export const demoSignIns = [
  { role: 'host', email: 'host@busbar.example', password: demoPassword },
  { role: 'tenant', email: 'tenant@busbar.example', password: demoPassword },
  { role: 'staff', email: 'staff@busbar.example', password: demoPassword },
] as const;

/** The organisations behind the three: the host of the site at Hearne, the tenant with the first request, and staff. */
const roleOf: Readonly<Record<string, { readonly email: string; readonly person: string }>> = {
  'larkspur-digital-power': { email: 'host@busbar.example', person: 'Robin Larkspur' },
  'meridian-loom-ai': { email: 'tenant@busbar.example', person: 'Mika Loom' },
  busbar: { email: 'staff@busbar.example', person: 'Sasha Rail' },
};

interface Resident {
  readonly name: string;
  readonly country: string;
  readonly kinds: OrganisationKind[];
  readonly verified: boolean;
}

/** The id of a demo organisation by its name. */
export const organisationId = (name: string): string => demoId('organisation', slugOf(name));

export async function organisations(world: World): Promise<void> {
  const residents = [...hostsOf(world), ...tenantsOf(world), { name: 'Busbar', country: 'US', kinds: ['STAFF'] as OrganisationKind[], verified: true }];
  // argon2id at the same cost as real passwords; one hash for all, so that loading stays quick.
  const passwordHash = await hash(demoPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  const verifiedAt = timeColumn(world.asOf.subtract({ hours: 24 * 160 }));
  await world.together(async (client) => {
    await client.organisation.createMany({
      skipDuplicates: true,
      data: residents.map(({ name, country, kinds, verified }) => ({
        id: organisationId(name), name, country, kinds, fictional: true,
        ...(verified ? { verifiedAt, verifiedBy: 'Sasha Rail', verification: 'Register extract, beneficial owners and screening of the demo world' } : {}),
      })),
    });
    const people = residents.flatMap(peopleOf);
    await client.person.createMany({ skipDuplicates: true, data: people.map(({ id, email, name }) => ({ id, email, name, passwordHash, demo: demoSignIns.some((signIn) => signIn.email === email) })) });
    await client.membership.createMany({
      skipDuplicates: true,
      data: people.map(({ id, organisationId: organisation, role, signatory, email }) => ({ id: demoId('membership', email), organisationId: organisation, personId: id, role, signatory })),
    });
  });
}

function peopleOf({ name }: Resident) {
  const slug = slugOf(name);
  const organisation = organisationId(name);
  const known = roleOf[slug];
  const owner = { email: known?.email ?? `owner@${slug}.example`, name: known?.person ?? `Owner of ${name}`, role: 'OWNER' as const, signatory: true };
  const others = slug === 'busbar' ? [{ email: 'reviewer@busbar.example', name: 'Noor Beam', role: 'ADMIN' as const, signatory: false }] : [];
  return [owner, ...others].map((person) => ({ ...person, id: demoId('person', person.email), organisationId: organisation }));
}

function hostsOf(world: World): Resident[] {
  const hosts = new Map<string, Resident>();
  for (const { operator: name, location, listingStatus } of world.sites) {
    const before = hosts.get(name);
    hosts.set(name, { name, country: before?.country ?? location.country, kinds: ['HOST'], verified: (before?.verified ?? false) || listingStatus === 'published' });
  }
  return [...hosts.values()];
}

const tenantsOf = (world: World): Resident[] =>
  world.tenants.map(({ name, hqCountry: country, kyb }) => ({ name, country, kinds: ['TENANT'], verified: kyb.status === 'expected_pass' }));
