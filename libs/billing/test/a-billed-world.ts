/** Contracts that are active, their meters and prices, on a database of their own: what a billing run finds. */
import { Client } from 'pg';
import { type Actor, anonymous, type IntervalSeries, instantOf, intervalSeries, INTERVAL_MS, quality, systemActor } from '@busbar/kernel';
import type { ContractTerms } from '@busbar/contracts';
import { Database, Outbox } from '@busbar/platform';
import type { PriceTerm } from '@busbar/pricing';
import { aModule, type TestModule } from '@busbar/test-kit';
import { BillingModule } from '../src/billing.module';
import type { IndexPrice } from '../src/domain/price-index';
import { Indices } from '../src/indices/indices.service';
import { Invoices } from '../src/invoices/invoices.service';
import { Billing } from '../src/runs/billing.service';

const member = (organisationId: string, kind: 'HOST' | 'TENANT' | 'STAFF'): Actor => ({
  ...anonymous, kind: 'PERSON', personId: `prs_${organisationId}`, personName: organisationId, organisationId, organisationKinds: [kind], role: 'OWNER', scopes: 'ALL',
});
export const host = member('org_host', 'HOST');
export const tenant = member('org_tenant', 'TENANT');
export const stranger = member('org_stranger', 'TENANT');
export const staff = member('org_staff', 'STAFF');
export const system = systemActor('test');

