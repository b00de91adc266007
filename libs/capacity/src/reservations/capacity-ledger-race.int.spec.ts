/**
 * Sixteen writers on one hot hall. What is asserted is asserted by a checker that knows nothing of the sweep: at every
 * instant at which a claim begins, it adds up whoever covers that instant.
 */
import { Client } from 'pg';
import fc from 'fast-check';
import { type Actor, type DomainError, type Instant, instantOf, kilowatts, systemActor } from '@busbar/kernel';
import { aDatabase, aModule, type TestDatabase, type TestModule } from '@busbar/test-kit';
import { newId } from '@busbar/platform';
import { CapacityModule } from '../capacity.module';
import { CapacityLedger } from './capacity-ledger.service';

const WRITERS = 16;
const HALL_KW = 64;
const system: Actor = systemActor('race');
const dayOf2027 = (day: number): Date => new Date(Date.UTC(2027, 0, 1 + day));

/** A site and a hall of 64 kW at PUE 1.25, and nothing reserved. */
async function layHall(client: Client, name: string): Promise<{ site: string; hall: string }> {
  const [site, hall] = [`site_${name}`, `hall_${name}`];
  await client.query(`insert into organisation (id, name, country, kinds) values ('org_race', 'Racing Host', 'US', '{HOST}') on conflict do nothing`);
  await client.query(
    `insert into site (id, host_id, name, place, admin_region, country, time_zone, gross_interconnected_w, design_pue, peak_pue) values ($1, 'org_race', $1, 'Hearne', 'TX', 'US', 'America/Chicago', 80000, 1.25, 1.25)`,
    [site],
  );
  await client.query(`insert into hall (id, site_id, host_id, name, fit_out, cooling, redundancy, rack_density_w, peak_pue) values ($2, $1, 'org_race', 'A', 'AI_READY', 'DLC', 'N', 1000, 1.25)`, [site, hall]);
  await client.query(
    `insert into capacity_step (subject_id, starts_at, scope, site_id, amount, confidence) values ($1, '2020-01-01', 'SITE', $1, 80000, 'ENERGISED'), ($2, '2020-01-01', 'HALL', $1, 64000, 'ENERGISED')`,
    [site, hall],
  );
  return { site, hall };
}

/** How many claims begin at an instant at which more is claimed than the hall has. */
async function oversoldInstants(client: Client, hall: string): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    `select count(*) as n from reservation p where p.hall_id = $1 and p.released_at is null
       and (select sum(r.power_w) from reservation r where r.hall_id = $1 and r.released_at is null and r.period @> lower(p.period)) > 64000`,
    [hall],
  );
  return Number(rows[0]?.n);
}

/** Quantities and ranges from a seed of their own for each writer, so that a failure can be run again. */
function attemptsOf(seed: number, count: number): { kw: number; from: number; days: number }[] {
  const attempt = fc.record({ kw: fc.integer({ min: 1, max: 8 }), from: fc.integer({ min: 0, max: 330 }), days: fc.integer({ min: 1, max: 30 }) });
  return fc.sample(attempt, { seed, numRuns: count });
}

async function race(url: string, count: number, write: (client: Client, attempt: { kw: number; from: number; days: number }) => Promise<boolean>): Promise<number> {
  const taken = await Promise.all(
    Array.from({ length: WRITERS }, async (_none, writer) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      let won = 0;
      for (const attempt of attemptsOf(writer, count)) if (await write(client, attempt)) won += 1;
      await client.end();
      return won;
    }),
  );
  return taken.reduce((sum, won) => sum + won, 0);
}

