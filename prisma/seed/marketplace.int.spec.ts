import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Matches, Requests } from '@busbar/marketplace';
import { Database } from '@busbar/platform';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import { siteId } from './capacity';
import { DemoModule } from './demo.module';
import { loadDemoWorld } from './index';
import { organisationId } from './organisations';
import { actingFor, readWorld } from './world';

let own: TestDatabase;
let app: INestApplicationContext;

beforeAll(async () => {
  own = await aDatabase();
  app = await NestFactory.createApplicationContext(DemoModule.with({ NODE_ENV: 'test', DATABASE_URL: own.url, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'error' }), { logger: false });
  // Told from its own day on: the market alone, without the deals of the months before.
  await loadDemoWorld(app, { asOf: readWorld().asOf });
}, 120_000);
afterAll(async () => {
  await app?.close();
  await own?.close();
});

const names = new Map(readWorld().sites.map((site) => [siteId(site.id), site.id]));

/** What the tenant's own request finds, by the site's id in the data file. */
async function foundFor(tenantId: string) {
  const tenant = readWorld().tenants.find(({ id }) => id === tenantId);
  if (!tenant) throw new Error(`Nobody is called ${tenantId}.`);
  const acting = actingFor(organisationId(tenant.name));
  const [request] = await app.get(Requests).page(acting, { own: true }, 1, null);
  if (!request) throw new Error(`${tenant.name} asks for nothing.`);
  const { matches, nearMisses } = await app.get(Database).read(acting, () => app.get(Matches).of(acting, request));
  return { matches: matches.map(({ listing }) => names.get(listing.siteId)).sort(), nearMisses: nearMisses.map(({ listing, relaxations }) => ({ site: names.get(listing.siteId), relaxations })) };
}

describe('the market of the demo world', () => {
  it.each([
    ['t-meridian-loom', ['tx-big-spring']], ['t-quillwright', ['bc-kitimat', 'tx-hearne']], ['t-sanita-lumen', ['it-sondrio']], ['t-pixelforge', ['nd-williston']], ['t-helvion', ['ny-ogdensburg']],
    ['t-tessera', ['fi-kajaani']], ['t-northwind-sov', ['bc-kitimat']], ['t-kestrel', ['wa-ephrata']], ['t-aldebaran', ['bc-kitimat', 'tx-beeville']], ['t-verdant-flex', ['tx-mccamey']],
    ['t-ondina', ['no-mo-i-rana']], ['t-lingua-pubblica', ['fi-kajaani', 'se-solleftea']], ['t-sable', ['la-bastrop', 'ny-dunkirk']], ['t-zephyr', ['fi-kajaani', 'is-reykjanes', 'it-sondrio']],
    ['t-dragonfly', ['ae-abu-dhabi']],
  ])('serves %s from %j', async (tenantId, sites) => {
    expect((await foundFor(tenantId)).matches).toEqual(sites);
  });

  it('tells who asks for sixty megawatts at 26 cents that the escalator makes it 26.85 over ten years', async () => {
    const { matches, nearMisses } = await foundFor('t-cobalt');
    expect(matches).toEqual([]);
    expect(nearMisses[0]).toMatchObject({ site: 'tx-big-spring', relaxations: [{ criterion: 'PRICE', from: '0.26', to: '0.268486097741' }] });
  });
});
