/** `npm run scenario`: the whole deal against running processes, printed as it goes; exits non-zero when a check fails. */
import { resolve } from 'node:path';
import { parseInstant } from '@busbar/kernel';
import { startBusbar } from './busbar';
import { checksOf } from './checks';
import { play, type Played, type Story } from './deal';
import { recompute } from './oracle';
import { stories } from './stories';

const root = resolve(__dirname, '../../..');
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

function printInvoice({ invoice }: Played): void {
  say(`\nInvoice ${invoice.number}, ${invoice.from} to ${invoice.to} (exclusive), ${invoice.currency}`);
  for (const { number, code, quantity, unit, unitPrice, amount, evidence } of invoice.lines)
    say(`  ${String(number).padStart(2)}  ${code.padEnd(22)} ${quantity.padStart(16)} ${unit.padEnd(12)} × ${unitPrice.padEnd(14)} ${amount.amount.padStart(14)}${evidence ? `   ${evidence.count} intervals, ${evidence.estimated} estimated` : ''}`);
  say(`      ${'subtotal'.padEnd(70)} ${invoice.subtotal.amount.padStart(14)}`);
  for (const { code, rate, amount } of invoice.taxLines) say(`      ${`${code} ${rate}`.padEnd(70)} ${amount.amount.padStart(14)}`);
  say(`      ${'total'.padEnd(70)} ${invoice.total.amount.padStart(14)}`);
}

function printTrialBalance({ trialBalance }: Played): void {
  say('\nTrial balance');
  for (const { account, name, debit, credit, balance, currency } of trialBalance) say(`  ${account}  ${name.padEnd(36)} ${debit.amount.padStart(14)} ${credit.amount.padStart(14)}   ${balance.amount.padStart(14)} ${currency}`);
}

async function main(): Promise<void> {
  const wanted = process.argv[2] ?? 'august';
  const story: Story | undefined = stories[wanted];
  if (!story) throw new Error(`There is no story ${wanted}; there are ${Object.keys(stories).join(', ')}.`);
  say(`${story.title}\nStarting a Busbar of its own …`);
  const busbar = await startBusbar(root, parseInstant(story.asOf));
  try {
    let step = 0;
    const played = await play(busbar, story, (who, what, answer) => say(`${String((step += 1)).padStart(3)}. ${who} ${what}\n       → ${answer}`));
    printInvoice(played);
    say(`\nPayment: ${played.invoice.charges.map(({ amount, state }) => `${amount.amount} ${state}`).join(', ')}`);
    say(`Payout: ${played.payouts.map(({ amount, state }) => `${amount.amount} ${state}`).join(', ')}`);
    printTrialBalance(played);
    const checks = await checksOf(played, await recompute(busbar.databaseUrl, story), busbar.databaseUrl);
    say('\nChecks');
    for (const { name, holds, found } of checks) say(`  ${holds ? '✓' : '✗'} ${name}: ${found}`);
    if (checks.some(({ holds }) => !holds)) process.exitCode = 1;
  } finally {
    await busbar.stop();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
