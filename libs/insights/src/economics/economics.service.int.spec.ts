import { type Actor, kilowatts, moneyText, type OrganisationKind, parseInstant, systemActor } from '@busbar/kernel';
import { Sites } from '@busbar/capacity';
import { aModule, type TestModule } from '@busbar/test-kit';
import { InsightsModule } from '../insights.module';
import { Economics } from './economics.service';

const system = systemActor('test');
const member = (organisationId: string, kind: OrganisationKind): Actor => ({
  kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: [kind], role: 'OWNER', signatory: true, scopes: 'ALL', credentialId: null,
});
const host = member('org_host', 'HOST');

let world: TestModule;
let siteId: string;

beforeAll(async () => {
  world = await aModule([InsightsModule]);
  await world.clock.moveTo('2026-11-22T12:00:00Z');
  await world.database.transaction(system, () => world.database.client.$executeRaw`insert into organisation (id, name, country, kinds) values ('org_host', 'Copper Sage', 'US', '{HOST}')`);
  const site = await world.get(Sites).create(host, {
    name: 'Mesquite Junction', place: 'Big Spring', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', gridRegion: 'ercot-west', grossInterconnectedW: kilowatts(40_000n), designPue: '1.18', peakPue: '1.25', firm: true,
    energised: [
      { from: parseInstant('2026-01-01T00:00:00Z'), grossW: kilowatts(10_000n), confidence: 'ENERGISED', evidence: 'Energisation letter' },
      { from: parseInstant('2027-01-01T00:00:00Z'), grossW: kilowatts(40_000n), confidence: 'CONTRACTED', evidence: 'Interconnection agreement' },
    ],
  });
  siteId = site.id;
});
afterAll(() => world?.close());

describe('the economics of a real site', () => {
  it('rest on what is served today, the PUE of its design and the power price of its region', async () => {
    const { economics, assumptions, halvings } = await world.get(Economics).ofSite(host, siteId, [{ key: 'conversionUsdPerMw', value: '10000000' }]);
    expect(economics.grossKw).toEqual({ n: 10_000n, d: 1n });
    expect(assumptions.filter(({ basis }) => basis === 'SITE' || basis === 'READER').map(({ key, value }) => [key, value])).toEqual([['aiPue', '1.18'], ['peakPue', '1.25'], ['conversionUsdPerMw', '10000000']]);
    expect(assumptions.find(({ key }) => key === 'powerUsdPerKwh')).toMatchObject({ value: '0.042', source: 'large loads in the grid region ercot-west' });
    expect(moneyText(economics.results.find(({ scenario }) => scenario === 'FULL_COLOCATION')!.capex)).toBe('80000000.00');
    expect(halvings.map(String)).toEqual(['2028-04-11', '2032-04-09', '2036-04-07']);
  });

  it('are not told to those who may not see the site', async () => {
    const economics = world.get(Economics);
    for (const stranger of [member('org_other', 'HOST'), member('org_tenant', 'TENANT')]) await expect(economics.ofSite(stranger, siteId, [])).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(economics.ofSite({ ...host, kind: 'KEY', scopes: ['readings:write'] }, siteId, [])).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(economics.ofSite(host, siteId, [{ key: 'aiPue', value: '0.5' }])).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'assumptions.0.value' } });
  });
});
