import { type Actor, anonymous, kilowatts, parseInstant, systemActor } from '@busbar/kernel';
import { Sites } from '@busbar/capacity';
import { Clock, Database } from '@busbar/platform';
import { type GraphqlAnswer, type Served, served } from '@busbar/test-kit';
import { InsightsModule } from '../insights.module';

const host: Actor = { kind: 'PERSON', personId: 'prs_h', personName: 'host', organisationId: 'org_host', organisationKinds: ['HOST'], role: 'OWNER', signatory: false, scopes: 'ALL', credentialId: null };

let api: Served;
let actor: Actor = host;
let siteId: string;

beforeAll(async () => {
  api = await served([InsightsModule]);
  await api.get(Clock).move(parseInstant('2026-11-22T12:00:00Z'), false);
  const world = api.get(Database);
  await world.transaction(systemActor('test'), () => world.client.$executeRaw`insert into organisation (id, name, country, kinds) values ('org_host', 'Copper Sage', 'US', '{HOST}')`);
  const site = await api.get(Sites).create(host, {
    name: 'Hearne', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedW: kilowatts(60_000n), designPue: '1.2', peakPue: '1.25', firm: true,
    energised: [{ from: parseInstant('2020-01-01T00:00:00Z'), grossW: kilowatts(60_000n), confidence: 'ENERGISED', evidence: 'Energisation letter' }],
  });
  siteId = site.id;
});
afterAll(() => api?.close());
beforeEach(() => {
  actor = host;
});

const query = (text: string): Promise<GraphqlAnswer> => api.as(actor).ask(text);

describe('mine or host, asked over GraphQL', () => {
  it('stands side by side, mining first, each multiple with who earns it', async () => {
    const { data, errors } = await query(`{ siteEconomics(siteId: "${siteId}", assumptions: [{ key: "rentUsdPerKwMonth", value: "150" }, { key: "horizonMonths", value: "60" }]) {
      grossKw months halvings scenarios { scenario earner multipleOfMining revenueUsdPerKwh criticalKw capex { amount currency } paybackMonths cashFlow cumulative } } }`);
    expect(errors).toBeUndefined();
    const answer = data?.['siteEconomics'] as { months: string[]; halvings: string[]; grossKw: string; scenarios: { scenario: string; earner: string; multipleOfMining: string | null; cashFlow: string[]; cumulative: string[] }[] };
    expect([answer.grossKw, answer.months.length, answer.months[0], answer.halvings]).toEqual(['60000', 60, '2026-12-01', ['2028-04-11']]);
    expect(answer.scenarios.map(({ scenario, earner, multipleOfMining }) => [scenario, earner, multipleOfMining])).toEqual([
      ['MINING', 'MINER', null],
      ['HYBRID_COLOCATION', 'LANDLORD', '2.9'],
      ['FULL_COLOCATION', 'LANDLORD', '2.9'],
      ['HYBRID_GPU_CLOUD', 'GPU_OPERATOR', '17.9'],
      ['FULL_GPU_CLOUD', 'GPU_OPERATOR', '17.9'],
    ]);
    expect(answer.scenarios[2]).toMatchObject({ revenueUsdPerKwh: '0.1711', criticalKw: '48000', capex: { amount: '384000000.00', currency: 'USD' } });
    for (const { cashFlow, cumulative } of answer.scenarios) {
      const cents = (text: string) => BigInt(text.replace('.', ''));
      expect(cents(cumulative.at(-1)!)).toBe(cashFlow.reduce((sum, flow) => sum + cents(flow), 0n));
    }
  });

  it('names every assumption with its unit and source', async () => {
    const { data } = await query(`{ siteEconomics(siteId: "${siteId}", assumptions: [{ key: "aiPue", value: "1.3" }]) { assumptions { key unit value usual basis source } } }`);
    const { assumptions } = data?.['siteEconomics'] as { assumptions: { key: string; source: string }[] };
    expect(assumptions.find(({ key }) => key === 'aiPue')).toEqual({ key: 'aiPue', unit: 'RATIO', value: '1.3', usual: '1.2', basis: 'READER', source: 'said by the reader' });
    expect(assumptions.every(({ source }) => source.length > 0)).toBe(true);
  });

  it('is refused with an assumption that is none, for a site that is not in sight, and to nobody in particular', async () => {
    const economics = (more: string) => query(`{ siteEconomics(siteId: "${siteId}"${more}) { grossKw } }`).then(({ errors }) => errors?.[0]?.extensions.code);
    expect(await economics(', assumptions: [{ key: "aiPue", value: "0.1" }]')).toBe('INPUT_INVALID');
    actor = { ...host, organisationId: 'org_other', organisationKinds: ['TENANT'] };
    expect(await economics('')).toBe('NOT_FOUND');
    actor = anonymous;
    expect(await economics('')).toBe('NOT_SIGNED_IN');
  });

  it('comes with the public cases of the claim, recomputed', async () => {
    const { data } = await query('{ revenueClaims { id earner multiple } }');
    expect(data?.['revenueClaims']).toContainEqual({ id: '2024-07-h100', earner: 'GPU_OPERATOR', multiple: '25.1' });
    expect(data?.['revenueClaims']).toContainEqual({ id: '2024-07-colo', earner: 'LANDLORD', multiple: '1.9' });
  });
});
