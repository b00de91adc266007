import { Readable } from 'node:stream';
import { type Actor, INTERVAL_MS, isMissing, kilowattHours, type MemberRole, type OrganisationKind, parseDate, parseInstant, quality, startOfDay, systemActor, totalMj } from '@busbar/kernel';
import { Sites } from '@busbar/capacity';
import { aModule, type TestModule } from '@busbar/test-kit';
import { fileOptions } from '../domain/reading-file';
import type { SentReading } from '../domain/reading';
import { MeteringModule } from '../metering.module';
import { Meters } from '../meters/meters.service';
import { Estimation } from '../series/estimation.service';
import { Metering } from '../series/metering.service';
import { Intake } from './intake.service';
import { ReadingFiles } from './reading-files.service';

const system = systemActor('test');
const member = (organisationId: string, kind: OrganisationKind, role: MemberRole = 'OWNER'): Actor => ({
  kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: [kind], role, signatory: true, scopes: 'ALL', credentialId: null,
});
const host = member('org_host', 'HOST');
const other = member('org_other', 'HOST');
const staff = member('org_staff', 'STAFF');
const NOW = '2021-11-20T12:07:00Z';
const atomic = { partial: false, fileSha256: null };

let world: TestModule;
let intake: Intake;
let meters: Meters;
let metering: Metering;
let siteId: string;
let names = 0;

beforeAll(async () => {
  world = await aModule([MeteringModule]);
  [intake, meters, metering] = [world.get(Intake), world.get(Meters), world.get(Metering)];
  await world.clock.moveTo(NOW);
  await world.database.transaction(system, () => world.database.client.$executeRaw`
    insert into organisation (id, name, country, kinds) values ('org_host', 'Copper Sage', 'US', '{HOST}'), ('org_other', 'Larkspur', 'US', '{HOST}')`);
  const power = kilowattHours(12n) * 1_000n;
  const site = await world.get(Sites).create(host, {
    name: 'Hearne', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: power, designPue: '1.15', peakPue: '1.2', firm: true,
    energised: [{ from: parseInstant('2020-01-01T00:00:00Z'), grossW: power, confidence: 'ENERGISED', evidence: 'Energisation letter' }],
  });
  siteId = site.id;
});
afterAll(() => world?.close());

const aMeter = (actor: Actor = host) => meters.add(actor, { siteId, hallId: null, kind: 'HALL', name: `Feed ${(names += 1)}`, serial: null, ratedKw: '4000' });
/** Consecutive readings of `kwh` each from `start` on; null leaves one out. */
const readings = (meterId: string, start: string, kwh: readonly (number | null)[], given: Partial<SentReading> = {}): readonly { index: number; sent: SentReading }[] =>
  kwh.flatMap((energy, index) => {
    if (energy === null) return [];
    const at = parseInstant(start).add({ milliseconds: index * INTERVAL_MS }).toString();
    return [{ index, sent: { source: 'gateway', id: `${at} ${energy}`, meterId, start: at, durationSeconds: 900, energyKwh: String(energy), ...given } }];
  });
const period = (from: string, to: string) => ({ from: parseInstant(from), to: parseInstant(to) });
const seriesOf = (meterId: string, from: string, to: string, actor = host) => metering.ofMeter(actor, meterId, period(from, to));
const counted = async (query: () => Promise<{ count: bigint }[]>): Promise<number> => Number((await world.database.read(system, query))[0]?.count);

