/** Every place of the schema that takes a value is given hostile ones, by somebody who may ask: all are refused or taken, none breaks anything. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import request from 'supertest';
import { RightsMatrix } from '@busbar/platform';
import type { Caller } from './api';
import { aDemoApi, type DemoApi } from './demo-api';
import { operationAt, type Place, placesOf, type Plausible } from './generated-documents';

const schema = buildSchema(readFileSync(join(__dirname, '../../apps/api/schema.graphql'), 'utf8'));
/** These would end the caller's own session, or take minutes by design. */
const APART = ['signIn', 'signInDemo', 'advanceClock', 'runBilling'];
const nameOf = ({ operation, field, path }: Place): string => `${operation}.${field}(${path.join('.')})`;

const base64 = (text: string): string => Buffer.from(text).toString('base64url');
const TEXTS = ['', ' ', 'x'.repeat(90_000), 'line\nbreak\r\ttab\u0001\u007f', '\ud800', '\u202eright to left', "'; drop table site; --", '%_\\', '../../etc/passwd', base64('["a","b"]'), base64('[]'), base64('{}'), base64('["\u0000",""]'), base64('null'), '__proto__', 'constructor'];
const HOSTILE: Readonly<Record<string, readonly unknown[]>> = {
  String: [...TEXTS, 7, {}, []],
  ID: [...TEXTS, 'ctr_', 'site_0000000000000000000000000a', -1, {}],
  Decimal: ['-1', '0', '-0', `1${'0'.repeat(40)}`, `-1${'0'.repeat(40)}`, `0.${'0'.repeat(50)}1`, '1e400', '1e-400', 'NaN', 'Infinity', '', '0x10', ' 1', '9007199254740993', '9223372036854775808', '1'.repeat(5_000), 1.5, {}],
  Int: [-1, 0, 2_147_483_647, -2_147_483_648, 2_147_483_648, 1.5, '1'],
  DateTime: ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', '2021-02-30T00:00:00Z', '2026-01-01', '', 'x'.repeat(10_000), 0],
  LocalDate: ['0001-01-01', '9999-12-31', '-271821-04-19', '+275760-09-13', '2026-02-29', '', 'tomorrow', 0],
};
const places = placesOf(schema).filter(({ field, type }) => !APART.includes(field) && type in HOSTILE);

let api: DemoApi;
let matrix: readonly string[];
let plausible: Plausible;

beforeAll(async () => {
  api = await aDemoApi();
  matrix = api.app.get(RightsMatrix).table().split('\n');
  const own = (sql: string): Promise<string> => api.one(sql, [api.host.organisationId]);
  const energised = { from: '2026-01-01T00:00:00Z', confidence: 'ENERGISED', evidence: 'Energisation letter' };
  const contract = await own(`select id from contract where host_id = $1 and state = 'APPROVED'`);
  plausible = {
    siteId: await own('select id from site where host_id = $1 order by id limit 1'),
    hallId: await own('select h.id from hall h join site s on s.id = h.site_id where s.host_id = $1 limit 1'),
    meterId: await own('select id from meter where host_id = $1 limit 1'),
    requestId: await api.one(`select id from request where state = 'OPEN' limit 1`),
    listingId: await own(`select id from listing where host_id = $1 and state = 'PUBLISHED' limit 1`),
    proposalId: await own(`select id from proposal where host_id = $1 and state = 'SENT' limit 1`),
    contractId: contract, trancheId: await api.one('select id from tranche where contract_id = $1', [contract]), invoiceId: await api.one('select id from invoice limit 1'),
    organisationId: api.host.organisationId, first: 5, password: 'busbar-demo', quantityKw: '500', minimumLot: '500', increment: '500', product: 'COLOCATION', installed: energised, energised,
    country: 'US', timeZone: 'America/Chicago', kinds: ['HOST'], scopes: ['readings:write'], minimumTermMonths: 12, maximumTermMonths: 24,
    priceTerms: [{ code: 'CAPACITY_RESERVED', price: '150', billedIn: 'ARREARS' }, { code: 'ENERGY_FIXED', price: '0.05', billedIn: 'ARREARS' }],
  };
}, 240_000);
afterAll(() => api?.close());

describe('a hostile value is refused in words or taken, never a defect, at', () => {
  it.each(places.map((place) => [nameOf(place), place] as const))('%s', async (_name, place) => {
    const rights = matrix.find((line) => line.startsWith(`${place.operation}.${place.field} `)) ?? '';
    const callers: Caller[] = (['host', 'tenant', 'staff'] as const).filter((kind) => rights.includes(`${kind}.owner`)).map((kind) => api[kind]);
    const caller = callers[0] ?? api.host;
    const broken: unknown[] = [];
    for (const value of HOSTILE[place.type] ?? []) {
      const { query, variables } = operationAt(schema, place, value, plausible);
      const began = performance.now();
      const { status, body } = await request(api.http).post('/graphql').set('authorization', `Bearer ${caller.token}`).set('apollo-require-preflight', 'true').send({ query, variables });
      const answer = body as { data?: unknown; code?: string; errors?: readonly { message: string; extensions: { code: string } }[] };
      const code = answer.errors?.[0]?.extensions.code ?? answer.code ?? (answer.data ? 'answered' : 'nothing');
      const took = performance.now() - began;
      if (['INTERNAL', 'nothing'].includes(code) || status >= 500 || took > 3_000) broken.push([String(value).slice(0, 40), code, status, Math.round(took)]);
    }
    expect(broken).toEqual([]);
  });
});
