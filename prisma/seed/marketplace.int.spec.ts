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
  await loadDemoWorld(app);
});
afterAll(async () => {
  await app?.close();
  await own?.close();
});

describe('the market of the demo world', () => {
  it('debug', async () => {
    const { tenants } = readWorld();
    const out: unknown[] = [];
    for (const tenant of tenants) {
      const acting = actingFor(organisationId(tenant.name));
      const [request] = await app.get(Requests).page(acting, { own: true }, 1, null);
      if (!request) throw new Error(tenant.name);
      const begun = performance.now();
      const { matches, nearMisses } = await app.get(Database).read(acting, () => app.get(Matches).of(acting, request));
      const ms = Math.round(performance.now() - begun);
      const expected = ((tenant as unknown as { seedMatches: { siteId: string }[] }).seedMatches ?? []).map((each) => each.siteId);
      const names = new Map(readWorld().sites.map((site) => [siteId(site.id), site.id]));
      out.push({ t: tenant.id, ms, expected, got: matches.map(({ listing, price }) => [names.get(listing.siteId), price.perItKwh.slice(0, 6), price.perGpuHour?.slice(0, 5)].join(' ')), near: nearMisses.map(({ listing, relaxations }) => `${names.get(listing.siteId)}: ${relaxations.map(({ criterion, from, to }) => `${criterion} ${from}→${to}`).join('; ')}`) });
    }
    console.log(JSON.stringify(out, null, 1));
  });
});
