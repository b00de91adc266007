/** What must hold when the deal is over; each is asked of the public answers or, in plain SQL, of what is stored. */
import { Client } from 'pg';
import { decimal, equals, sumOf, toFixed } from '@busbar/kernel';
import type { Played } from './deal';
import type { OracleInvoice } from './oracle';

export interface Check {
  readonly name: string;
  readonly holds: boolean;
  readonly found: string;
}

const same = (a: string, b: string): boolean => equals(decimal(a), decimal(b));
const check = (name: string, holds: boolean, found: string): Check => ({ name, holds, found });
const total = (amounts: readonly { readonly amount: { readonly amount: string } }[]): string => toFixed(sumOf(amounts.map(({ amount }) => decimal(amount.amount))), 2);

/** The refusals that the story provokes, by what was tried. */
export const expectedRefusals: Readonly<Record<string, readonly string[]>> = {
  acceptedTwice: ['PROPOSAL_ACTION_REFUSED'], approvedByParty: ['NOT_PERMITTED'], approvedUnchecked: ['REVIEW_ITEMS_OPEN'], signedWithWrongPassword: ['PASSWORD_WRONG'],
  keyMakesKey: ['NOT_PERMITTED'], paidTwice: ['PAYMENT_UNDER_WAY'], paidWhenPaid: ['INVOICE_NOT_PAYABLE'],
};

/** Checks of one played deal. `databaseUrl` is where plain SQL looks. */
export async function checksOf(played: Played, oracle: OracleInvoice, databaseUrl: string): Promise<Check[]> {
  const { invoice, trialBalance, reconciliation, payouts } = played;
  const stored = await storedFacts(databaseUrl, invoice.id);
  const entries = sumOf(trialBalance.flatMap(({ debit, credit }) => [decimal(debit.amount), decimal(`-${credit.amount}`)]));
  return [
    check('invoice = sum of its lines and taxes', same(invoice.subtotal.amount, total(invoice.lines)) && same(invoice.total.amount, toFixed(sumOf([decimal(invoice.subtotal.amount), decimal(invoice.tax.amount)]), 2)), `${total(invoice.lines)} + ${invoice.tax.amount} = ${invoice.total.amount}`),
    check('each line = sum of its days', invoice.lines.every((line) => same(line.amount.amount, total(line.days))), `${invoice.lines.length} lines`),
    check('the oracle agrees to the cent', oracleAgrees(played, oracle), `${oracle.total} against ${invoice.total.amount}`),
    check('every interval is billed once', stored.quarters === oracle.quarters && invoice.lines.filter(({ code }) => code.startsWith('energy.')).every(({ evidence }) => evidence?.count === oracle.quarters) && stored.billedTwice === 0, `${stored.quarters} quarter-hours stored, ${oracle.quarters} in the month, ${stored.billedTwice} periods billed twice`),
    check('the ledger is balanced', entries.n === 0n && stored.unbalanced === 0, `sum ${toFixed(entries, 2)}, ${stored.unbalanced} transactions out of balance`),
    check("Stripe's balance = the ledger's", reconciliation.length > 0 && reconciliation.every(({ agrees }) => agrees), reconciliation.map((row) => `${row.currency} available ${row.ledgerAvailable.amount} = ${row.stripeAvailable.amount}, pending ${row.ledgerPending.amount} = ${row.stripePending.amount}`).join('; ')),
    check('the invoice is paid', invoice.paymentState === 'PAID' && same(total(invoice.charges.filter(({ state }) => state === 'SUCCEEDED')), invoice.total.amount), `${invoice.paymentState}, ${total(invoice.charges)} charged`),
    check('the host is paid out what was transferred', payouts.length > 0 && payouts.every(({ state }) => state === 'PAID') && same(total(payouts), total(invoice.transfers)), `${total(payouts)} of ${total(invoice.transfers)}`),
    check('capacity was never oversold', stored.oversold === 0, `${stored.oversold} moments above the hall's critical power`),
    check('to a stranger nothing of the deal exists', played.stranger.length === 10 && played.stranger.every(({ real, random }) => real === random && real.startsWith('NOT_FOUND')), played.stranger.filter(({ real, random }) => real !== random || !real.startsWith('NOT_FOUND')).map(({ asked, real, random }) => `${asked}: ${real} against ${random}`).join('; ') || 'NOT_FOUND each time'),
    check('what was refused was refused for the right reason', Object.entries(expectedRefusals).every(([name, codes]) => codes.includes(played.refusals[name] ?? '')), JSON.stringify(played.refusals)),
  ];
}

function oracleAgrees({ invoice }: Played, oracle: OracleInvoice): boolean {
  const byCode = new Map(invoice.lines.map(({ code, amount }) => [code, amount.amount]));
  return byCode.size === Object.keys(oracle.lines).length && Object.entries(oracle.lines).every(([code, amount]) => same(byCode.get(code) ?? '0', amount)) && same(invoice.subtotal.amount, oracle.subtotal) && same(invoice.tax.amount, oracle.tax) && same(invoice.total.amount, oracle.total);
}

interface StoredFacts {
  readonly quarters: number;
  readonly billedTwice: number;
  readonly unbalanced: number;
  readonly oversold: number;
}

/** Plain SQL over the tables, without a line of the product. */
async function storedFacts(databaseUrl: string, invoiceId: string): Promise<StoredFacts> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const one = async (sql: string, values: unknown[] = []): Promise<number> => Number((await client.query<{ n: string }>(sql, values)).rows[0]?.n);
    return {
      quarters: await one('select count(*) as n from telemetry.interval i join invoice v on v.id = $1 join billing_period p on p.id = v.period_id where i.start >= p.from_at and i.start < p.to_at', [invoiceId]),
      billedTwice: await one(`select count(*) as n from (select contract_id, period_id from invoice where state = 'ISSUED' and document = 'INVOICE' group by 1, 2 having count(*) > 1) twice`),
      unbalanced: await one(`select count(*) as n from (select transaction_id, currency from ledger_entry group by 1, 2 having sum(case side when 'DEBIT' then amount else -amount end) <> 0) out_of_balance`),
      oversold: await one(OVERSOLD),
    };
  } finally {
    await client.end();
  }
}

/** At each beginning of a reservation: what is taken of the hall then, against the most it ever has. */
const OVERSOLD = `
  select count(*) as n from (
    select lower(r.period) as at,
      (select sum(o.power_w) from reservation o where o.hall_id = r.hall_id and o.period @> lower(r.period) and o.kind <> 'MAINTENANCE' and o.released_at is null) as taken,
      (select c.amount from capacity_step c where c.subject_id = r.hall_id and c.starts_at <= lower(r.period) order by c.starts_at desc limit 1) as most
    from reservation r where r.released_at is null and r.hall_id is not null) moment
  where taken > coalesce(most, 0)`;
