// P4: what each of the contracts agreed, and what is known of it beside its quarter-hours: tables that both sides read.

export const zone = 'America/Chicago';
/** Whole watts that no quarter-hour of the load equals: each lies above the blocks or below them. */
const blocks = { base: '900.002', peak: '60' };
const peakHours = ['2026-04-07T22:00:00Z', '2026-04-14T21:45:00Z', '2026-04-21T22:15:00Z', '2026-04-28T21:30:00Z'];

const calendar = {
  id: 'cal', version: '1', holidays: [], observed: 'NONE',
  rules: [{ bucket: 'night', fromHour: 0, toHour: 6 }, { bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 14, toHour: 20 }, { bucket: 'rest' }],
};

/** In the order of evaluation. Several of them price the same energy, as a contract with a supply, a delivery and a hedge does. */
const terms = [
  { id: 'delivery', code: 'energy.fixed', price: '0.0021', lossFactor: '1.015' },
  { id: 'tiers', code: 'energy.tier', tiers: [{ upTo: '300000', price: '0.0105' }, { upTo: '662400', price: '0.0095' }, { upTo: null, price: '0.008', flatFee: '75' }] },
  { id: 'volume', code: 'energy.volume', tiers: [{ upTo: '662400', price: '0.00125' }, { upTo: null, price: '0.0012', flatFee: '12.50' }] },
  { id: 'tou', code: 'energy.tou', calendarId: 'cal', prices: [{ bucket: 'peak', price: '0.11' }, { bucket: 'rest', price: '0.045' }, { bucket: 'night', price: '0.03' }] },
  { id: 'index', code: 'energy.index', indexId: 'hub' },
  { id: 'blocks', code: 'energy.block', indexId: 'hub', blocks: [{ name: 'base', kw: blocks.base, price: '0.0285' }, { name: 'peak', kw: blocks.peak, price: '0.041', window: { calendarId: 'cal', bucket: 'peak' } }] },
  { id: 'adder', code: 'energy.index_adder', price: '0.0065' },
  { id: 'pue', code: 'energy.pue_overhead', price: '0.05', mode: { kind: 'fixed', pue: '1.25' } },
  { id: 'demand', code: 'demand.peak', price: '14.25' },
  { id: 'evening', code: 'demand.peak', price: '4.75', window: { name: 'evening', weekdays: [1, 2, 3, 4, 5], fromHour: 17, toHour: 20 } },
  { id: 'commit', code: 'capacity.commit', commitKw: '1039.9', price: '3', overageMultiplier: '1.5' },
  { id: 'rent', code: 'capacity.reserved', price: '18.50' },
  { id: 'hours', code: 'capacity.hourly', price: '0.0125' },
  { id: 'transmission', code: 'transmission.4cp', peakSetId: 'cp', annualRate: '54.32' },
  { id: 'gpus', code: 'gpu.premium', sku: 'H100-SXM', price: '1.89', incrementSeconds: 60 },
  { id: 'network', code: 'network.commit', commitMbps: '400', price: '0.45', burstPrice: '0.62' },
  { id: 'hands', code: 'charge.amount', lineCode: 'charge.hands', amount: '250.01', taxableFraction: '0.5' },
  { id: 'utility', code: 'passthrough.cost', passThrough: true, billId: 'bill', participantId: 'us' },
  { id: 'take', code: 'commit.take_or_pay', annualKwh: '8000000', share: '0.9', price: '0.0185', makeUpMonths: 12 },
  { id: 'least', code: 'commit.minimum_true_up', minimum: '122135', qualifyingCodes: ['energy.*', 'demand.*'] },
  { id: 'curtailed', code: 'credit.curtailment', price: '0.035' },
  { id: 'service', code: 'credit.sla', tiers: [{ atLeast: '0.9995', credit: '0' }, { atLeast: '0.99', credit: '0.02' }, { atLeast: '0.97', credit: '0.05' }], otherwise: '0.1', cap: '0.08', baseCodes: ['energy.*', 'capacity.*'] },
  { id: 'loyalty', code: 'discount', off: { kind: 'percentage', share: '0.0215' }, baseCodes: ['energy.*'] },
  { id: 'works', code: 'credit.capex', funded: '100000', shareOfFees: '0.02', baseCodes: ['capacity.*'] },
  { id: 'interest', code: 'fee.late', annualRate: '0.0825' },
].map((term) => ({ ...term, billedIn: 'ARREARS' }));
export const termCount = terms.length;