describe('a batch of readings', () => {
  it('becomes quarter-hours', async () => {
    const meter = await aMeter();
    await expect(intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [900, 910, 920]), atomic)).resolves.toMatchObject({ accepted: 3, duplicates: 0, refused: [] });
    const series = await seriesOf(meter.id, '2021-11-20T09:45:00Z', '2021-11-20T11:00:00Z');
    expect([...series.energyMj]).toEqual([0n, kilowattHours(900n), kilowattHours(910n), kilowattHours(920n), 0n]);
    expect([...series.quality]).toEqual([quality.MISSING, quality.VALID, quality.VALID, quality.VALID, quality.MISSING]);
  });

  it('sent three times at once counts once, and each answer accounts for every reading', async () => {
    const meter = await aMeter();
    const batch = readings(meter.id, '2021-11-19T00:00:00Z', Array.from({ length: 96 }, (_, index) => 800 + index));
    const answers = await Promise.all(Array.from({ length: 3 }, () => intake.take(host, batch, atomic)));
    expect(answers.map(({ accepted, duplicates }) => [accepted, duplicates]).sort()).toEqual([[0, 96], [0, 96], [96, 0]]);
    expect(totalMj(await seriesOf(meter.id, '2021-11-19T00:00:00Z', '2021-11-20T00:00:00Z'))).toBe(kilowattHours(BigInt(96 * 800 + (95 * 96) / 2)));
    expect(await counted(() => world.database.client.$queryRaw`select count(*) from telemetry.interval_history where meter = ${meter.number}`)).toBe(0);
  });

  it('with one bad reading is refused whole, naming it, and leaves nothing behind', async () => {
    const meter = await aMeter();
    const batch = [...readings(meter.id, '2021-11-20T10:00:00Z', [900, 910]), ...readings('mtr_nobody', '2021-11-20T10:00:00Z', [1]).map(({ sent }) => ({ index: 2, sent })), ...readings(meter.id, '2021-11-20T12:00:00Z', [5]).map(({ sent }) => ({ index: 3, sent }))];
    await expect(intake.take(host, batch, atomic)).rejects.toMatchObject({
      code: 'READINGS_REFUSED', kind: 'INVALID', details: { count: 2, refused: [{ index: 2, code: 'METER_UNKNOWN' }, { index: 3, code: 'READING_FROM_FUTURE' }] },
    });
    expect(await counted(() => world.database.client.$queryRaw`select count(*) from telemetry.reading where meter = ${meter.number}`)).toBe(0);
    expect((await seriesOf(meter.id, '2021-11-20T10:00:00Z', '2021-11-20T10:30:00Z')).quality.every(isMissing)).toBe(true);
  });

  it('may be taken in part where the sender asks for that', async () => {
    const meter = await aMeter();
    const batch = [...readings(meter.id, '2021-11-20T10:00:00Z', [900, 910]), ...readings(meter.id, '2021-11-20T10:30:00Z', [1_200]).map(({ sent }) => ({ index: 2, sent }))];
    await expect(intake.take(host, batch, { partial: true, fileSha256: null })).resolves.toMatchObject({ accepted: 2, duplicates: 0, refused: [{ index: 2, code: 'READING_ABOVE_RATED' }] });
    expect(totalMj(await seriesOf(meter.id, '2021-11-20T10:00:00Z', '2021-11-20T11:00:00Z'))).toBe(kilowattHours(1_810n));
  });

  it("gives an unknown and another host's meter the same answer", async () => {
    const meter = await aMeter();
    const answer = (meterId: string) => intake.take(other, readings(meterId, '2021-11-20T10:00:00Z', [900]), atomic).then(() => 'taken', (error: { details: unknown }) => error.details);
    expect(await answer(meter.id)).toEqual(await answer('mtr_00000000000000000000000000'));
    await expect(metering.ofMeter(other, meter.id, period('2021-11-20T10:00:00Z', '2021-11-20T11:00:00Z'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(meters.get(other, meter.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is not taken from a viewer, from staff or from a key without the scope', async () => {
    const meter = await aMeter();
    const key: Actor = { ...host, kind: 'KEY', scopes: ['metering:read'] };
    for (const actor of [member('org_host', 'HOST', 'VIEWER'), staff, key])
      await expect(intake.take(actor, readings(meter.id, '2021-11-20T10:00:00Z', [900]), atomic)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(intake.take({ ...key, scopes: ['readings:write'] }, readings(meter.id, '2021-11-20T10:00:00Z', [900]), atomic)).resolves.toMatchObject({ accepted: 1 });
  });
});

describe('a correction', () => {
  it('is a new version; the former value stays in the history and both readings stay for ever', async () => {
    const meter = await aMeter();
    await intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [900]), atomic);
    await intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [905]), atomic);
    expect(totalMj(await seriesOf(meter.id, '2021-11-20T10:00:00Z', '2021-11-20T10:15:00Z'))).toBe(kilowattHours(905n));
    const rows = await world.database.read(system, () => world.database.client.$queryRaw<{ version: number; energy_mj: bigint }[]>`
      select version, energy_mj from telemetry.interval where meter = ${meter.number} union all select version, energy_mj from telemetry.interval_history where meter = ${meter.number} order by version`);
    expect(rows).toEqual([{ version: 1, energy_mj: kilowattHours(900n) }, { version: 2, energy_mj: kilowattHours(905n) }]);
    expect(await counted(() => world.database.client.$queryRaw`select count(*) from telemetry.reading where meter = ${meter.number}`)).toBe(2);
  });

  it('under a used id is refused, and a late copy of the first reading does not undo it', async () => {
    const meter = await aMeter();
    const first = readings(meter.id, '2021-11-20T10:00:00Z', [900], { id: 'a' });
    await intake.take(host, first, atomic);
    await expect(intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [905], { id: 'a' }), atomic)).rejects.toMatchObject({ details: { refused: [{ index: 0, code: 'READING_ID_REUSED' }] } });
    await intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [905], { id: 'b' }), atomic);
    await expect(intake.take(host, first, atomic)).resolves.toMatchObject({ accepted: 0, duplicates: 1 });
    expect(totalMj(await seriesOf(meter.id, '2021-11-20T10:00:00Z', '2021-11-20T10:15:00Z'))).toBe(kilowattHours(905n));
  });

  it('of a raw reading, an interval or its history by hand is refused by the database', async () => {
    const meter = await aMeter();
    await intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [900]), atomic);
    await intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [905]), atomic);
    const attempts = [
      () => world.database.client.$executeRaw`update telemetry.reading set energy_mj = 0 where meter = ${meter.number}`,
      () => world.database.client.$executeRaw`delete from telemetry.reading where meter = ${meter.number}`,
      () => world.database.client.$executeRaw`delete from telemetry.interval where meter = ${meter.number}`,
      () => world.database.client.$executeRaw`update telemetry.interval_history set energy_mj = 0 where meter = ${meter.number}`,
      () => world.database.client.$executeRaw`update telemetry.interval set meter = meter + 1 where meter = ${meter.number}`,
    ];
    for (const attempt of attempts) await expect(world.database.transaction(system, attempt)).rejects.toThrow(/never changed or deleted|keeps its meter/);
  });
});