describe('sixteen writers on one hall', () => {
  let own: TestDatabase;
  let watcher: Client;

  beforeAll(async () => {
    own = await aDatabase();
    watcher = new Client({ connectionString: own.url });
    await watcher.connect();
  });
  afterAll(async () => {
    await watcher?.end();
    await own?.close();
  });

  /** Looks whether there is room, and then writes: what everybody writes first. */
  const naive = (site: string, hall: string) => async (client: Client, { kw, from, days }: { kw: number; from: number; days: number }): Promise<boolean> => {
    const range = [dayOf2027(from), dayOf2027(from + days)];
    await client.query('begin');
    const { rows } = await client.query<{ free: string }>('select capacity_free_w($1, $2, $3) as free', [hall, ...range]);
    if (Number(rows[0]?.free) < kw * 1000) {
      await client.query('rollback');
      return false;
    }
    // The time a person's own code takes between looking and writing.
    await client.query('select pg_sleep(0.002)');
    await client.query(`insert into reservation (id, kind, site_id, hall_id, host_id, period, power_w, gross_w, subject) values ($1, 'FIRM', $2, $3, 'org_race', tstzrange($4, $5), $6, $6, 'race')`, [newId('reservation'), site, hall, ...range, kw * 1000]);
    try {
      await client.query('commit');
      return true;
    } catch (error) {
      expect((error as { constraint?: string }).constraint).toBe('reservation_within_capacity');
      return false;
    }
  };

  it('never sell a kilowatt twice through the ledger, at any instant', async () => {
    const { hall } = await layHall(watcher, 'hot');
    const taken = await race(own.url, 120, async (client, { kw, from, days }) => {
      const { rows } = await client.query<{ outcome: string }>(
        `select outcome from reserve_capacity($1, 'FIRM', null, $2, null, $3, 0, $4, $5, null, null, 'race')`, [newId('reservation'), hall, kw * 1000, dayOf2027(from), dayOf2027(from + days)],
      );
      return rows[0]?.outcome === 'RESERVED';
    });
    expect(await oversoldInstants(watcher, hall)).toBe(0);
    // Full, or the race was none: some were refused, and the fullest day has no room for the largest claim.
    expect(taken).toBeLessThan(WRITERS * 120);
    const { rows } = await watcher.query<{ free: string }>(`select capacity_free_w($1, '2027-06-01', '2027-07-01') as free`, [hall]);
    expect(Number(rows[0]?.free)).toBeLessThan(8_000);
  });

  it('do sell it twice when they look first and write then: the checker sees it', async () => {
    const { site, hall } = await layHall(watcher, 'naive');
    await watcher.query('alter table reservation disable trigger reservation_within_capacity');
    try {
      await race(own.url, 40, naive(site, hall));
      expect(await oversoldInstants(watcher, hall)).toBeGreaterThan(0);
    } finally {
      await watcher.query('alter table reservation enable trigger reservation_within_capacity');
    }
  });

  it('are stopped at commit by the second wall when they go round the ledger', async () => {
    const { site, hall } = await layHall(watcher, 'wall');
    const taken = await race(own.url, 40, naive(site, hall));
    expect(taken).toBeGreaterThan(0);
    expect(await oversoldInstants(watcher, hall)).toBe(0);
  });

  it('are refused outside READ COMMITTED, where the sweep would be older than the lock', async () => {
    const { hall } = await layHall(watcher, 'level');
    await watcher.query('begin isolation level repeatable read');
    await expect(watcher.query(`select reserve_capacity('rsv_level', 'FIRM', null, $1, null, 1, 0, '2027-01-01', '2027-02-01', null, null, 'race')`, [hall])).rejects.toThrow(/READ COMMITTED/);
    await watcher.query('rollback');
  });
});