const taxes = [{ code: 'tax.state', rate: '0.0625' }, { code: 'tax.city', rate: '0.0175', compoundOn: ['tax.state'] }];

/** Quarter-hours and all else, made up from the number of the meter, so that every run has the same. */
export async function load(client, period, contracts) {
  const [from, to] = [period.fromMs / 1000, period.toMs / 1000];
  await client.query('create table interval (start timestamptz(3) not null, energy_mj bigint not null, meter integer not null, quality smallint not null, primary key (start, meter))');
  await client.query(
    `insert into interval select to_timestamp(s), (200000 + (meter::bigint * 7919 + s / 900 * 104729) % 60000) * 3600000, meter, case when (meter + s / 900) % 97 = 0 then 9 else 1 end
     from generate_series($1::bigint, $2::bigint - 900, 900) s, generate_series(1, $3::int) meter order by s, meter`,
    [from, to, contracts],
  );
  await client.query('create index on interval (meter, start)');
  await client.query('create table calendar (start timestamptz(3) primary key, class integer not null, cents_per_mwh integer not null, block_mj bigint not null)');
  // Four times the class: 0 peak, 1 rest, 2 night in the contract's order, and 3 the peak's hours of the evening window; beside it what the blocks deliver.
  await client.query(
    `insert into calendar select to_timestamp(s), 4 * class, (((s - $1::bigint) / 3600) * 7919) % 12000 - 2000, case when class in (0, 3) then 864001800000 else 810001800000 end
     from generate_series($1::bigint, $2::bigint - 900, 900) s,
       lateral (select extract(hour from to_timestamp(s) at time zone '${zone}') as hour, extract(isodow from to_timestamp(s) at time zone '${zone}') as isodow) at,
       lateral (select case when hour < 6 then 2 when isodow <= 5 and hour >= 17 and hour < 20 then 3 when isodow <= 5 and hour >= 14 and hour < 20 then 0 else 1 end as class) of`,
    [from, to],
  );
  for (const statement of known(contracts)) await client.query(statement);
  await client.query('vacuum (analyze)');
  // Both sides sort in memory.
  await client.query("set work_mem = '128MB'");
}

const known = (contracts) => [
  'create table contract (meter integer primary key, kw integer not null, bill integer not null, year_kwh numeric not null, credited numeric not null)',
  `insert into contract select m, 900 + m * 37 % 200, (m + 19) / 20, 6400000 + m * 7919 % 300000 + 0.125, 99000 + m * 13 % 1000 from generate_series(1, ${contracts}) m`,
  'create table allocation (meter integer not null, gpus integer not null, started timestamptz not null, ended timestamptz)',
  `insert into allocation select m, 8 * (1 + m % 16), timestamptz '2026-03-20T12:34:56Z' + m * interval '1 second', null from generate_series(1, ${contracts}) m
   union all select m, 4 + m % 5, timestamptz '2026-04-10T00:00:07Z' + m * interval '61 seconds', timestamptz '2026-04-10T00:00:07Z' + m * interval '61 seconds' + (m * 977 % 400000) * interval '1 second' from generate_series(1, ${contracts}) m`,
  'create table sample (meter integer not null, mbps integer not null)',
  `insert into sample select m, (m * 31 + s * 7907) % 900 from generate_series(1, ${contracts}) m, generate_series(1, 100) s`,
  'create table event (meter integer not null, kind text not null, during tstzrange not null)',
  // Outages that overlap one another, an approved maintenance and the beginning of the period; each tenth contract was curtailed for two hours.
  `insert into event select m, kind, tstzrange(at, at + minutes * interval '1 minute') from generate_series(1, ${contracts}) m, lateral (values
     ('OUTAGE', timestamptz '2026-04-12T03:00:00Z' + m % 50 * interval '1 minute', m * 17 % 1500, m % 2 = 0), ('OUTAGE', '2026-04-12T03:30:00Z', 200, m % 3 = 0),
     ('APPROVED_MAINTENANCE', '2026-04-12T04:00:00Z', 120, m % 5 = 0), ('OUTAGE', '2026-04-01T04:40:00Z', 45, m % 11 = 0),
     ('OUTAGE', '2026-04-15T15:00:00Z', 3, m % 20 = 0), ('CURTAILMENT', '2026-04-21T20:00:00Z', 120, m % 10 = 0)) event (kind, at, minutes, happened) where happened`,
  'create table overdue (meter integer not null, open numeric not null, due date not null, until date not null)',
  `insert into overdue select m, 1000.37 + m, date '2026-03-15', date '2026-04-01' + m % 28 from generate_series(1, ${contracts}) m where m % 3 = 0 union all select m, 99.99, '2026-02-15', '2026-04-07' from generate_series(1, ${contracts}) m where m % 7 = 0`,
  // Each twenty contracts and their host (meter 0) share the utility's bill: its energy by kWh, its demand by contracted kW.
  'create table participant (bill integer not null, meter integer not null, kwh bigint not null, kw integer not null)',
  'insert into participant select bill, meter, 600000 + meter * 7919 % 60000, kw from contract union all select distinct bill, 0, 5000 + bill, 100 from contract order by 1, 2',
  'create table bill_line (bill integer not null, key text not null, minor bigint not null)',
  "insert into bill_line select distinct bill, 'KWH', 9000001 + bill * 137 from contract union all select distinct bill, 'CONTRACTED_KW', 2500003 + bill * 91 from contract order by 1, 2 desc",
];