describe('a gap', () => {
  it('of two hours is drawn over by the straight line an hour later, and marked; a longer one stays a gap', async () => {
    const meter = await aMeter();
    await intake.take(host, readings(meter.id, '2021-11-20T00:00:00Z', [250, ...Array.from({ length: 8 }, () => null), 286, ...Array.from({ length: 9 }, () => null), 300]), atomic);
    await world.worker.drain();
    expect((await seriesOf(meter.id, '2021-11-20T00:15:00Z', '2021-11-20T02:15:00Z')).quality.every(isMissing)).toBe(true);
    await world.clock.moveTo('2021-11-20T13:08:00Z');
    await world.worker.drain();
    const filled = await seriesOf(meter.id, '2021-11-20T00:15:00Z', '2021-11-20T02:15:00Z');
    expect([...filled.energyMj]).toEqual([254n, 258n, 262n, 266n, 270n, 274n, 278n, 282n].map(kilowattHours));
    expect([...filled.quality]).toEqual(Array.from({ length: 8 }, () => quality.ESTIMATED_LINEAR));
    expect((await seriesOf(meter.id, '2021-11-20T02:30:00Z', '2021-11-20T04:45:00Z')).quality.every(isMissing)).toBe(true);
  });

  it('is drawn over anew when a reading arrives inside it, which then counts as measured', async () => {
    const meter = await aMeter();
    const estimation = world.get(Estimation);
    const night = period('2021-11-20T00:00:00Z', '2021-11-20T02:00:00Z');
    await intake.take(host, readings(meter.id, '2021-11-20T00:00:00Z', [100, null, null, null, 180]), atomic);
    expect((await estimation.estimate(host, meter.id, night)).estimated).toBe(3);
    expect((await estimation.estimate(host, meter.id, night)).estimated).toBe(0);
    await intake.take(host, readings(meter.id, '2021-11-20T00:30:00Z', [150]), atomic);
    await estimation.estimate(host, meter.id, night);
    const series = await seriesOf(meter.id, '2021-11-20T00:00:00Z', '2021-11-20T01:15:00Z');
    expect([...series.energyMj]).toEqual([100n, 125n, 150n, 165n, 180n].map(kilowattHours));
    expect([...series.quality].map((bits) => bits === quality.VALID)).toEqual([true, false, true, false, true]);
  });

  it('is estimated by the host that owns the meter and by staff, and by nobody else', async () => {
    const meter = await aMeter();
    const estimation = world.get(Estimation);
    const night = period('2021-11-20T00:00:00Z', '2021-11-20T02:00:00Z');
    await expect(estimation.estimate(other, meter.id, night)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(estimation.estimate(member('org_host', 'HOST', 'VIEWER'), meter.id, night)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(estimation.estimate(host, meter.id, { from: night.to, to: night.from })).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    await expect(estimation.estimate(staff, meter.id, night)).resolves.toMatchObject({ estimated: 0 });
  });
});

describe('a file of readings', () => {
  /** Hour-ending rows of a local month, as a grid operator publishes them: the wall-clock label, no offset. */
  function monthOfHours(from: string, to: string): { file: string; hours: number } {
    const [first, last] = [startOfDay(parseDate(from), 'America/Chicago'), startOfDay(parseDate(to), 'America/Chicago')];
    const rows: string[] = ['time,energy_kwh'];
    for (let start = first; start.epochMilliseconds < last.epochMilliseconds; start = start.add({ hours: 1 })) {
      const label = start.toZonedDateTimeISO('America/Chicago').toPlainDateTime().add({ hours: 1 });
      rows.push(`${label.toString({ smallestUnit: 'minute' }).replace('T', ' ')},${rows.length}`);
    }
    return { file: rows.join('\r\n'), hours: rows.length - 1 };
  }
  const take = async (meterId: string, file: string, partial = false) => {
    const { sha256, submitted } = await world.get(ReadingFiles).read(Readable.from([Buffer.from(file)]), fileOptions({ meter: meterId, zone: 'America/Chicago', time: 'ENDING', durationSeconds: '3600' }));
    return intake.take(host, submitted, { partial, fileSha256: sha256 });
  };

  it.each([
    ['March, with its day of 92 quarter-hours', '2021-03-01', '2021-04-01', '2021-03-14', 92, 743],
    ['August', '2021-08-01', '2021-09-01', '2021-08-15', 96, 744],
    ['the first half of November, with its day of 100 quarter-hours', '2021-11-01', '2021-11-16', '2021-11-07', 100, 361],
  ])('brings %s, every hour split into four that sum to it', async (_, from, to, day, quarters, hours) => {
    const meter = await aMeter();
    const month = monthOfHours(from, to);
    expect(month.hours).toBe(hours);
    await expect(take(meter.id, month.file)).resolves.toMatchObject({ accepted: hours, duplicates: 0 });
    await expect(take(meter.id, month.file)).resolves.toMatchObject({ accepted: 0, duplicates: hours });
    const zoned = (date: string) => startOfDay(parseDate(date), 'America/Chicago');
    const series = await metering.ofMeter(host, meter.id, { from: zoned(from), to: zoned(to) });
    expect(totalMj(series)).toBe(kilowattHours(BigInt((hours * (hours + 1)) / 2)));
    expect(series.quality.every((bits) => bits === (quality.VALID | quality.DERIVED))).toBe(true);
    const oneDay = await metering.ofMeter(host, meter.id, { from: zoned(day), to: startOfDay(parseDate(day).add({ days: 1 }), 'America/Chicago') });
    expect([oneDay.quality.length, oneDay.quality.filter(isMissing).length]).toEqual([quarters, 0]);
  });

  it('with a bad row is refused whole, naming the line', async () => {
    const meter = await aMeter();
    await expect(take(meter.id, 'time,energy_kwh\n2021-08-01 01:00,5\n2021-08-01 02:00,6\n\n2021-08-01 03:00,-7\n2021-08-01 04:00')).rejects.toMatchObject({
      details: { count: 2, refused: [{ index: 5, code: 'READING_NEGATIVE' }, { index: 6, code: 'READING_ENERGY_AMBIGUOUS' }] },
    });
    expect(await counted(() => world.database.client.$queryRaw`select count(*) from telemetry.reading where meter = ${meter.number}`)).toBe(0);
  });

  it.each([
    ['nothing', '', 'INTAKE_UNREADABLE'],
    ['a header alone', 'time,energy_kwh\n', 'INTAKE_UNREADABLE'],
    ['a column nobody knows', 'time,energy_kwh,colour\n', 'INPUT_INVALID'],
    ['an open quote', 'time,energy_kwh\n"2021-08-01 01:00,5\n', 'INTAKE_UNREADABLE'],
  ])('of %s is refused', async (_, file, code) => {
    await expect(take('mtr_x', file)).rejects.toMatchObject({ code });
  });

  it('longer than fifty thousand rows is refused while it streams', async () => {
    function* rows() {
      yield Buffer.from('time,energy_kwh\n');
      for (let block = 0; block < 501; block += 1) yield Buffer.from('2021-08-01T01:00:00Z,5\n'.repeat(100));
    }
    await expect(world.get(ReadingFiles).read(Readable.from(rows()), fileOptions({ meter: 'mtr_x' }))).rejects.toMatchObject({ code: 'INTAKE_TOO_LARGE', details: { limit: 50_000 } });
  });
});

describe('the partitions of the interval table', () => {
  it('are made for the months that readings come from; months that are over can be read by meter', async () => {
    const partitions = await world.database.read(system, () => world.database.client.$queryRaw<{ name: string }[]>`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'telemetry.interval'::regclass order by 1`);
    // The last hour of March in Chicago is April's first in UTC, in which months are cut.
    expect(partitions.map(({ name }) => name)).toEqual(['interval_2021_03', 'interval_2021_04', 'interval_2021_08', 'interval_2021_09', 'interval_2021_11']);
    const unindexed = () => world.database.read(system, () => world.database.client.$queryRaw<{ first: Date }[]>`select first from telemetry.unindexed_month`);
    expect((await unindexed()).map(({ first }) => first.toISOString())).toEqual(['2021-11-01T00:00:00.000Z']);
    await world.clock.moveTo('2021-12-01T00:00:00Z');
    await world.worker.drain();
    expect(await unindexed()).toEqual([]);
  });
});

describe('a series for a reader', () => {
  it('ends with the last quarter-hour that has ended', async () => {
    const meter = await aMeter();
    const series = await seriesOf(meter.id, '2021-11-30T23:00:00Z', '2022-01-01T00:00:00Z');
    expect(series.quality.length).toBe(4);
  });

  it('of more than 36,000 points is refused', async () => {
    const meter = await aMeter();
    await expect(seriesOf(meter.id, '2020-01-01T00:00:00Z', '2021-06-01T00:00:00Z')).rejects.toMatchObject({ code: 'SERIES_TOO_LONG', details: { limit: 36_000 } });
  });
});

describe('what is announced', () => {
  it('is one event a batch, and one a meter with the time that changed', async () => {
    const meter = await aMeter();
    await intake.take(host, readings(meter.id, '2021-11-20T10:00:00Z', [900, 910]), atomic);
    const events = await world.database.read(system, () => world.database.client.$queryRaw<{ type: string; data: unknown }[]>`select type, data from event where subject = ${meter.id} order by sequence`);
    expect(events).toEqual([
      { type: 'meter.added', data: { siteId, kind: 'HALL', name: meter.name, ratedW: '4000000' } },
      { type: 'metering.intervals.changed', data: { meterId: meter.id, from: '2021-11-20T10:00:00Z', to: '2021-11-20T10:30:00Z', intervals: 2, cause: 'READINGS' } },
    ]);
    const batches = await counted(() => world.database.client.$queryRaw`select count(*) from event where type = 'metering.readings.taken' and data @> '{"accepted": 2, "refused": 0}' and subject in (select batch_id from telemetry.reading where meter = ${meter.number})`);
    expect(batches).toBe(1);
  });
});