describe('the service', () => {
  let world: TestModule;
  let watcher: Client;

  beforeAll(async () => {
    world = await aModule([CapacityModule]);
    watcher = new Client({ connectionString: world.url });
    await watcher.connect();
    await world.clock.moveTo('2026-11-22T00:00:00Z');
  });
  afterAll(async () => {
    await watcher?.end();
    await world?.close();
  });

  it('gives the last megawatt to one of sixteen who press at once', async () => {
    const { hall } = await layHall(watcher, 'last');
    const ledger = world.get(CapacityLedger);
    const period = { from: instantOf(dayOf2027(0).getTime()), to: instantOf(dayOf2027(30).getTime()) };
    const answers = await Promise.allSettled(Array.from({ length: WRITERS }, (_none, n) => ledger.reserve(system, { kind: 'FIRM', hallId: hall, powerW: kilowatts(BigInt(HALL_KW)), ...period, subject: `trn_${n}` })));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of answers) if (answer.status === 'rejected') expect((answer.reason as DomainError).code).toBe('CAPACITY_EXCEEDED');
    expect(await oversoldInstants(watcher, hall)).toBe(0);
  });

  it('lets one of a hold that is converted and a claim that waits for its expiry have the hall, never both', async () => {
    const ledger = world.get(CapacityLedger);
    for (let round = 0; round < 12; round += 1) {
      const { hall } = await layHall(watcher, `edge${round}`);
      const period = { from: instantOf(dayOf2027(0).getTime()), to: instantOf(dayOf2027(30).getTime()) };
      const now = await world.database.read(system, async () => world.database.scopeNow as Instant);
      const all = kilowatts(BigInt(HALL_KW));
      const held = await ledger.reserve(system, { kind: 'HOLD', hallId: hall, powerW: all, ...period, subject: 'prp_1', expiresAt: now.add({ seconds: 60 }) });
      await Promise.allSettled([
        ledger.convert(system, held.id, 'FIRM', 'trn_1'),
        world.clock.moveTo(now.add({ seconds: 60 }).toString()),
        ledger.reserve(system, { kind: 'FIRM', hallId: hall, powerW: all, ...period, subject: 'trn_2' }),
        ledger.reserve(system, { kind: 'FIRM', hallId: hall, powerW: all, ...period, subject: 'trn_3' }),
      ]);
      const { rows } = await watcher.query<{ n: string }>(`select count(*) as n from reservation where hall_id = $1 and kind = 'FIRM' and released_at is null`, [hall]);
      expect(Number(rows[0]?.n)).toBeLessThanOrEqual(1);
    }
  });

  it('agrees with a booked list, whatever is reserved, released, extended, converted and left to expire', async () => {
    const ledger = world.get(CapacityLedger);
    const day = fc.integer({ min: 0, max: 60 });
    const command = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('reserve' as const), kw: fc.integer({ min: 1, max: 40 }), from: day, days: fc.integer({ min: 1, max: 30 }), holdHours: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }) }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('release' as const), nth: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('extend' as const), nth: fc.nat(), days: fc.integer({ min: 1, max: 20 }) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('convert' as const), nth: fc.nat() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 3 }) }) },
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), async (commands) => {
        const { hall } = await layHall(watcher, `model${(run += 1)}`);
        const booked: { id: string; kw: number; from: number; to: number; expiresMs: number | null; released: boolean }[] = [];
        let now = (await world.database.read(system, async () => world.database.scopeNow as Instant)).epochMilliseconds;
        const live = (item: (typeof booked)[number]): boolean => !item.released && (item.expiresMs === null || item.expiresMs > now);
        const fits = (kw: number, from: number, to: number): boolean => {
          for (let at = from; at < to; at += 1) if (booked.filter((item) => live(item) && item.from <= at && at < item.to).reduce((sum, item) => sum + item.kw, 0) + kw > HALL_KW) return false;
          return true;
        };
        const accepted = async (work: Promise<unknown>): Promise<boolean> => work.then(() => true, (error: DomainError) => {
          expect(['CAPACITY_EXCEEDED', 'RESERVATION_EXPIRED', 'RESERVATION_RELEASED', 'PERIOD_EMPTY']).toContain(error.code);
          return false;
        });
        for (const step of commands) {
          const chosen = 'nth' in step && booked.length > 0 ? booked[step.nth % booked.length] : undefined;
          if (step.do === 'reserve') {
            const { kw, from, days, holdHours } = step;
            const expiresMs = holdHours === null ? null : now + holdHours * 3_600_000;
            const id: { value?: string } = {};
            const done = await accepted(
              ledger.reserve(system, {
                kind: expiresMs === null ? 'FIRM' : 'HOLD', hallId: hall, powerW: kilowatts(BigInt(kw)), from: instantOf(dayOf2027(from).getTime()), to: instantOf(dayOf2027(from + days).getTime()),
                subject: 'model', ...(expiresMs === null ? {} : { expiresAt: instantOf(expiresMs) }),
              }).then((reservation) => { id.value = reservation.id; }),
            );
            expect(done).toBe(fits(kw, from, from + days));
            if (done) booked.push({ id: String(id.value), kw, from, to: from + days, expiresMs, released: false });
          } else if (step.do === 'wait') {
            now += step.hours * 3_600_000;
            await world.clock.moveTo(new Date(now).toISOString());
          } else if (chosen && step.do === 'release') {
            await ledger.release(system, chosen.id, 'model');
            chosen.released = true;
          } else if (chosen && step.do === 'extend') {
            const to = chosen.to + step.days;
            const room = live(chosen) && fits(chosen.kw, chosen.to, to);
            expect(await accepted(ledger.extend(system, chosen.id, { to: instantOf(dayOf2027(to).getTime()) }))).toBe(room);
            if (room) chosen.to = to;
          } else if (chosen && step.do === 'convert') {
            const done = await accepted(ledger.convert(system, chosen.id, 'FIRM', 'model'));
            expect(done).toBe(live(chosen));
            if (done) chosen.expiresMs = null;
          }
        }
        const period = { from: instantOf(dayOf2027(0).getTime()), to: instantOf(dayOf2027(120).getTime()) };
        const steps = await world.database.read(system, () => ledger.availability(hall, period));
        for (let at = 0; at < 120; at += 1) {
          const ms = dayOf2027(at).getTime();
          const free = steps.find((step) => step.from.epochMilliseconds <= ms && ms < step.to.epochMilliseconds)?.free;
          const taken = booked.filter((item) => live(item) && item.from <= at && at < item.to).reduce((sum, item) => sum + item.kw, 0);
          expect(free).toBe(kilowatts(BigInt(HALL_KW - taken)));
        }
      }),
      { numRuns: 15, seed: 20_261_122 },
    );
  });
});
