/** What a caller without a session sees of the demo world: what is published to all, and nothing beside it. */
import type { DemoApi } from './demo-api';

type Page = { readonly edges: readonly { readonly node: { readonly id: string; readonly state: string; readonly completeness: unknown; readonly actions: readonly { readonly allowed: boolean }[] } }[] };

const listings = (rest = ''): string => `{ listings(first: 100${rest}) { edges { node { id state completeness { __typename } actions { name allowed } } } } }`;

/** Comes last over its world: it hides some of what is published. */
export function visitor(api: () => DemoApi): void {
  const nodes = async (query: string): Promise<readonly Page['edges'][number]['node'][]> => ((await api().anonymous.field(query)) as Page).edges.map(({ node }) => node);
  const count = async (where: string): Promise<number> => Number(await api().one(`select count(*) from listing where ${where}`));

  it('sees every offer that is published to all, may do nothing with it, and nothing of what its host alone reads', async () => {
    const seen = await nodes(listings());
    expect(seen).toHaveLength(await count(`state = 'PUBLISHED' and visible_to = '{}'`));
    expect(new Set(seen.map(({ state, completeness }) => `${state} ${String(completeness)}`))).toEqual(new Set(['PUBLISHED null']));
    expect(seen.flatMap(({ actions }) => actions).filter(({ allowed }) => allowed)).toEqual([]);
  });

  it('sees no draft, no offer that is addressed to somebody, and none that was paused, however it asks', async () => {
    const [draft, addressed, paused] = (await nodes(listings())).map(({ id }) => id);
    await api().sql.query(`update listing set state = 'DRAFT', published_at = null where id = $1`, [draft]);
    await api().sql.query('update listing set visible_to = array[$2] where id = $1', [addressed, api().tenant.organisationId]);
    await api().sql.query(`update listing set state = 'PAUSED' where id = $1`, [paused]);
    const hidden = [draft, addressed, paused];
    for (const filter of ['', ', filter: { own: true }', ', filter: { states: [DRAFT, PAUSED] }', ', filter: { states: [DRAFT, PAUSED, PUBLISHED], own: true }']) {
      expect((await nodes(listings(filter))).filter(({ id }) => hidden.includes(id))).toEqual([]);
    }
    for (const id of hidden) expect(await api().anonymous.refusal(`{ listing(id: "${id}") { id } }`)).toBe('NOT_FOUND');
    expect(await api().tenant.field(`{ listing(id: "${addressed}") { id } }`)).toEqual({ id: addressed });
  });

  it('sees a verified site with its halls, and none of its claims, conflicts and bookings over time', async () => {
    const id = await api().one(`select site_id from tranche limit 1`);
    const site = await api().anonymous.field(`{ site(id: "${id}") { name halls { name critical { kw } } reservations { id } conflicts { at } } }`);
    expect(site).toMatchObject({ name: expect.any(String), halls: expect.arrayContaining([expect.objectContaining({ name: expect.any(String) })]), reservations: null, conflicts: null });
    const period = 'from: "2027-01-01T00:00:00Z", to: "2028-01-01T00:00:00Z"';
    expect(await api().anonymous.refusal(`{ site(id: "${id}") { halls { availability(${period}) { least } } } }`)).toBe('NOT_SIGNED_IN');
    expect(await api().tenant.field(`{ site(id: "${id}") { halls { availability(${period}) { least } } } }`)).toMatchObject({ halls: expect.any(Array) });
  });

  it('does not see a site that nobody has verified', async () => {
    const id = await api().one('select id from site order by name limit 1');
    await api().sql.query('update site set verified_at = null, verified_until = null where id = $1', [id]);
    expect(await api().anonymous.refusal(`{ site(id: "${id}") { name } }`)).toBe('NOT_FOUND');
  });

  it('is shown the published prices, and asked to sign in for prices under assumptions of its own', async () => {
    const query = (assumptions: string): string => `{ listings(first: 1) { edges { node { prices${assumptions} { perItKwh } } } } }`;
    expect(await api().anonymous.field(query(''))).toMatchObject({ edges: [{ node: { prices: { perItKwh: expect.any(String) } } }] });
    expect(await api().anonymous.refusal(query('(assumptions: { loadFactor: "0.6" })'))).toBe('NOT_SIGNED_IN');
    expect(await api().tenant.field(query('(assumptions: { loadFactor: "0.6" })'))).toMatchObject({ edges: [{ node: { prices: { perItKwh: expect.any(String) } } }] });
  });

  it('is asked to sign in for everything that belongs to a deal, and for the lists that only a dealer needs', async () => {
    const page = '(first: 1) { edges { node { id } } }';
    const site = await api().one('select id from site limit 1');
    const asked = [`contracts${page}`, `requests${page}`, `proposals${page}`, `invoices${page}`, `meters${page}`, `sites${page}`, `organisations${page}`, 'paymentMethods { id }', 'payoutAccount { bankLabel }', `siteEconomics(siteId: "${site}") { siteId }`];
    const codes = await Promise.all(asked.map(async (field) => [field, await api().anonymous.refusal(`{ ${field} }`)] as const));
    expect(codes).toEqual(asked.map((field) => [field, 'NOT_SIGNED_IN']));
  });

  it('is held to the limits that hold for everybody', async () => {
    expect(await api().anonymous.refusal('{ listings(first: 101) { edges { node { id } } } }')).toBe('INPUT_INVALID');
    const many = Array.from({ length: 40 }, (_, index) => `a${index}: listings(first: 100) { edges { node { site { halls { critical { kw } } } } } }`).join('\n');
    expect(await api().anonymous.refusal(`{ ${many} }`)).toBe('OPERATION_TOO_LARGE');
    expect(await api().anonymous.refusal('{ __schema { queryType { name } } }')).toBe('NOT_SIGNED_IN');
  });
}
