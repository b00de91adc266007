import { type Actor, type Instant, kilowatts, type MemberRole, parseDate, parseInstant, systemActor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { CapacityModule } from '../capacity.module';
import { Conversions } from '../conversions/conversions.service';
import { Halls, type NewHall } from '../halls/halls.service';
import type { Site } from '../domain/site';
import { CapacityLedger } from '../reservations/capacity-ledger.service';
import { type NewSite, Sites } from './sites.service';

const system = systemActor('test');
const member = (organisationId: string, kind: 'HOST' | 'TENANT' | 'STAFF', role: MemberRole = 'OWNER'): Actor => ({
  kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: [kind], role, signatory: true, scopes: 'ALL', credentialId: null,
});
const host = member('org_host', 'HOST');
const otherHost = member('org_other', 'HOST');
const tenant = member('org_tenant', 'TENANT');
const staff = member('org_staff', 'STAFF');
const at = (text: string): Instant => parseInstant(`${text}T00:00:00Z`);

let world: TestModule;
let sites: Sites;
let halls: Halls;
let conversions: Conversions;
let ledger: CapacityLedger;

beforeAll(async () => {
  world = await aModule([CapacityModule]);
  [sites, halls, conversions, ledger] = [world.get(Sites), world.get(Halls), world.get(Conversions), world.get(CapacityLedger)];
  await world.clock.moveTo('2026-11-22T12:00:00Z');
  await world.database.transaction(system, () => world.database.client.organisation.createMany({
    data: [['org_host', 'HOST'], ['org_other', 'HOST'], ['org_tenant', 'TENANT'], ['org_staff', 'STAFF']].map(([id, kind]) => ({ id: String(id), name: String(id), country: 'US', kinds: [kind as 'HOST'] })),
  }));
});
afterAll(() => world?.close());

const described = (over: Partial<NewSite> = {}): NewSite => ({
  name: 'Cottonwood Yard', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: kilowatts(90_000n), designPue: '1.19', peakPue: '1.25', firm: true,
  energised: [{ from: at('2020-01-01'), grossW: kilowatts(60_000n), confidence: 'ENERGISED', evidence: 'Letter' }], ...over,
});
const room = (siteId: string, over: Partial<NewHall> = {}): NewHall => ({
  siteId, name: 'Hall A', fitOut: 'AI_READY', cooling: 'DLC', redundancy: 'N_PLUS_1', rackDensityW: kilowatts(132n), criticalW: kilowatts(10_000n),
  energised: { from: at('2027-06-01'), confidence: 'CONTRACTED', stage: 'RFS', evidence: 'Plan' }, ...over,
});

describe('a site', () => {
  it('is seen by its host and staff until it is verified, and then by the market', async () => {
    const site = await sites.create(host, described());
    await expect(sites.get(tenant, site.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(sites.get(otherHost, site.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(sites.get(host, site.id)).resolves.toMatchObject({ id: site.id });
    await sites.verify(staff, site.id, at('2027-11-22'), 'Interconnection agreement and visit');
    await expect(sites.get(tenant, site.id)).resolves.toMatchObject({ id: site.id, hostId: 'org_host', verifiedUntil: at('2027-11-22') });
    await expect(world.database.read(tenant, () => sites.zoneOf(site.id))).resolves.toBe('America/Chicago');
  });

  it('answers for an id that does not exist as for one that is not yours to see', async () => {
    const site = await sites.create(host, described());
    const answers = await Promise.all([site.id, 'site_00000000000000000000000000'].map((id) => sites.get(tenant, id).catch((error: Error) => error.message)));
    expect(answers[0]).toBe(answers[1]);
  });

  it.each([
    ['a time zone that is an offset', { timeZone: '+01:00' }, 'timeZone'],
    ['a country spelt out', { country: 'Texas' }, 'country'],
    ['a PUE below one', { designPue: '0.9', peakPue: '0.9' }, 'peakPue'],
    ['a hottest hour that is better than the mean', { peakPue: '1.1' }, 'peakPue'],
    ['nothing energised', { energised: [] }, 'energised'],
    ['less than nothing energised', { energised: [{ from: at('2020-01-01'), grossW: -1n, confidence: 'ENERGISED' as const, evidence: '' }] }, 'energised.0.grossKw'],
    ['more energised than interconnected', { energised: [{ from: at('2020-01-01'), grossW: kilowatts(90_001n), confidence: 'ENERGISED' as const, evidence: '' }] }, 'energised.0.grossKw'],
    ['no name', { name: ' ' }, 'name'],
  ])('is not described with %s, and nothing of it stays', async (_what, over, path) => {
    const before = await world.database.read(system, () => world.database.client.site.count());
    await expect(sites.create(host, described(over))).rejects.toMatchObject({ kind: 'INVALID', details: { path } });
    expect(await world.database.read(system, () => world.database.client.site.count())).toBe(before);
  });

  it('is created by hosts who may write, and verified by staff alone', async () => {
    await expect(sites.create(tenant, described())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(sites.create(member('org_host', 'HOST', 'VIEWER'), described())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const site = await sites.create(host, described());
    await expect(sites.verify(host, site.id, at('2027-11-22'), 'mine')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(sites.verify(staff, site.id, at('2026-11-01'), 'late')).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  it('pages by name without losing or repeating any', async () => {
    for (const name of ['Zulu', 'Alpha', 'Alpha']) await sites.create(otherHost, described({ name }));
    const seen: string[] = [];
    let after: readonly [string, string] | null = null;
    for (let guard = 0; guard < 50; guard += 1) {
      const page: readonly Site[] = await sites.page(otherHost, { hostId: 'org_other' }, 1, after);
      const first: Site | undefined = page[0];
      if (!first) break;
      seen.push(first.name);
      after = [first.name, first.id];
      if (page.length === 1) break;
    }
    expect(seen).toEqual(['Alpha', 'Alpha', 'Zulu']);
  });
});

describe('a hall', () => {
  it('is refused where it would draw more than the whole connection on the hottest afternoon', async () => {
    const site = await sites.create(host, described());
    await expect(halls.add(host, room(site.id, { criticalW: kilowatts(72_001n) }))).rejects.toMatchObject({ code: 'HALL_EXCEEDS_SITE', details: { path: 'criticalKw', givenKw: '72001', mostKw: '72000' } });
    await expect(halls.add(host, room(site.id, { criticalW: kilowatts(72_000n) }))).resolves.toMatchObject({ siteId: site.id });
  });

  it("is not added to somebody else's site, nor twice under one name", async () => {
    const site = await sites.create(host, described());
    await expect(halls.add(otherHost, room(site.id))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await halls.add(host, room(site.id));
    await expect(halls.add(host, room(site.id))).rejects.toMatchObject({ details: { path: 'name' } });
  });

  it('holds no block and no cluster larger than itself, or before it is there', async () => {
    const site = await sites.create(host, described());
    const hall = await halls.add(host, room(site.id));
    const block = (kw: bigint, from: string) => halls.addBlock(host, {
      hallId: hall.id, name: `B${kw}${from}`, powerW: kilowatts(kw), from: at(from), firmness: 'FIRM', curtailmentHoursPerYear: 0, curtailmentNoticeMinutes: null, retainedMinimumW: 0n,
    });
    await expect(block(10_001n, '2027-06-01')).rejects.toMatchObject({ code: 'BLOCK_EXCEEDS_HALL', details: { hallKw: '10000' } });
    await expect(block(1n, '2027-05-31')).rejects.toMatchObject({ code: 'BLOCK_EXCEEDS_HALL', details: { hallKw: '0' } });
    await expect(block(10_000n, '2027-06-01')).resolves.toMatchObject({ hostId: 'org_host' });
    const cluster = (gpus: number) => halls.addCluster(host, {
      hallId: hall.id, name: `C${gpus}`, model: 'B200', gpus, wattsPerGpu: 1_788n, fabric: '', installed: { from: at('2027-06-01'), confidence: 'PLANNED', stage: 'RFS', evidence: 'Order' },
    });
    await expect(cluster(5_593)).rejects.toMatchObject({ code: 'BLOCK_EXCEEDS_HALL' });
    await expect(cluster(0)).rejects.toMatchObject({ details: { path: 'gpus' } });
    await expect(cluster(5_592)).resolves.toMatchObject({ model: 'B200' });
  });
});

describe('a conversion', () => {
  async function converting() {
    const site = await sites.create(host, described());
    const hall = await halls.add(host, room(site.id));
    const stage = { plannedStart: new Date('2026-08-01'), plannedEnd: new Date('2027-06-01'), forecastEnd: new Date('2027-06-01'), state: 'IN_PROGRESS' as const, progressPct: 40 };
    await world.database.transaction(system, async () => {
      await world.database.client.conversion.create({ data: { id: `cnv_${site.id}`, siteId: site.id, hostId: 'org_host', startedOn: new Date('2026-08-01'), plannedAiW: kilowatts(10_000n) } });
      await world.database.client.conversionStage.createMany({ data: (['ELECTRICAL', 'RFS'] as const).map((code) => ({ ...stage, code, conversionId: `cnv_${site.id}` })) });
    });
    return { site, hall };
  }
  const promise = (hallId: string) =>
    ledger.reserve(host, { kind: 'FIRM', hallId, powerW: kilowatts(8_000n), from: at('2027-06-10'), to: at('2037-06-10'), tenantId: 'org_tenant', subject: 'trn_1' });
  const conflictsOf = async (siteId: string) => (await ledger.claims(host, siteId))?.conflicts;
  const free = async (hallId: string, day: string) =>
    (await world.database.read(system, () => ledger.availability(hallId, { from: at(day), to: at(day).add({ hours: 24 }) }))).map((step) => step.free / 1000n);

  it('moves the capacity that waits for a stage when its date slips', async () => {
    const { site, hall } = await converting();
    await conversions.report(host, site.id, 'RFS', { forecastEnd: parseDate('2027-08-01') }, 'Transformer late by eight weeks');
    expect(await free(hall.id, '2027-07-15')).toEqual([0n]);
    expect(await free(hall.id, '2027-08-02')).toEqual([10_000n]);
    expect(await conflictsOf(site.id)).toEqual([]);
  });

  it('raises the conflict when a promise was made on the old date, sells no more on it, and closes it when the date is kept after all', async () => {
    const { site, hall } = await converting();
    const promised = await promise(hall.id);
    await conversions.report(host, site.id, 'RFS', { forecastEnd: parseDate('2027-07-01') }, 'Chillers late');
    const [conflict] = (await conflictsOf(site.id)) ?? [];
    expect(conflict).toMatchObject({ subjectId: hall.id, reservationIds: [promised.id], shortBy: kilowatts(8_000n), at: at('2027-06-10') });
    expect(await ledger.claims(tenant, site.id)).toBeNull();
    const told = await world.database.read(system, () => world.database.client.event.findFirst({ where: { type: 'capacity.conflictRaised', subject: site.id } }));
    expect(told?.organisations.sort()).toEqual(['org_host', 'org_tenant']);
    await expect(ledger.reserve(host, { kind: 'FIRM', hallId: hall.id, powerW: kilowatts(1n), from: at('2027-06-15'), to: at('2027-06-20'), subject: 'trn_2' })).rejects.toMatchObject({ code: 'CAPACITY_EXCEEDED', details: { free: '0' } });
    await conversions.report(host, site.id, 'RFS', { forecastEnd: parseDate('2027-06-05') }, 'Chillers flown in');
    expect(await conflictsOf(site.id)).toEqual([]);
  });

  it('is energised on the day it is done', async () => {
    const { site, hall } = await converting();
    await conversions.report(host, site.id, 'RFS', { actualEnd: parseDate('2026-11-20') }, 'Acceptance signed');
    const steps = await world.database.read(system, () => ledger.availability(hall.id, { from: at('2026-11-21'), to: at('2026-11-22') }));
    expect(steps).toMatchObject([{ free: kilowatts(10_000n), confidence: 'ENERGISED' }]);
  });

  it.each([
    ['without evidence', 'RFS', { progressPct: 50 }, ' ', 'INPUT_INVALID'],
    ['for a stage it does not have', 'COOLING', { progressPct: 50 }, 'x', 'NOT_FOUND'],
    ['with a day that lies ahead as done', 'RFS', { actualEnd: parseDate('2026-12-01') }, 'x', 'MILESTONE_DATES_INVALID'],
  ] as const)('takes no report %s', async (_what, code, report, evidence, refusal) => {
    const { site } = await converting();
    await expect(conversions.report(host, site.id, code, report, evidence)).rejects.toMatchObject({ code: refusal });
    await expect(conversions.report(otherHost, site.id, code, report, 'x')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
