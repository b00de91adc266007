import { systemActor } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { Clock, Database } from '@busbar/platform';
import { aDatabase, type TestDatabase } from '@busbar/test-kit';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { hallId, siteId } from './capacity';
import { inReview, proposed, toSign } from './deals-under-way';
import { DemoModule } from './demo.module';
import { demoSignIns, loadDemoWorld } from './index';
import { runningDeal } from './running-contract';
import { readWorld } from './world';

const reader = systemActor('test');
let own: TestDatabase;
let app: INestApplicationContext;
let database: Database;

beforeAll(async () => {
  own = await aDatabase();
  app = await NestFactory.createApplicationContext(DemoModule.with({ NODE_ENV: 'test', DATABASE_URL: own.url, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'error' }), { logger: false });
  database = app.get(Database);
  const begun = performance.now();
  await loadDemoWorld(app);
  expect(performance.now() - begun).toBeLessThan(100_000);
}, 120_000);
afterAll(async () => {
  await app?.close();
  await own?.close();
});

const rows = <T>(work: () => Promise<T>): Promise<T> => database.read(reader, work);
const counts = () =>
  rows(async () => ({
    sites: await database.client.site.count(), halls: await database.client.hall.count(), clusters: await database.client.gpuCluster.count(), stages: await database.client.conversionStage.count(),
    steps: await database.client.capacityStep.count(), reservations: await database.client.reservation.count(), organisations: await database.client.organisation.count(), people: await database.client.person.count(),
    listings: await database.client.listing.count(), requests: await database.client.request.count(),
    proposals: await database.client.proposal.count(), contracts: await database.client.contract.count(), intakes: await database.client.intakeBatch.count(), invoices: await database.client.invoice.count(),
  }));

/** What contracts and proposals of the story take of a site's colocation hall. */
const dealtKw = (site: string): number => [runningDeal, toSign, inReview, proposed].filter((deal) => deal.site === site).reduce((sum, { kw }) => sum + kw, 0);

describe('the demo world', () => {
  it('has the 41 sites with their halls, clusters and stages', async () => {
    expect(await counts()).toMatchObject({ sites: 41, clusters: 29, stages: 41 * 8, organisations: 23 + 16 + 1 });
  });

  it('is the same after a second load', async () => {
    const before = await counts();
    await loadDemoWorld(app);
    expect(await counts()).toEqual(before);
  });

  it('begins on the day of its data', async () => {
    expect((await app.get(Clock).read()).toString().slice(0, 10)).toBe('2026-11-22');
  });

  it('has a person behind each demo sign-in, in the right organisation', async () => {
    const people = await rows(() => database.client.person.findMany({ where: { email: { in: demoSignIns.map(({ email }) => email) } }, include: { memberships: { include: { organisation: true } } } }));
    const kinds = Object.fromEntries(people.map((person) => [person.email.split('@')[0], person.memberships.flatMap((membership) => membership.organisation.kinds)]));
    expect(kinds).toEqual({ host: ['HOST'], tenant: ['TENANT'], staff: ['STAFF'] });
  });

  it('leaves free exactly what each site offers for colocation and as interruptible power, but for what its own deals take', async () => {
    const told = readWorld();
    const wrong = await rows(async () => {
      const found: string[] = [];
      for (const site of told.sites) {
        for (const offer of site.offers) {
          if (offer.type === 'gpu_cluster') continue;
          const [hall, kw] = offer.type === 'ai_colo' ? [hallId(site.id, 'colocation'), offer.availableItKw - dealtKw(site.id)] : [hallId(site.id, 'shell'), offer.availableKw];
          // A day later: the file's dates are the site's own, and its midnight may come after UTC's.
          const [row] = await database.client.$queryRaw<{ kw: number }[]>`select capacity_free_kw(${hall}, ${offer.availableFrom}::date + interval '1 day', ${offer.availableFrom}::date + interval '10 years')::float8 as kw`;
          if (row?.kw !== kw) found.push(`${site.id} ${offer.type}: ${row?.kw} instead of ${kw}`);
        }
      }
      return found;
    });
    expect(wrong).toEqual([]);
  });

  it('leaves free exactly the GPUs that each cluster offers', async () => {
    const told = readWorld();
    const free = await rows(() => database.client.$queryRaw<{ name: string; gpus: bigint }[]>`
      select s.name || ' ' || c.model as name, capacity_free_gpus(c.id, '2028-06-01', '2029-06-01') as gpus from gpu_cluster c join site s on s.id = c.site_id`);
    const offered = told.sites.flatMap((site) => site.gpuClusters.map((cluster) => [`${site.siteName} ${cluster.model}`, cluster.gpusAvailable]));
    expect(Object.fromEntries(free.map(({ name, gpus }) => [name, Number(gpus)]))).toEqual(Object.fromEntries(offered));
  });

  it('offers what the sites offer and seeks what the tenants seek: published and open where staff have verified them', async () => {
    const states = await rows(() => database.client.$queryRaw<{ what: string; n: bigint }[]>`
      select product::text || ' ' || state::text as what, count(*) as n from listing group by 1 union all select 'REQUEST ' || state::text, count(*) from request group by 1`);
    expect(Object.fromEntries(states.map(({ what, n }) => [what, Number(n)]))).toEqual({
      'COLOCATION PUBLISHED': 32, 'COLOCATION DRAFT': 8, 'GPU_CLUSTER PUBLISHED': 28, 'INTERRUPTIBLE_POWER PUBLISHED': 16, 'REQUEST OPEN': 16, 'REQUEST DRAFT': 1, 'REQUEST AWARDED': 3,
    });
  });

  it('says what was inferred and stated by nobody', async () => {
    const site = await rows(() => database.client.site.findUniqueOrThrow({ where: { id: siteId('tx-hearne') } }));
    expect(site.derived).toContain('timeZone');
    expect(site.timeZone).toBe('America/Chicago');
  });

  it('can be told seven years earlier, with 48 MW live at Hearne', async () => {
    const other = await aDatabase();
    const earlier = await NestFactory.createApplicationContext(DemoModule.with({ NODE_ENV: 'test', DATABASE_URL: other.url, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'error' }), { logger: false });
    try {
      await loadDemoWorld(earlier, { onlySites: ['tx-hearne'], shiftYears: -7 });
      const ledger = earlier.get(CapacityLedger);
      const [from, to] = [earlier.get(Clock), readWorld({ shiftYears: -7 }).asOf];
      expect((await from.read()).toString().slice(0, 10)).toBe('2019-11-22');
      const steps = await earlier.get(Database).read(reader, () => ledger.availability(hallId('tx-hearne', 'colocation'), { from: to, to: to.add({ hours: 24 }) }));
      expect(steps.map((step) => step.free)).toEqual([12_000_000n]);
    } finally {
      await earlier.close();
      await other.close();
    }
  });
});
