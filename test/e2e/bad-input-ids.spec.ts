/** Another organisation's id is as if it did not exist: every place of the schema that takes an id answers both alike, byte for byte. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { RightsMatrix } from '@busbar/platform';
import { type Caller, type GraphqlAnswer, PASSWORD } from './api';
import { aDemoApi, type DemoApi } from './demo-api';
import { type IdPlace, idPlaces, operationAt, type Plausible } from './generated-documents';

const schema = buildSchema(readFileSync(join(__dirname, '../../apps/api/schema.graphql'), 'utf8'));
/** Only staff may ask these, and they see everything; that others may not is in the rights matrix. */
const STAFF_ONLY = ['ledgerTransactions', 'approveContract', 'confirmSecurity', 'requestContractChanges', 'setReviewItem', 'verifyOrganisation', 'verifySite'];
/** Whom an offer or a request is meant for: a name on an envelope, which is kept as it is and never looked up for the sender. */
const ADDRESSED = ['visibleTo', 'addressedTo'];
const places = idPlaces(schema).filter(({ field, path }) => !STAFF_ONLY.includes(field) && !ADDRESSED.includes(path.at(-1) ?? ''));
const nameOf = ({ operation, field, path }: IdPlace): string => `${operation}.${field}(${path.join('.')})`;
/** What a place's id is of: by its own name, or by the field where that is only `id`. */
const subjectOf = ({ field, path }: IdPlace): string => {
  const name = path.at(-1) ?? '';
  return name === 'id' ? (/site|hall|invoice|listing|meter|organisation|proposal|request|contract/i.exec(field)?.[0] ?? field).toLowerCase() : name.slice(0, -2);
};

let api: DemoApi;
let strangers: { readonly host: Caller; readonly tenant: Caller };
/** Ids of others by what they are of, none of which a stranger may see. */
let foreign: Readonly<Record<string, string>>;
/** What else the commands need: the stranger's own, so that the foreign id is the only fault. */
let plausible: Plausible;
let matrix: readonly string[];

beforeAll(async () => {
  api = await aDemoApi();
  strangers = { host: await api.join('HOST', 'Stranger Power'), tenant: await api.join('TENANT', 'Stranger AI') };
  await api.sql.query(`update organisation set verified_at = now(), verified_by = 'Test', verification = 'Register extract' where id = any ($1)`, [[strangers.host.organisationId, strangers.tenant.organisationId]]);
  foreign = await theirs();
  plausible = await ours(strangers.host);
  matrix = api.app.get(RightsMatrix).table().split('\n');
}, 240_000);
afterAll(() => api?.close());

async function theirs(): Promise<Readonly<Record<string, string>>> {
  await api.host.field('mutation { createApiKey(input: { name: "Gateway", scopes: ["readings:write"] }) { text } }');
  const hidden = `from site s where not exists (select from listing l where l.site_id = s.id and l.state = 'PUBLISHED') limit 1`;
  const site = await api.one(`select s.id ${hidden}`);
  // Verified sites are on the market for all to see; this one is taken back.
  await api.sql.query('update site set verified_at = null, verified_until = null where id = $1', [site]);
  const invoice = await api.one(`select id from invoice where state = 'ISSUED' limit 1`);
  const contract = await api.one('select contract_id from invoice where id = $1', [invoice]);
  return {
    site, invoice, contract,
    hall: await api.one('select id from hall where site_id = $1 limit 1', [site]),
    gpucluster: await api.one('select id from gpu_cluster limit 1'),
    reservation: await api.one('select id from reservation where released_at is null limit 1'),
    listing: await api.one(`update listing set state = 'PAUSED' where id = (select id from listing where state = 'PUBLISHED' order by id desc limit 1) returning id`),
    request: await api.one(`select id from request where state <> 'OPEN' limit 1`),
    proposal: await api.one('select id from proposal limit 1'),
    tranche: await api.one('select id from tranche where contract_id = $1', [contract]),
    meter: await api.one('select id from meter limit 1'),
    organisation: api.host.organisationId,
    apikey: await api.one('select id from api_key limit 1'),
    session: await api.one('select id from session limit 1'),
  };
}

async function ours(host: Caller): Promise<Plausible> {
  const energised = { from: '2026-01-01T00:00:00Z', confidence: 'ENERGISED', evidence: 'Energisation letter' };
  const site = await host.field<{ id: string }>('mutation ($input: CreateSiteInput!) { createSite(input: $input) { id } }', {
    input: { name: 'Stranger’s site', place: 'Hearne', adminRegion: 'TX', country: 'US', timeZone: 'America/Chicago', grossInterconnectedKw: '9000', designPue: '1.15', peakPue: '1.2', firm: true, energised: [{ ...energised, grossKw: '9000' }] },
  });
  const hall = await host.field<{ id: string }>('mutation ($input: AddHallInput!) { addHall(input: $input) { id } }', {
    input: { siteId: site.id, name: 'A', criticalKw: '5000', cooling: 'AIR', fitOut: 'AI_READY', rackDensityKw: '40', redundancy: 'N_PLUS_1', energised },
  });
  const meter = await host.field<{ id: string }>('mutation ($input: AddMeterInput!) { addMeter(input: $input) { id } }', { input: { siteId: site.id, hallId: hall.id, kind: 'HALL', name: 'Feed', ratedKw: '5000' } });
  return {
    siteId: site.id, hallId: hall.id, meterId: meter.id, requestId: await api.one(`select id from request where state = 'OPEN' limit 1`), installed: energised, energised, stage: 'ASSESSMENT', first: 5, password: PASSWORD, idempotencyKey: 'asked-by-a-stranger', quantityKw: '500', minimumLot: '500', increment: '500',
  };
}

describe('another organisation’s id is as if it did not exist, at', () => {
  it.each(places.map((place) => [nameOf(place), place] as const))('%s', async (_name, place) => {
    const id = foreign[subjectOf(place).toLowerCase()];
    if (id === undefined) throw new Error(`The world has no ${subjectOf(place)}.`);
    const nobodys = `${id.slice(0, -10)}0000000000`;
    const rights = matrix.find((line) => line.startsWith(`${place.operation}.${place.field} `)) ?? '';
    const callers = (['host', 'tenant'] as const).filter((kind) => rights.includes(`${kind}.owner`)).map((kind) => strangers[kind]);
    expect(callers).not.toEqual([]);
    for (const caller of callers) {
      const ask = (given: string) => {
        const { query, variables } = operationAt(schema, place, given, plausible);
        return caller.ask(query, variables);
      };
      const before = place.operation === 'Mutation' ? await api.state() : {};
      const [foreigners, none] = [await ask(id), await ask(nobodys)];
      expect(JSON.parse(JSON.stringify(foreigners).replaceAll(id, nobodys))).toEqual(none);
      expect(said(foreigners)).toMatch(/^(NOT_FOUND NOT_FOUND|an empty page)$/);
      if (place.operation === 'Mutation') expect(await api.state()).toEqual(before);
    }
  });
});

function said({ data, errors }: GraphqlAnswer): string {
  const [first] = errors ?? [];
  if (first) return `${first.extensions.code} ${first.extensions.kind}${first.extensions.code === 'NOT_FOUND' ? '' : ` ${first.message}`}`;
  const [field] = Object.values(data ?? {}) as { readonly edges?: readonly unknown[] }[];
  return field?.edges?.length === 0 ? 'an empty page' : `answered ${JSON.stringify(field)}`;
}
