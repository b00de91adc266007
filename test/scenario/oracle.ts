/**
 * The invoice a second time, written without the engine: plain SQL on PostgreSQL's `numeric`, from the two recorded files
 * alone. Whatever Busbar stored of readings and prices is not looked at.
 */
import { Client } from 'pg';
import { Temporal } from '@busbar/kernel';
import { CONTRACT_KW, terms, type Story } from './deal';
import { meterHours, priceFile } from './real-series';

export interface OracleInvoice {
  readonly lines: Readonly<Record<string, string>>;
  readonly subtotal: string;
  readonly tax: string;
  readonly total: string;
  /** Quarter-hours of the month: 2,972 in March 2021. */
  readonly quarters: number;
}

/** The month of the story to the cent. Each hour's Wh meets its own hour's price; rounding is that of pricing.md section 6. */
export async function recompute(databaseUrl: string, story: Story): Promise<OracleInvoice> {
  const from = Temporal.PlainDate.from(`${story.month}-01`);
  const to = from.add({ months: 1 });
  const hours = meterHours(from, to, CONTRACT_KW).map(({ start, wh }) => ({ start: start.toString(), wh }));
  const prices = priceFile(from, to).split('\n').slice(1).map((line) => line.split(',')).map(([start, price]) => ({ start, price }));
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ rent: string; index: string; adder: string; overhead: string; quarters: string; unpriced: string }>(ORACLE, [JSON.stringify(hours), JSON.stringify(prices), CONTRACT_KW, terms.rentPerKwMonth, terms.adderPerKwh, terms.pue, terms.overheadPerKwh]);
    const row = rows[0];
    if (!row || row.unpriced !== '0') throw new Error(`The oracle found ${row?.unpriced ?? 'no'} hours without a price.`);
    const { rows: sums } = await client.query<{ subtotal: string; tax: string; total: string }>(SUMS, [row.rent, row.index, row.adder, row.overhead, terms.taxRate]);
    const sum = sums[0];
    if (!sum) throw new Error('The oracle has no sums.');
    return { lines: { 'capacity.reserved': row.rent, 'energy.index': row.index, 'energy.index_adder': row.adder, 'energy.pue_overhead': row.overhead }, ...sum, quarters: Number(row.quarters) };
  } finally {
    await client.end();
  }
}

const ORACLE = `
  with hour as (select start, wh::numeric / 1000 as kwh from jsonb_to_recordset($1::jsonb) as h(start timestamptz, wh bigint)),
       price as (select start, price from jsonb_to_recordset($2::jsonb) as p(start timestamptz, price numeric)),
       energy as (select round(sum(kwh), 3) as kwh, count(*) * 4 as quarters from hour)
  select round($3::numeric * $4::numeric, 2)::text as rent,
         (select round(sum(hour.kwh * price.price / 1000), 2)::text from hour join price using (start)) as index,
         round(energy.kwh * $5::numeric, 2)::text as adder,
         round((round(energy.kwh * $6::numeric, 3) - energy.kwh) * $7::numeric, 2)::text as overhead,
         energy.quarters::text, (select count(*)::text from hour left join price using (start) where price.start is null) as unpriced
  from energy`;

const SUMS = `
  with s as (select $1::numeric + $2::numeric + $3::numeric + $4::numeric as subtotal)
  select subtotal::text, round(subtotal * $5::numeric, 2)::text as tax, (subtotal + round(subtotal * $5::numeric, 2))::text as total from s`;
