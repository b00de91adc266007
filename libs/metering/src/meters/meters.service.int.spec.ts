import { type Actor, INTERVAL_MS, intervalSeries, kilowattHours, kilowatts, type MemberRole, type OrganisationKind, parseInstant, quality, systemActor, totalMj } from '@busbar/kernel';
import { Halls, Sites } from '@busbar/capacity';
import { aModule, type TestModule } from '@busbar/test-kit';
import { type Meter, meterKinds, meterRoles } from '../domain/meter';
import { packSeries, unpackSeries } from '../domain/packed-series';
import { Intake } from '../intake/intake.service';
import { MeteringModule } from '../metering.module';
import { Metering } from '../series/metering.service';
import { contractMeteringObject } from '../series/series.graphql';
import { Meters, type NewAssignment } from './meters.service';

const system = systemActor('test');
const member = (organisationId: string, kind: OrganisationKind, role: MemberRole = 'OWNER'): Actor => ({
  kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: [kind], role, signatory: true, scopes: 'ALL', credentialId: null,
});
const host = member('org_host', 'HOST');
const other = member('org_other', 'HOST');
const tenant = member('org_tenant', 'TENANT');
const rival = member('org_rival', 'TENANT');
const at = (text: string) => parseInstant(`2021-08-${text}Z`);
const day = { from: at('02T00:00:00'), to: at('03T00:00:00') };

let world: TestModule;
let meters: Meters;
let metering: Metering;
let siteId: string;
let hallId: string;
let names = 0;

async function aSite(): Promise<{ siteId: string; hallId: string }> {
  const site = await world.get(Sites).create(host, {
    name: `Hearne ${(names += 1)}`, place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: kilowatts(60_000n), designPue: '1.15', peakPue: '1.2', firm: true,
    energised: [{ from: parseInstant('2020-01-01T00:00:00Z'), grossW: kilowatts(60_000n), confidence: 'ENERGISED', evidence: 'Energisation letter' }],
  });
  const hall = await world.get(Halls).add(host, {
    siteId: site.id, name: 'Hall A', fitOut: 'AI_READY', cooling: 'DLC', redundancy: 'N_PLUS_1', rackDensityW: kilowatts(132n), criticalW: kilowatts(48_000n),
    energised: { from: parseInstant('2020-01-01T00:00:00Z'), confidence: 'ENERGISED', stage: null, evidence: 'L5 report' },
  });
  return { siteId: site.id, hallId: hall.id };
}

/** A contract in the given state with one tranche; what stands behind it (proposal, reservation, document) does not concern metering and is left out. */
async function aContract(tenantId: string, state = 'ACTIVE', place = { siteId, hallId }): Promise<{ contractId: string; trancheId: string }> {
  const id = String((names += 1)).padStart(4, '0');
  await world.database.transaction(system, async () => {
    const { client } = world.database;
    await client.$executeRaw`set local session_replication_role = replica`;
    await client.$executeRaw`
      insert into contract (id, proposal_id, host_id, tenant_id, state, version_id, zone, currency, start_date, end_date, security_required, drafted_at)
      values (${`ctr_${id}`}, ${`prp_${id}`}, 'org_host', ${tenantId}, ${state}::"ContractState", ${`ver_${id}`}, 'America/Chicago', 'USD', '2021-08-01', '2023-08-01', false, business_now())`;
    await client.$executeRaw`
      insert into contract_version (id, contract_id, host_id, tenant_id, number, terms, sha256, author_name, written_at)
      values (${`ver_${id}`}, ${`ctr_${id}`}, 'org_host', ${tenantId}, 1, '{}', ${id.padStart(64, '0')}, 'test', business_now())`;
    await client.$executeRaw`
      insert into tranche (id, contract_id, host_id, tenant_id, ordinal, site_id, hall_id, power_w, gpus, start_date, end_date, contract_rent_start, reservation_id)
      values (${`trn_${id}`}, ${`ctr_${id}`}, 'org_host', ${tenantId}, 1, ${place.siteId}, ${place.hallId}, 1000000, 0, '2021-08-01', '2023-08-01', '2021-08-01', ${`rsv_${id}`})`;
  });
  return { contractId: `ctr_${id}`, trancheId: `trn_${id}` };
}

const aMeter = () => meters.add(host, { siteId, hallId, kind: 'HALL', name: `Feed ${(names += 1)}`, serial: null, ratedKw: '4000' });
const assign = (meter: Meter, of: { contractId: string; trancheId: string }, given: Partial<NewAssignment> = {}, actor = host) =>
  meters.assign(actor, { meterId: meter.id, ...of, role: 'IT', share: '1', from: at('01T00:00:00'), to: null, ...given });
