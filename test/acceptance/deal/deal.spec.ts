import { resolve } from 'node:path';
import { decimal, parseInstant, plus, toFixed } from '@busbar/kernel';
import { type Busbar, startBusbar } from '../../scenario/busbar';
import { type Check, checksOf } from '../../scenario/checks';
import { play, type Played } from '../../scenario/deal';
import { type OracleInvoice, recompute } from '../../scenario/oracle';
import { stories } from '../../scenario/stories';

const root = resolve(__dirname, '../../..');
const aCentMore = ({ amount }: { readonly amount: string }) => ({ amount: toFixed(plus(decimal(amount), decimal('0.01')), 2) });

/** What is bent, and the one check that must then fail. */
const faults: readonly (readonly [string, (played: Played, oracle: OracleInvoice) => readonly [Played, OracleInvoice]])[] = [
  ['invoice = sum of its lines and taxes', (played, oracle) => [{ ...played, invoice: { ...played.invoice, tax: aCentMore(played.invoice.tax) } }, { ...oracle, tax: aCentMore({ amount: oracle.tax }).amount }]],
  ['each line = sum of its days', (played, oracle) => [{ ...played, invoice: { ...played.invoice, lines: played.invoice.lines.map((line, index) => (index === 0 ? { ...line, days: line.days.slice(1) } : line)) } }, oracle]],
  ['the oracle agrees to the cent', (played, oracle) => [played, { ...oracle, lines: { ...oracle.lines, 'energy.index': aCentMore({ amount: oracle.lines['energy.index'] ?? '0' }).amount } }]],
  ['every interval is billed once', (played, oracle) => [played, { ...oracle, quarters: oracle.quarters + 4 }]],
  ['the ledger is balanced', (played, oracle) => [{ ...played, trialBalance: played.trialBalance.slice(1) }, oracle]],
  ["Stripe's balance = the ledger's", (played, oracle) => [{ ...played, reconciliation: played.reconciliation.map((row) => ({ ...row, agrees: false })) }, oracle]],
  ['the invoice is paid', (played, oracle) => [{ ...played, invoice: { ...played.invoice, charges: played.invoice.charges.slice(1) } }, oracle]],
  ['the host is paid out what was transferred', (played, oracle) => [{ ...played, payouts: played.payouts.map((payout) => ({ ...payout, amount: aCentMore(payout.amount) })) }, oracle]],
  ['to a stranger nothing of the deal exists', (played, oracle) => [{ ...played, stranger: played.stranger.map((answer, index) => (index === 0 ? { ...answer, real: 'answered' } : answer)) }, oracle]],
  ['what was refused was refused for the right reason', (played, oracle) => [{ ...played, refusals: { ...played.refusals, paidTwice: 'answered' } }, oracle]],
];

describe.each(['august', 'march', 'february'] as const)('a whole deal against running processes: %s 2021', (month) => {
  const story = stories[month];
  let busbar: Busbar;
  let played: Played;
  let oracle: OracleInvoice;
  const failing = async (as: readonly [Played, OracleInvoice]): Promise<string[]> => (await checksOf(...as, busbar.databaseUrl)).filter(({ holds }: Check) => !holds).map(({ name }) => name);

  beforeAll(async () => {
    if (!story) throw new Error(`There is no story ${month}.`);
    busbar = await startBusbar(root, parseInstant(story.asOf));
    played = await play(busbar, story, () => undefined);
    oracle = await recompute(busbar.databaseUrl, story);
  }, 480_000);
  afterAll(() => busbar?.stop(), 60_000);

  it('goes from listing to payout, and every check holds', async () => {
    expect(await checksOf(played, oracle, busbar.databaseUrl)).toHaveLength(11);
    expect(await failing([played, oracle])).toEqual([]);
  });

  it.each(faults)('would be noticed if this did not hold: %s', async (name, bend) => {
    expect(await failing(bend(played, oracle))).toContain(name);
  });
});
