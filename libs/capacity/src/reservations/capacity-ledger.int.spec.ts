import { type Actor, type Instant, kilowatts, type MemberRole, parseInstant, systemActor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { CapacityModule } from '../capacity.module';
import { Halls } from '../halls/halls.service';
import { Sites } from '../sites/sites.service';
import { CapacityLedger } from './capacity-ledger.service';

const HOST = 'org_host';
const TENANT = 'org_tenant';
const system = systemActor('test');
const member = (organisationId: string, kind: 'HOST' | 'TENANT' | 'STAFF', role: MemberRole = 'OWNER'): Actor => ({
  kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: [kind], role, signatory: true, scopes: 'ALL', credentialId: null,
});
const host = member(HOST, 'HOST');
const at = (text: string): Instant => parseInstant(`${text}T00:00:00Z`);
const year2027 = { from: at('2027-01-01'), to: at('2028-01-01') };

let world: TestModule;
let ledger: CapacityLedger;
let halls: Halls;
let sites: Sites;

beforeAll(async () => {
  world = await aModule([CapacityModule]);
  [ledger, halls, sites] = [world.get(CapacityLedger), world.get(Halls), world.get(Sites)];
  await world.clock.moveTo('2026-11-22T12:00:00Z');
  await world.database.transaction(system, () => world.database.client.$executeRaw`
    insert into organisation (id, name, country, kinds) values (${HOST}, 'Copper Sage', 'US', '{HOST}'), ('org_other', 'Larkspur', 'US', '{HOST}'), (${TENANT}, 'Meridian Loom', 'US', '{TENANT}')`);
});
afterAll(() => world?.close());

/** A site of 12 gross MW at a peak PUE of 1.2 with one hall of 10 MW: all that the connection feeds. */
async function aHall(): Promise<{ siteId: string; hallId: string }> {
  const site = await sites.create(host, {
    name: 'Mesquite Junction', place: 'Big Spring', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: kilowatts(12_000n), designPue: '1.15', peakPue: '1.2', firm: true,
    energised: [{ from: at('2026-01-01'), grossW: kilowatts(12_000n), confidence: 'ENERGISED', evidence: 'Energisation letter of 2026-01-01' }],
  });
  const hall = await halls.add(host, {
    siteId: site.id, name: 'Hall A', fitOut: 'AI_READY', cooling: 'DLC', redundancy: 'N_PLUS_1', rackDensityW: kilowatts(132n), criticalW: kilowatts(10_000n),
    energised: { from: at('2026-01-01'), confidence: 'ENERGISED', stage: null, evidence: 'L5 report' },
  });
  return { siteId: site.id, hallId: hall.id };
}

const firm = (hallId: string, kw: bigint, period = year2027) => ledger.reserve(host, { kind: 'FIRM', hallId, powerW: kilowatts(kw), ...period, tenantId: TENANT, subject: 'trn_1' });
const hold = (hallId: string, kw: bigint, expiresAt: string, period = year2027) =>
  ledger.reserve(host, { kind: 'HOLD', hallId, powerW: kilowatts(kw), ...period, tenantId: TENANT, subject: 'prp_1', expiresAt: parseInstant(expiresAt) });
const free = (hallId: string, period = year2027) => world.database.read(system, async () => (await ledger.availability(hallId, period)).map((step) => [step.from.toString().slice(0, 10), step.free / 1000n]));

describe('reserving', () => {
  it('takes what is free and leaves the rest', async () => {
    const { hallId } = await aHall();
    const reservation = await firm(hallId, 4_000n);
    expect(reservation).toMatchObject({ kind: 'FIRM', hostId: HOST, tenantId: TENANT, powerW: kilowatts(4_000n), grossW: kilowatts(4_800n) });
    expect(await free(hallId)).toEqual([['2027-01-01', 6_000n]]);
  });

  it('answers what it has stored', async () => {
    const { siteId, hallId } = await aHall();
    const made = [
      await firm(hallId, 1_001n), await hold(hallId, 7n, '2027-01-01T00:00:00Z'),
      await ledger.recordOwnUse(host, { kind: 'MAINTENANCE', hallId, powerW: kilowatts(3n), ...year2027, subject: 'UPS' }),
      await ledger.recordOwnUse(host, { kind: 'MINING', hallId: null, siteId, powerW: kilowatts(5n), from: at('2027-01-01'), to: null, subject: siteId }),
    ];
    const stored = await world.database.read(system, () => ledger.reservationsByIds(made.map(({ id }) => id)));
    expect(made.map(({ id }) => stored.get(id))).toEqual(made);
  });

  it('refuses the same megawatt twice, and says how much is free from when', async () => {
    const { hallId } = await aHall();
    await firm(hallId, 7_000n, { from: at('2027-03-01'), to: at('2027-04-01') });
    await expect(firm(hallId, 4_000n)).rejects.toMatchObject({
      code: 'CAPACITY_EXCEEDED', kind: 'CONFLICT', details: { bound: 'HALL_POWER', asked: '4000', free: '3000', at: '2027-03-01T00:00:00Z', unit: 'KW' },
    });
    expect(await free(hallId, { from: at('2027-02-01'), to: at('2027-05-01') })).toEqual([['2027-02-01', 10_000n], ['2027-03-01', 3_000n], ['2027-04-01', 10_000n]]);
  });

  it('lets one tenant follow another at the same instant', async () => {
    const { hallId } = await aHall();
    await firm(hallId, 10_000n, { from: at('2027-01-01'), to: at('2027-06-01') });
    await expect(firm(hallId, 10_000n, { from: at('2027-06-01'), to: at('2028-01-01') })).resolves.toMatchObject({ kind: 'FIRM' });
  });

  it('is bound by the grid connection when the site still mines, in gross kW', async () => {
    const { siteId, hallId } = await aHall();
    await ledger.recordOwnUse(host, { kind: 'MINING', hallId: null, siteId, powerW: kilowatts(6_000n), from: at('2026-12-01'), to: null, subject: siteId });
    await expect(firm(hallId, 5_001n)).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED', details: { bound: 'SITE_GROSS', free: '6000', asked: '6001.2' } });
    await expect(firm(hallId, 5_000n)).resolves.toMatchObject({ powerW: kilowatts(5_000n) });
    expect(await free(hallId)).toEqual([['2027-01-01', 0n]]);
  });

  it('counts GPUs and their power out of one cluster and one hall', async () => {
    const { hallId } = await aHall();
    const cluster = await halls.addCluster(host, {
      hallId, name: 'g1', model: 'GB200 NVL72', gpus: 1_152, wattsPerGpu: 1_834n, fabric: 'NVLink', installed: { from: at('2026-01-01'), confidence: 'ENERGISED', stage: null, evidence: 'Burn-in' },
    });
    const gpus = (count: number) => ledger.reserve(host, { kind: 'FIRM', hallId, clusterId: cluster.id, gpus: count, ...year2027, subject: 'trn_2' });
    await expect(gpus(1_000)).resolves.toMatchObject({ gpus: 1_000, powerW: 1_834_000n });
    await expect(gpus(200)).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED', details: { bound: 'CLUSTER_GPUS', unit: 'GPU', asked: '200', free: '152' } });
    expect(await free(hallId)).toEqual([['2027-01-01', 8_166n]]);
  });

  it('sells nothing before the hall is energised', async () => {
    const { hallId } = await aHall();
    await expect(firm(hallId, 1n, { from: at('2025-12-31'), to: at('2026-02-01') })).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED', details: { free: '0' } });
  });

  it.each([
    ['a range that ends before it starts', { from: at('2027-02-01'), to: at('2027-01-01') }, 1n, 'PERIOD_EMPTY'],
    ['a range of no length', { from: at('2027-02-01'), to: at('2027-02-01') }, 1n, 'PERIOD_EMPTY'],
    ['no power at all', year2027, 0n, 'INPUT_INVALID'],
  ])('refuses %s', async (_what, period, kw, code) => {
    const { hallId } = await aHall();
    await expect(firm(hallId, kw, period)).rejects.toMatchObject({ code });
  });

  it('knows no hall that does not exist', async () => {
    await expect(firm('hall_00000000000000000000000000', 1n)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a hold', () => {
  it('stops counting at its expiry, before the worker has been there', async () => {
    const { hallId } = await aHall();
    const held = await hold(hallId, 10_000n, '2026-11-23T12:00:00Z');
    await expect(firm(hallId, 1n)).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED' });
    await world.clock.moveTo('2026-11-23T12:00:00Z');
    await expect(firm(hallId, 10_000n)).resolves.toMatchObject({ kind: 'FIRM' });
    await expect(ledger.convert(host, held.id, 'FIRM', 'trn_9')).rejects.toMatchObject({ code: 'RESERVATION_EXPIRED' });
  });

  it('is released by the worker once, with its reason', async () => {
    const { hallId } = await aHall();
    const held = await hold(hallId, 5_000n, '2026-11-24T00:00:00Z');
    await world.clock.moveTo('2026-11-25T00:00:00Z');
    await world.worker.drain();
    const events = await world.database.read(system, () => world.database.client.event.findMany({ where: { subject: held.id }, orderBy: { sequence: 'asc' } }));
    expect(events.map((event) => event.type)).toEqual(['reservation.made', 'reservation.expired']);
    const stored = await world.database.read(system, () => ledger.reservationsByIds([held.id]));
    expect(stored.get(held.id)).toMatchObject({ releaseReason: 'EXPIRED', releasedAt: parseInstant('2026-11-24T00:00:00Z') });
  });

  it('becomes firm without being counted twice, and then does not expire', async () => {
    const { hallId } = await aHall();
    const held = await hold(hallId, 10_000n, '2026-12-24T00:00:00Z');
    await expect(ledger.convert(host, held.id, 'FIRM', 'trn_7')).resolves.toMatchObject({ id: held.id, kind: 'FIRM', subject: 'trn_7', expiresAt: null });
  });

  it('may be extended while it lives, over time that is free', async () => {
    const { hallId } = await aHall();
    const held = await hold(hallId, 10_000n, '2026-12-24T00:00:00Z');
    await firm(hallId, 1n, { from: at('2028-03-01'), to: at('2028-04-01') });
    await expect(ledger.extend(host, held.id, { to: at('2028-03-02') })).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED', details: { at: '2028-03-01T00:00:00Z' } });
    await expect(ledger.extend(host, held.id, { to: at('2028-03-01'), expiresAt: parseInstant('2026-12-30T00:00:00Z') })).resolves.toMatchObject({ to: at('2028-03-01'), expiresAt: parseInstant('2026-12-30T00:00:00Z') });
  });

  it('frees once, however often it is released', async () => {
    const { hallId } = await aHall();
    const held = await hold(hallId, 10_000n, '2026-12-24T00:00:00Z');
    await ledger.release(host, held.id, 'DECLINED');
    await expect(ledger.release(host, held.id, 'AGAIN')).resolves.toMatchObject({ releaseReason: 'DECLINED' });
    await firm(hallId, 10_000n);
    await expect(firm(hallId, 1n)).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED' });
  });

  it('needs an expiry that lies ahead', async () => {
    const { hallId } = await aHall();
    await expect(hold(hallId, 1n, '2026-11-01T00:00:00Z')).rejects.toMatchObject({ code: 'HOLD_EXPIRY_INVALID' });
  });
});

describe('capacity itself', () => {
  it('cannot fall below what is promised, and stays what it was', async () => {
    const { hallId } = await aHall();
    await firm(hallId, 6_000n);
    const lower = (kw: bigint) => halls.setCapacity(host, hallId, kilowatts(kw), { from: at('2027-06-01'), confidence: 'ENERGISED', stage: null, evidence: 'Transformer out' });
    await expect(lower(5_999n)).rejects.toMatchObject({ code: 'CAPACITY_BELOW_RESERVED', details: { capacity: '5999', reserved: '6000', at: '2027-06-01T00:00:00Z' } });
    expect(await free(hallId)).toEqual([['2027-01-01', 4_000n]]);
    await lower(6_000n);
    expect(await free(hallId)).toEqual([['2027-01-01', 4_000n], ['2027-06-01', 0n]]);
  });

  it('takes maintenance only out of what is free', async () => {
    const { hallId } = await aHall();
    await firm(hallId, 8_000n);
    const maintenance = (kw: bigint) => ledger.recordOwnUse(host, { kind: 'MAINTENANCE', hallId, powerW: kilowatts(kw), from: at('2027-05-01'), to: at('2027-05-03'), subject: 'UPS battery change' });
    await expect(maintenance(2_001n)).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED' });
    await expect(maintenance(2_000n)).resolves.toMatchObject({ kind: 'MAINTENANCE', grossW: 0n });
  });

  it("is nobody else's to take out of service: a stranger's site does not exist", async () => {
    const { siteId, hallId } = await aHall();
    const stranger = member('org_other', 'HOST');
    await expect(ledger.recordOwnUse(stranger, { kind: 'MINING', hallId: null, siteId, powerW: 1n, ...year2027, subject: siteId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ledger.recordOwnUse(stranger, { kind: 'MAINTENANCE', hallId, powerW: 1n, ...year2027, subject: 'x' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ledger.recordOwnUse(member(HOST, 'HOST', 'VIEWER'), { kind: 'MINING', hallId: null, siteId, powerW: 1n, ...year2027, subject: siteId })).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('is guarded a second time at commit, whoever writes', async () => {
    const { siteId, hallId } = await aHall();
    await firm(hallId, 10_000n);
    const around = world.database.transaction(system, () => world.database.client.$executeRaw`
      insert into reservation (id, kind, site_id, hall_id, host_id, period, power_w, gross_w, subject)
      values ('rsv_around', 'FIRM', ${siteId}, ${hallId}, ${HOST}, tstzrange('2027-12-31', '2028-01-02'), 1, 2, 'x')`);
    await expect(around).rejects.toThrow(/oversold/);
  });

  it('is the same to SQL above as to the sweep in memory', async () => {
    const { siteId, hallId } = await aHall();
    await firm(hallId, 2_000n, { from: at('2027-02-01'), to: at('2027-03-01') });
    await ledger.recordOwnUse(host, { kind: 'MINING', hallId: null, siteId, powerW: kilowatts(7_000n), from: at('2027-02-15'), to: null, subject: siteId });
    const [row] = await world.database.read(system, () => world.database.client.$queryRaw<{ kw: { toFixed(): string } }[]>`select capacity_free_kw(${hallId}, ${new Date('2027-01-01')}, ${new Date('2028-01-01')}) as kw`);
    const least = (await world.database.read(system, () => ledger.availability(hallId, year2027))).reduce((m, step) => (step.free < m ? step.free : m), 10n ** 18n);
    expect(row?.kw.toFixed()).toBe('2166.666');
    expect(least).toBe(2_166_666n);
  });
});