/** A day of equal quarter-hours. */
const aDay = (meter: Meter, kwh: string) =>
  world.get(Intake).take(host, Array.from({ length: 96 }, (_, index) => ({ index, sent: { source: 'gateway', id: `${kwh} ${index}`, meterId: meter.id, start: day.from.add({ milliseconds: index * INTERVAL_MS }).toString(), durationSeconds: 900, energyKwh: kwh } })), { partial: false, fileSha256: null });

beforeAll(async () => {
  world = await aModule([MeteringModule]);
  [meters, metering] = [world.get(Meters), world.get(Metering)];
  await world.clock.moveTo('2021-08-20T12:00:00Z');
  await world.database.transaction(system, () => world.database.client.$executeRaw`
    insert into organisation (id, name, country, kinds) values
      ('org_host', 'Copper Sage', 'US', '{HOST}'), ('org_other', 'Larkspur', 'US', '{HOST}'), ('org_tenant', 'Meridian Loom', 'US', '{TENANT}'), ('org_rival', 'Quill & Tensor', 'US', '{TENANT}')`);
  ({ siteId, hallId } = await aSite());
});
afterAll(() => world?.close());

describe('the words of metering', () => {
  it('are the same in the rules and in the database', async () => {
    const [row] = await world.database.read(system, () => world.database.client.$queryRaw<{ kinds: string[]; roles: string[] }[]>`
      select enum_range(null::"MeterKind")::text[] as kinds, enum_range(null::"MeterRole")::text[] as roles`);
    expect(row).toEqual({ kinds: meterKinds, roles: meterRoles });
  });
});

describe('adding a meter', () => {
  it('is for the host of the site; a foreign site is as if it did not exist', async () => {
    const input = { siteId, hallId, kind: 'PDU', name: 'PDU 1', serial: 'A-1', ratedKw: '500' } as const;
    await expect(meters.add(other, input)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(meters.add(tenant, input)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(meters.add(member('org_host', 'HOST', 'VIEWER'), input)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(meters.add(host, input)).resolves.toMatchObject({ hostId: 'org_host', siteId, hallId, kind: 'PDU', name: 'PDU 1', serial: 'A-1', ratedW: 500_000n });
    await expect(meters.add(host, input)).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'name' } });
  });

  it('names a hall of that site', async () => {
    const elsewhere = await aSite();
    await expect(meters.add(host, { siteId, hallId: elsewhere.hallId, kind: 'HALL', name: 'Feed x', serial: null, ratedKw: '500' })).rejects.toMatchObject({ code: 'NOT_FOUND', details: { subject: 'hall' } });
  });
});