/** The prices of the index as billing keeps them: a column. */
export async function readIndex(client, period) {
  const { rows } = await client.query('select cents_per_mwh from calendar where extract(minute from start) = 0 order by start');
  return { id: 'hub', version: '1', status: 'FINAL', currency: 'USD', startMs: period.fromMs, stepMs: 3_600_000, microPerMwh: BigInt64Array.from(rows, ({ cents_per_mwh: cents }) => BigInt(cents) * 10_000n) };
}

/** What is known of each contract beside its quarter-hours, by meter, in the form that the engine reads. */
export async function readKnown(client) {
  const iso = (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const read = async (text) => (await client.query({ text, rowMode: 'array' })).rows;
  const of = new Map((await read('select meter, kw::text, bill, year_kwh::text, credited::text from contract')).map(([meter, kw, bill, yearKwh, credited]) => [meter, {
    tranches: [{ id: 'trn', rentStart: '2025-05-01', segments: [{ from: '2025-05-01', until: null, kw }] }], history: [{ termId: 'take', yearKwh }, { termId: 'works', credited }],
    bill, allocations: [], network: [], events: [], overdue: [],
  }]));
  for (const [meter, gpus, from, to] of await read(`select meter, gpus, ${iso('started')}, ${iso('ended')} from allocation`)) of.get(meter).allocations.push({ id: from, sku: 'H100-SXM', gpus, from, to });
  for (const [meter, mbps] of await read("select meter, string_agg(mbps::text, ' ') from sample group by meter")) of.get(meter).network.push({ mbps: mbps.split(' ').map(Number) });
  for (const [meter, kind, from, to] of await read(`select meter, kind, ${iso('lower(during)')}, ${iso('upper(during)')} from event where not isempty(during)`)) of.get(meter).events.push({ id: from, kind, from, to });
  for (const [meter, open, dueOn, until] of await read('select meter, open::text, due::text, until::text from overdue')) of.get(meter).overdue.push({ invoice: dueOn, open, dueOn, until });
  const bills = new Map();
  for (const [bill, key, minor] of await read('select bill, key, minor from bill_line')) bills.set(bill, { lines: [...(bills.get(bill)?.lines ?? []), { code: key, amount: `${minor.slice(0, -2)}.${minor.slice(-2)}`, key }], participants: [] });
  for (const [bill, meter, kwh, contractedKw] of await read('select bill, meter, kwh::text, kw::text from participant order by bill, meter')) bills.get(bill).participants.push({ id: String(meter), kwh, contractedKw });
  for (const [meter, contract] of of) contract.bills = [{ id: 'bill', version: '1', lines: bills.get(contract.bill).lines, participants: bills.get(contract.bill).participants.map((one) => (one.id === String(meter) ? { ...one, id: 'us' } : one)) }];
  return of;
}

/** The input of one rating. */
export const inputOf = ({ meter, energyMj, quality }, { tranches, history, allocations, network, events, overdue, bills }, period, index) => ({
  contract: { id: `ctr_${meter}`, effectiveFrom: '2025-05-01' }, currency: 'USD', zone, period, terms, calendars: [calendar], indices: [index], taxes,
  tranches, history, allocations, network, events, overdue, bills, coincidentPeaks: [{ id: 'cp', intervals: peakHours }],
  energy: [{ trancheId: 'trn', role: 'IT', series: { startMs: period.fromMs, stepMs: 900_000, energyMj, quality } }],
});