export const rent: PriceTerm = { id: 'trm_rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118.00' };
export const index: PriceTerm = { id: 'trm_index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'ERCOT_DAM', passThrough: true };
export const adder: PriceTerm = { id: 'trm_adder', code: 'energy.index_adder', billedIn: 'ARREARS', price: '0.0065' };
export const flat: PriceTerm = { id: 'trm_flat', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };

export interface Deal {
  readonly id: string;
  readonly prices?: readonly PriceTerm[];
  readonly tranches?: readonly { readonly id: string; readonly kw: string; readonly rentStart: string | null }[];
  readonly terms?: Partial<ContractTerms>;
}

export interface BilledWorld extends TestModule {
  readonly billing: Billing;
  readonly invoices: Invoices;
  /** Statements as somebody with a SQL prompt would send them. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** An active contract, announced as such. */
  activate(deal: Deal): Promise<void>;
  /** A hall's handover is accepted later: the day of rent of a tranche. */
  accept(trancheId: string, rentStart: string): Promise<void>;
  /** Quarter-hours of a tranche's meter in `[from, to)`: kWh by position; null leaves one out. */
  reads(contractId: string, trancheId: string, from: string, to: string, kwh: (position: number) => number | null, role?: 'IT' | 'FACILITY'): Promise<IntervalSeries>;
  /** Hourly prices in `[from, to)`. */
  prices(from: string, to: string, price: (hour: number) => string, version?: string): Promise<readonly IndexPrice[]>;
}

export async function aBilledWorld(at: string): Promise<BilledWorld> {
  const module = await aModule([BillingModule]);
  await module.clock.moveTo(at);
  const database = module.get(Database);
  /** Set up below the guards of lower contexts, whose own way to these rows is long and tested there. */
  const below = async (statements: readonly (readonly [string, readonly unknown[]])[]): Promise<void> => {
    const client = new Client({ connectionString: module.url });
    await client.connect();
    try {
      await client.query(`set session_replication_role = 'replica'`);
      for (const [text, values] of statements) await client.query(text, [...values]);
    } finally {
      await client.end();
    }
  };
  await below(['org_host', 'org_second', 'org_tenant', 'org_stranger', 'org_staff'].map((id) => ['insert into organisation (id, name, country, kinds) values ($1, $1, $2, $3)', [id, 'US', '{HOST}']]));
  const world: BilledWorld = {
    ...module,
    billing: module.get(Billing),
    invoices: module.get(Invoices),
    async sql<Row extends object>(text: string, values: readonly unknown[] = []) {
      const client = new Client({ connectionString: module.url });
      await client.connect();
      try {
        return (await client.query<Row>(text, [...values])).rows;
      } finally {
        await client.end();
      }
    },
    async activate(deal) {
      const { terms, rows } = contractRows(deal);
      await below(rows);
      await database.transaction(system, () => module.get(Outbox).publish({
        type: 'contract.moved', subject: deal.id, organisations: [terms.host.organisationId, terms.tenant.organisationId], data: { action: 'commence', from: 'EFFECTIVE', to: 'ACTIVE' },
      }));
    },
    accept: (trancheId, rentStart) => below([['update tranche set rent_start = $2, accepted_at = now() where id = $1', [trancheId, rentStart]]]),
    async reads(contractId, trancheId, from, to, kwh, role = 'IT') {
      const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
      const count = (toMs - fromMs) / INTERVAL_MS;
      const known = Array.from({ length: count }, (_, position) => kwh(position));
      const energyMj = BigInt64Array.from(known, (value) => BigInt(Math.round((value ?? 0) * 1000)) * 3_600_000n);
      const read = known.flatMap((value, position) => (value === null ? [] : [{ start: new Date(fromMs + position * INTERVAL_MS).toISOString(), energy: (energyMj[position] ?? 0n).toString() }]));
      const meterId = `mtr_${trancheId}_${role}`;
      await below([
        [`insert into meter (id, host_id, site_id, kind, name, rated_w) values ($1, 'org_host', 'site_1', 'HALL', $1, 100000000) on conflict do nothing`, [meterId]],
        [`insert into meter_assignment (id, meter_id, host_id, tenant_id, contract_id, tranche_id, role, share_millionths, during) values ($1, $1, 'org_host', 'org_tenant', $2, $3, $4::"MeterRole", 1000000, '[2020-01-01,)') on conflict do nothing`, [meterId, contractId, trancheId, role]],
        [`select telemetry.ensure_month(m) from generate_series(date_trunc('month', $1::timestamptz, 'UTC'), $2::timestamptz, interval '1 month') m`, [from, to]],
        [
          `insert into telemetry.interval (start, meter, energy_mj, quality, changed_at)
           select s::timestamptz, (select number from meter where id = $1), e, $4, now() from unnest($2::text[], $3::bigint[]) as given (s, e)
           on conflict (start, meter) do update set energy_mj = excluded.energy_mj`,
          [meterId, read.map(({ start }) => start), read.map(({ energy }) => energy), quality.VALID],
        ],
      ]);
      return intervalSeries(fromMs, INTERVAL_MS, energyMj, Uint16Array.from(known, (value) => (value === null ? quality.MISSING : quality.VALID)));
    },
    async prices(from, to, price, version = 'final') {
      const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
      const given = Array.from({ length: hours }, (_, hour) => ({ start: instantOf(Date.parse(from) + hour * 3_600_000), price: price(hour) }));
      await module.get(Indices).import(staff, { code: 'ERCOT_DAM', version, status: 'FINAL', currency: 'USD', stepMinutes: 60, source: 'Test' }, given);
      return given;
    },
  };
  return world;
}

function contractRows({ id, prices = [rent, index, adder], tranches = [{ id: `trn_${id}`, kw: '4000', rentStart: '2021-08-01' }], terms: change = {} }: Deal) {
  const terms: ContractTerms = {
    form: 1, language: 'en', product: 'COLOCATION', host: { organisationId: 'org_host', name: 'Host' }, tenant: { organisationId: 'org_tenant', name: 'Tenant' }, zone: 'America/Chicago', currency: 'USD',
    start: '2021-08-01', end: '2022-08-01', prices, taxes: [{ code: 'tax.state', jurisdiction: 'US-TX', rate: '0.0625' }], firmness: { kind: 'FIRM', curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 },
    security: { kind: 'NONE' }, billingDay: 1, paymentDays: 30, settlement: 'PLATFORM', platformFeeRate: '0.02', conditions: '', ...change,
    tranches: tranches.map((tranche) => ({
      id: tranche.id, siteId: 'site_1', siteName: 'Site', hallId: 'hall_1', hallName: 'Hall', kw: tranche.kw, clusterId: null, gpus: 0, gpuModel: null, start: change.start ?? '2021-08-01', rentStart: change.start ?? '2021-08-01', end: change.end ?? '2022-08-01', ramp: [],
    })),
  };
  const parties = [terms.host.organisationId, terms.tenant.organisationId];
  const rows: (readonly [string, readonly unknown[]])[] = [
    [
      `insert into contract (id, proposal_id, host_id, tenant_id, state, version_id, zone, currency, start_date, end_date, security_required, drafted_at) values ($1, $2, $3, $4, 'ACTIVE', $5, $6, $7, $8, $9, false, now())`,
      [id, `prp_${id}`, ...parties, `ver_${id}`, terms.zone, terms.currency, terms.start, terms.end],
    ],
    [`insert into contract_version (id, contract_id, host_id, tenant_id, number, terms, sha256, author_name, written_at) values ($1, $2, $3, $4, 1, $5, 'none', 'Author', now())`, [`ver_${id}`, id, ...parties, JSON.stringify(terms)]],
    [`insert into version_in_force (version_id, contract_id, host_id, tenant_id, valid_from) values ($1, $2, $3, $4, '2020-01-01')`, [`ver_${id}`, id, ...parties]],
    ...tranches.map((tranche, position): readonly [string, readonly unknown[]] => [
      `insert into tranche (id, contract_id, host_id, tenant_id, ordinal, site_id, hall_id, power_w, gpus, start_date, end_date, contract_rent_start, rent_start, accepted_at, reservation_id)
       values ($1, $2, $3, $4, $5, 'site_1', 'hall_1', $6, 0, $7, $8, $7, $9::date, case when $9::date is null then null else now() end, $10)`,
      [tranche.id, id, ...parties, position + 1, Number(tranche.kw) * 1000, terms.start, terms.end, tranche.rentStart, `rsv_${tranche.id}`],
    ]),
  ];
  return { terms, rows };
}