describe('assigning a meter', () => {
  it('lets the tenant see it, during the time for which it counts', async () => {
    const [meter, contract] = [await aMeter(), await aContract('org_tenant')];
    await aDay(meter, '100');
    await expect(meters.get(tenant, meter.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await assign(meter, contract, { from: at('02T06:00:00'), to: at('02T18:00:00') });
    await expect(meters.get(tenant, meter.id)).resolves.toMatchObject({ id: meter.id });
    await expect(meters.get(rival, meter.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(totalMj(await metering.ofMeter(tenant, meter.id, day))).toBe(kilowattHours(4_800n));
    expect(totalMj(await metering.ofMeter(host, meter.id, day))).toBe(kilowattHours(9_600n));
    expect((await meters.list(tenant, null, null, 50)).map(({ id }) => id)).toEqual([meter.id]);
  });

  it('is refused for a contract that does not bind, a tranche elsewhere, and whatever the host may not know', async () => {
    const meter = await aMeter();
    const draft = await aContract('org_tenant', 'DRAFT');
    const active = await aContract('org_tenant');
    const elsewhere = await aContract('org_tenant', 'ACTIVE', await aSite());
    await expect(assign(meter, draft)).rejects.toMatchObject({ code: 'CONTRACT_NOT_BINDING', kind: 'CONFLICT' });
    await expect(assign(meter, elsewhere)).rejects.toMatchObject({ code: 'METER_ELSEWHERE' });
    await expect(assign(meter, { ...active, trancheId: draft.trancheId })).rejects.toMatchObject({ code: 'NOT_FOUND', details: { subject: 'tranche' } });
    await expect(assign(meter, active, {}, other)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { subject: 'meter' } });
    await expect(assign(meter, active, {}, tenant)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { subject: 'meter' } });
    await expect(assign(meter, active, { to: at('01T00:00:00') })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(assign(meter, active, { share: '1.5' })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('never promises more than the whole, and says what is free', async () => {
    const [meter, first, second] = [await aMeter(), await aContract('org_tenant'), await aContract('org_rival')];
    await assign(meter, first, { share: '0.7' });
    await expect(assign(meter, second, { share: '0.4' })).rejects.toMatchObject({ code: 'METER_OVERASSIGNED', details: { free: '0.300000' } });
    await expect(assign(meter, first, { share: '0.1' })).rejects.toMatchObject({ code: 'METER_ALREADY_ASSIGNED' });
    await expect(assign(meter, second, { share: '0.3' })).resolves.toMatchObject({ id: meter.id });
  });

  it('of the same whole meter by many at once succeeds for one', async () => {
    const meter = await aMeter();
    const contracts = [await aContract('org_tenant'), await aContract('org_rival'), await aContract('org_tenant'), await aContract('org_rival')];
    const outcomes = await Promise.allSettled(contracts.map((contract) => assign(meter, contract)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'METER_OVERASSIGNED' });
  });
});

describe("a contract's energy", () => {
  it('is its IT meters summed, role by role, and packs to the same bytes each time', async () => {
    const [one, two, facility, contract] = [await aMeter(), await aMeter(), await aMeter(), await aContract('org_tenant')];
    await Promise.all([aDay(one, '100'), aDay(two, '150'), aDay(facility, '300')]);
    await assign(one, contract);
    await assign(two, contract);
    await assign(facility, contract, { role: 'FACILITY' });
    const energies = await metering.series(system, contract.contractId, day);
    expect(energies.map(({ trancheId, role, meterIds, series }) => [trancheId, role, meterIds.length, totalMj(series)])).toEqual([
      [contract.trancheId, 'FACILITY', 1, kilowattHours(28_800n)],
      [contract.trancheId, 'IT', 2, kilowattHours(24_000n)],
    ]);
    expect(contractMeteringObject(energies).pue).toEqual([{ trancheId: contract.trancheId, pue: '1.2000', intervals: 96 }]);
    const packed = await metering.packed(system, contract.contractId, day);
    expect(packed.map(({ bytes }) => unpackSeries(bytes))).toEqual(energies.map(({ series }) => series));
    expect((await metering.packed(tenant, contract.contractId, day)).map(({ sha256 }) => sha256)).toEqual(packed.map(({ sha256 }) => sha256));
    expect(packed[0]?.bytes).toEqual(packSeries(intervalSeries(day.from.epochMilliseconds, INTERVAL_MS, new BigInt64Array(96).fill(kilowattHours(300n)), new Uint16Array(96).fill(quality.VALID))));
  });

  it('of a shared meter adds up to the meter, to the millijoule, host’s rest included', async () => {
    const [meter, first, second] = [await aMeter(), await aContract('org_tenant'), await aContract('org_rival')];
    await aDay(meter, '0.0000001');
    await assign(meter, first, { share: '0.333333' });
    await assign(meter, second, { share: '0.666667' });
    const total = async (contractId: string) => totalMj((await metering.series(system, contractId, day))[0]!.series);
    expect((await total(first.contractId)) + (await total(second.contractId))).toBe(360n * 96n);
    expect(await total(first.contractId)).toBe(120n * 96n);
  });

  it('is missing where no meter counts, and complete only as far as it is known', async () => {
    const [meter, contract] = [await aMeter(), await aContract('org_tenant')];
    await aDay(meter, '100');
    await assign(meter, contract, { from: at('02T12:00:00') });
    expect(await metering.completeness(system, contract.contractId, day)).toEqual([{ trancheId: contract.trancheId, role: 'IT', expected: 96, measured: 48, estimated: 0, missing: 48, questionable: 0 }]);
    expect(await metering.completeness(system, contract.contractId, { from: at('05T00:00:00'), to: at('06T00:00:00') })).toEqual([{ trancheId: contract.trancheId, role: 'IT', expected: 96, measured: 0, estimated: 0, missing: 96, questionable: 0 }]);
  });

  it('is told to its parties alone', async () => {
    const [meter, contract] = [await aMeter(), await aContract('org_tenant')];
    await aDay(meter, '100');
    await assign(meter, contract);
    expect(await metering.series(tenant, contract.contractId, day)).toHaveLength(1);
    expect(await metering.series(rival, contract.contractId, day)).toEqual([]);
    expect(await metering.series(other, contract.contractId, day)).toEqual([]);
  });
});
