/** One whole deal through the public API: listing, request, match, proposal, contract, meter, invoice, payment, payout. */
import { Temporal } from '@busbar/kernel';
import type { Busbar } from './busbar';
import { Caller, RefusedError, type Teller } from './caller';
import * as documents from './documents';
import { meterHours, priceFile, ZONE } from './real-series';

/** What is played: the month that is billed, the day on which the contract starts, and when the story begins. */
export interface Story {
  readonly title: string;
  readonly asOf: string;
  readonly start: string;
  readonly month: string;
}

export const CONTRACT_KW = 4_000;
const PASSWORD = 'busbar-demo';
const INDEX = 'ERCOT_HB_HUBAVG_DAM';
/** What the host asks, in the terms of the market: rent per kW-month, day-ahead hub price plus an adder, overhead of the hall. */
export const terms = { rentPerKwMonth: '128.50', adderPerKwh: '0.0041', pue: '1.19', overheadPerKwh: '0.052', taxRate: '0.0825' } as const;

export interface Line {
  readonly number: number;
  readonly code: string;
  readonly quantity: string;
  readonly unit: string;
  readonly unitPrice: string;
  readonly amount: { readonly amount: string };
  readonly evidence: { readonly count: number; readonly estimated: number; readonly missing: number } | null;
  readonly days: readonly { readonly day: string; readonly amount: { readonly amount: string }; readonly intervals: number }[];
}

export interface PlayedInvoice {
  readonly id: string;
  readonly number: string;
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly subtotal: { readonly amount: string };
  readonly tax: { readonly amount: string };
  readonly total: { readonly amount: string };
  readonly openBalance: { readonly amount: string };
  readonly paymentState: string;
  readonly lines: readonly Line[];
  readonly taxLines: readonly { readonly code: string; readonly rate: string; readonly base: string; readonly amount: { readonly amount: string } }[];
  readonly charges: readonly { readonly state: string; readonly amount: { readonly amount: string } }[];
  readonly transfers: readonly { readonly state: string; readonly amount: { readonly amount: string } }[];
}

export interface Played {
  readonly contractId: string;
  readonly invoice: PlayedInvoice;
  readonly payouts: readonly { readonly state: string; readonly amount: { readonly amount: string } }[];
  readonly trialBalance: readonly { readonly account: string; readonly name: string; readonly currency: string; readonly debit: { readonly amount: string }; readonly credit: { readonly amount: string }; readonly balance: { readonly amount: string } }[];
  readonly reconciliation: readonly { readonly currency: string; readonly agrees: boolean; readonly ledgerAvailable: { readonly amount: string }; readonly stripeAvailable: { readonly amount: string }; readonly ledgerPending: { readonly amount: string }; readonly stripePending: { readonly amount: string } }[];
  readonly refusals: Readonly<Record<string, string>>;
  /** What a tenant who is no party was answered for each id of the deal, and for ids that nobody has. */
  readonly stranger: readonly { readonly asked: string; readonly real: string; readonly random: string }[];
}

interface Id {
  readonly id: string;
}

interface People {
  readonly host: Caller;
  readonly tenant: Caller;
  readonly staff: Caller;
  readonly reviewer: Caller;
}

/** Plays the story to its end and answers what is there then. Any refusal that is not part of it ends it. */
export async function play(busbar: Busbar, story: Story, tell: Teller): Promise<Played> {
  const signIn = (name: string, email: string) => Caller.signIn(busbar.url, name, email, PASSWORD, tell);
  const people: People = { host: await signIn('Host', 'host@busbar.example'), tenant: await signIn('Tenant', 'tenant@busbar.example'), staff: await signIn('Staff', 'staff@busbar.example'), reviewer: await signIn('Reviewer', 'reviewer@busbar.example') };
  await getReadyForMoney(people);
  const listing = await list(people.host, story);
  const proposal = await agree(people, listing, story);
  const { contractId, trancheId, refusals: contractRefusals } = await contract(people, proposal, story);
  await until(people.staff, `${story.start}T05:00:00Z`, 'the contract starts');
  await people.tenant.does<{ acceptHandover: { state: string } }>('accepts the handover of its tranche', documents.acceptHandover, { input: { trancheId } }, ({ acceptHandover }) => `contract ${acceptHandover.state}`);
  const refusals = { ...contractRefusals, ...(await meter(people, contractId, trancheId, story)) };
  const invoice = await bill(people, contractId, story);
  const paid = await pay(people, contractId, invoice, refusals);
  return { ...paid, stranger: await lookAsStranger(busbar.url, people.host, { contract: contractId, invoice: invoice.id, proposal: proposal.id, tranche: trancheId }, tell) };
}

/** Somebody from elsewhere asks for every id of the deal, and for ids of the same form that do not exist. */
async function lookAsStranger(url: string, host: Caller, ids: { readonly contract: string; readonly invoice: string; readonly proposal: string; readonly tranche: string }, tell: Teller): Promise<Played['stranger']> {
  const email = 'stranger@elsewhere.example';
  await host.ask(documents.registerOrganisation, { input: { organisationName: 'Elsewhere Compute', country: 'US', kinds: ['TENANT', 'HOST'], personName: 'Kim Elsewhere', email, password: 'a sound passphrase' } });
  const stranger = await Caller.signIn(url, 'Stranger', email, 'a sound passphrase', tell);
  const { meters } = await host.ask<{ meters: { edges: { node: Id }[] } }>(documents.ownMeters);
  const { requests } = await host.ask<{ proposal: { request: Id } }>(documents.proposalRequest, { id: ids.proposal }).then(({ proposal }) => ({ requests: proposal.request.id }));
  const asked: [string, string, string][] = [
    ['contract', documents.contractHash, ids.contract], ['shadowInvoice', documents.strangersShadow, ids.contract], ['invoice', documents.paidInvoice, ids.invoice], ['proposal', documents.proposalRequest, ids.proposal],
    ['request', documents.matches, requests], ['meter', documents.meter, meters.edges[0]?.node.id ?? ''], ['withdrawContract', documents.withdrawContract, ids.contract], ['payInvoice', documents.strangersPayment, ids.invoice],
    ['acceptHandover', documents.strangersHandover, ids.tranche], ['reviseContract', documents.strangersRevision, ids.contract],
  ];
  const answers: { asked: string; real: string; random: string }[] = [];
  for (const [name, document, id] of asked) {
    const codeFor = (of: string): Promise<string> => stranger.ask(document, { id: of }).then(() => 'answered', (error: unknown) => (error instanceof RefusedError ? `${error.refusal.code}: ${error.refusal.message}` : String(error)));
    answers.push({ asked: name, real: await codeFor(id), random: await codeFor(`${id.slice(0, -8)}00000000`) });
  }
  tell('Stranger', `asks for ${answers.length} ids of the deal, and for as many that nobody has`, [...new Set(answers.map(({ real }) => real.split(':')[0]))].join(', '));
  return answers;
}

async function until(staff: Caller, to: string, why: string): Promise<void> {
  await staff.does<{ advanceClock: { now: string } }>(`moves business time until ${why}`, documents.advanceClock, { input: { to } }, ({ advanceClock }) => advanceClock.now);
}

/** The host's account with Stripe is opened and cleared; the tenant's bank account is saved for debits. */
async function getReadyForMoney({ host, tenant }: People): Promise<void> {
  const { startPayoutOnboarding } = await host.ask<{ startPayoutOnboarding: { url: string } }>(documents.startPayoutOnboarding, { input: { password: PASSWORD } });
  await fetch(startPayoutOnboarding.url, { redirect: 'manual' });
  await host.awaits('the payout account', () => host.ask<{ payoutAccount: { payoutsEnabled: boolean } }>(documents.payoutAccount), ({ payoutAccount }) => payoutAccount.payoutsEnabled);
  await host.does<{ payoutAccount: { bankLabel: string } }>('has a payout account', documents.payoutAccount, {}, ({ payoutAccount }) => `cleared by Stripe, ${payoutAccount.bankLabel}`);
  await tenant.ask(documents.addPaymentMethod, { input: { stripePaymentMethod: 'pm_usBankAccount_success' } });
  const saved = await tenant.awaits('the payment method', () => tenant.ask<{ paymentMethods: { state: string; label: string }[] }>(documents.paymentMethods), ({ paymentMethods }) => paymentMethods[0]?.state === 'SAVED');
  await tenant.does('saves a bank account for debits', documents.paymentMethods, {}, () => saved.paymentMethods[0]?.label ?? '');
}

async function list(host: Caller, { start }: Story): Promise<string> {
  const { sites } = await host.ask<{ sites: { edges: { node: { id: string; name: string; halls: (Id & { name: string; critical: { kw: string }[] })[] } }[] } }>(documents.ownSites);
  const site = sites.edges[0]?.node;
  const kwOf = ({ critical }: { critical: { kw: string }[] }): number => Math.max(0, ...critical.map(({ kw }) => Number(kw)));
  const hall = [...(site?.halls ?? [])].sort((a, b) => kwOf(b) - kwOf(a))[0];
  if (!site || !hall) throw new Error('The world has no hall.');
  const { createListing } = await host.does<{ createListing: Id }>('lists 12 MW of critical power', documents.createListing, {
    input: {
      title: 'Liquid-ready colocation, Hearne', product: 'COLOCATION', hallId: hall.id, quantityKw: '12000', minimumLot: '1000', increment: '500', earliestStart: start, minimumTermMonths: 60, maximumTermMonths: 180,
      firmness: { kind: 'FIRM' }, priceTerms: priceTerms(),
    },
  }, (data) => data.createListing.id);
  await host.does<{ publishListing: { state: string; prices: { perItKwh: string; perKwMonth: string } } }>('publishes it', documents.publishListing, { id: createListing.id }, ({ publishListing: { state, prices } }) =>
    `${state}: ${Number(prices.perItKwh).toFixed(4)} $/IT-kWh, ${Number(prices.perKwMonth).toFixed(2)} $/kW-month under the reference assumptions`);
  return createListing.id;
}

const priceTerms = () => [
  { code: 'CAPACITY_RESERVED', name: 'Rent', price: terms.rentPerKwMonth, billedIn: 'ARREARS' },
  { code: 'ENERGY_INDEX', name: 'Energy at the day-ahead hub price', indexId: INDEX, passThrough: true },
  { code: 'ENERGY_INDEX_ADDER', name: 'Losses and wires', price: terms.adderPerKwh, passThrough: true },
  { code: 'ENERGY_PUE_OVERHEAD', name: 'Overhead of the hall', pueMode: 'FIXED', pue: terms.pue, price: terms.overheadPerKwh, passThrough: true },
];

async function agree({ host, tenant }: People, listingId: string, { start }: Story): Promise<Id> {
  const { createRequest } = await tenant.ask<{ createRequest: Id }>(documents.createRequest, {
    input: { title: 'Training block of 4 MW', product: 'COLOCATION', quantityKw: String(CONTRACT_KW), startFrom: start, startTo: Temporal.PlainDate.from(start).add({ days: 45 }).toString(), termMonths: 120, countriesAllowed: ['US'], curtailmentHours: 20, noticeMinutes: 60, weights: { price: 3, start: 2 } },
  });
  await tenant.does<{ openRequest: { state: string } }>('asks for 4 MW in the United States for ten years', documents.openRequest, { id: createRequest.id }, ({ openRequest }) => `request ${openRequest.state}`);
  type Matches = { request: { matches: { score: number; listing: Id & { title: string }; contractValue: { amount: string }; reasons: { criterion: string; verdict: string }[] }[] } };
  await tenant.does<Matches>('sees what fits, with reasons', documents.matches, { id: createRequest.id }, ({ request: { matches } }) =>
    matches.map(({ listing, contractValue, reasons }) => `${listing.title}: ${contractValue.amount} over the term, ${reasons.length} criteria met`).join('; '));
  const { sendProposal } = await host.does<{ sendProposal: Id & { state: string; latest: { maximumTotal: { amount: string } } } }>('proposes 4 MW, which holds the capacity', documents.sendProposal, {
    input: { requestId: createRequest.id, listingId, quantityKw: String(CONTRACT_KW), start, termMonths: 120, idempotencyKey: 'scenario-proposal-1' },
  }, (data) => `${data.sendProposal.id} ${data.sendProposal.state}, at most ${data.sendProposal.latest.maximumTotal.amount}`);
  return sendProposal;
}

async function contract({ host, tenant, staff, reviewer }: People, proposal: Id, story: Story): Promise<{ contractId: string; trancheId: string; refusals: Record<string, string> }> {
  type Drafted = { acceptProposal: Id & { state: string; sha256: string; tranches: (Id & { kw: string; hall: { name: string } })[] } };
  const { acceptProposal } = await tenant.does<Drafted>('accepts: the terms are frozen into a contract', documents.acceptProposal, { input: { proposalId: proposal.id, idempotencyKey: 'scenario-accept-1' } }, (data) => `${data.acceptProposal.id} ${data.acceptProposal.state}`);
  const contractId = acceptProposal.id;
  const refusals: Record<string, string> = {};
  refusals['acceptedTwice'] = await tenant.isRefused('accepts the same proposal again', documents.acceptProposal, { input: { proposalId: proposal.id, idempotencyKey: 'scenario-accept-2' } });
  await host.does<{ reviseContract: { versionNumber: number } }>('adds the state’s tax', documents.reviseContract, { input: { contractId, taxes: [{ code: 'tax.sales', rate: terms.taxRate }] } }, ({ reviseContract }) => `version ${reviseContract.versionNumber}`);
  type Shadow = { shadowInvoice: { total: { amount: string }; months: { total: { amount: string } }[] } };
  await tenant.does<Shadow>('looks at twelve months as they would be billed', documents.shadowInvoice, { contractId, assumptions: { loadFactor: '0.85', indices: [{ indexId: INDEX, perMwh: '48' }] } }, ({ shadowInvoice }) => `${shadowInvoice.total.amount} a year at 48 $/MWh`);
  await tenant.does<{ submitContract: { state: string } }>('submits it to review', documents.submitContract, { input: { contractId } }, ({ submitContract }) => submitContract.state);
  refusals['approvedByParty'] = await host.isRefused('approves its own contract', documents.approveContract, { input: { contractId } });
  refusals['approvedUnchecked'] = await reviewer.isRefused('approves before the checklist is done', documents.approveContract, { input: { contractId } });
  const { contract: seen } = await reviewer.ask<{ contract: { reviews: { items: { number: number; verdict: string }[] }[] } }>(documents.reviewItems, { id: contractId });
  const items = seen.reviews.at(-1)?.items ?? [];
  for (const { number, verdict } of items)
    if (verdict !== 'PASS') await reviewer.ask(documents.setReviewItem, { input: { contractId, number, verdict: 'PASS', evidence: `Seen in the data room, item ${number}`, reason: 'Covered by the parent guarantee in the data room.' } });
  await reviewer.does<{ approveContract: { state: string } }>(`checks ${items.length} items and approves`, documents.approveContract, { input: { contractId, note: 'Complete.' } }, ({ approveContract }) => approveContract.state);
  const { contract: approved } = await host.ask<{ contract: { sha256: string } }>(documents.contractHash, { id: contractId });
  const sign = (password: string, typedName: string) => ({ input: { contractId, password, sha256: approved.sha256, typedName } });
  refusals['signedWithWrongPassword'] = await host.isRefused('signs with a wrong password', documents.signContract, sign('not the password', 'Robin Larkspur'));
  await host.does<{ signContract: { state: string } }>('signs, with the password again', documents.signContract, sign(PASSWORD, 'Robin Larkspur'), ({ signContract }) => signContract.state);
  await tenant.does<{ signContract: { state: string } }>('signs, with the password again', documents.signContract, sign(PASSWORD, 'Mika Loom'), ({ signContract }) => signContract.state);
  const { tranches } = acceptProposal;
  const tranche = tranches[0];
  if (!tranche) throw new Error('The contract has no tranche.');
  await staff.awaits('the contract to take effect', () => staff.ask<{ contract: { state: string } }>(documents.contractHash, { id: contractId }), ({ contract: { state } }) => state === 'EFFECTIVE');
  await staff.does<{ contract: { state: string } }>('sees the contract take effect', documents.contractHash, { id: contractId }, (data) => `${data.contract.state}, ${tranche.kw} kW in ${tranche.hall.name} from ${story.start}`);
  return { contractId, trancheId: tranche.id, refusals };
}

/** The meter of the tranche and what it says, sent by the site's gateway with its own key. */
async function meter({ host, staff }: People, contractId: string, trancheId: string, { start, month }: Story): Promise<Record<string, string>> {
  const { sites } = await host.ask<{ sites: { edges: { node: Id }[] } }>(documents.ownSites);
  const from = Temporal.PlainDate.from(start);
  const to = Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 });
  const { addMeter } = await host.ask<{ addMeter: Id }>(documents.addMeter, { input: { siteId: sites.edges[0]?.node.id, kind: 'PDU', name: 'Feed of the 4 MW tranche', ratedKw: String(CONTRACT_KW * 1.25), serial: 'RG-0400' } });
  await host.does('puts a meter on the tranche', documents.assignMeter, { input: { meterId: addMeter.id, contractId, trancheId, role: 'IT', from: from.toZonedDateTime(ZONE).toInstant().toString() } }, () => addMeter.id);
  const { createApiKey } = await host.ask<{ createApiKey: { text: string } }>(documents.createApiKey, { input: { name: 'Site gateway', scopes: ['readings:write'] } });
  const gateway = host.withKey(createApiKey.text);
  const refusals: Record<string, string> = {};
  refusals['keyMakesKey'] = await gateway.isRefused('makes another key', documents.createApiKey, { input: { name: 'Another', scopes: ['readings:write'] } });
  const prices = priceFile(from, to);
  await staff.does<{ importIndexPrices: { written: number } }>("imports the day-ahead hub prices", documents.importIndexPrices, { input: { code: INDEX, version: 'final', currency: 'USD', stepMinutes: 60, status: 'FINAL', source: 'ERCOT day-ahead settlement point prices, HB_HUBAVG', csv: prices } }, ({ importIndexPrices }) => `${importIndexPrices.written} hours`);
  await until(staff, `${to.toString()}T06:30:00Z`, 'the month is over');
  const rows = meterHours(from, to, CONTRACT_KW).map(({ start: at, wh }) => `${at.toZonedDateTimeISO(ZONE).toPlainDateTime().add({ hours: 1 }).toString()},${wh}`);
  await gateway.sends(`sends ${rows.length} hours, hour ending, America/Chicago`, `/v1/readings/files?meter=${addMeter.id}&zone=${encodeURIComponent(ZONE)}&time=ENDING&durationSeconds=3600`, ['time,energy_wh', ...rows].join('\n'), 'text/csv');
  return refusals;
}

async function bill({ staff, tenant }: People, contractId: string, { month }: Story): Promise<PlayedInvoice> {
  const after = Temporal.PlainYearMonth.from(month).add({ months: 1 }).toPlainDate({ day: 1 });
  await until(staff, `${after.add({ days: 4 }).toString()}T12:00:00Z`, 'the 72 hours of grace are over');
  const first = `${month}-01`;
  type Page = { contract: { invoices: { edges: { node: PlayedInvoice }[] } } };
  const page = await tenant.awaits('the invoice', () => tenant.ask<Page>(documents.invoices, { contractId }), ({ contract: { invoices } }) => invoices.edges.some(({ node }) => node.from === first));
  const invoice = page.contract.invoices.edges.map(({ node }) => node).find(({ from }) => from === first);
  if (!invoice) throw new Error(`There is no invoice for ${month}.`);
  await tenant.does('receives the invoice', documents.invoices, { contractId }, () => `${invoice.number}, ${invoice.total.amount} ${invoice.currency}, due in full`);
  return invoice;
}

async function pay({ tenant, staff, host }: People, contractId: string, invoice: PlayedInvoice, before: Readonly<Record<string, string>>): Promise<Omit<Played, 'stranger'>> {
  const refusals: Record<string, string> = { ...before };
  await tenant.does<{ payInvoice: { state: string; amount: { amount: string } }[] }>('pays by debit', documents.payInvoice, { input: { invoiceId: invoice.id, idempotencyKey: 'scenario-pay-1' } }, ({ payInvoice }) =>
    payInvoice.map(({ amount, state }) => `${amount.amount} ${state}`).join(', '));
  refusals['paidTwice'] = await tenant.isRefused('pays the same invoice again', documents.payInvoice, { input: { invoiceId: invoice.id, idempotencyKey: 'scenario-pay-2' } });
  const { businessTime } = await staff.ask<{ businessTime: { now: string } }>(documents.businessTime);
  await until(staff, Temporal.Instant.from(businessTime.now).add({ hours: 24 * 30 }).toString(), 'the debit is settled, the return window is over and the host is paid out');
  refusals['paidWhenPaid'] = await tenant.isRefused('pays once more', documents.payInvoice, { input: { invoiceId: invoice.id, idempotencyKey: 'scenario-pay-3' } });
  const settled = await staff.awaits('the payout', () => staff.ask<Pick<Played, 'trialBalance'> & { stripeReconciliation: Played['reconciliation']; payouts: { edges: { node: Played['payouts'][number] }[] }; invoice: PlayedInvoice }>(documents.settled, { id: invoice.id }), ({ payouts }) => payouts.edges.some(({ node }) => node.state === 'PAID'));
  await tenant.does('sees the payment', documents.paidInvoice, { id: invoice.id }, () => settled.invoice.charges.map(({ amount, state }) => `${amount.amount} ${state}`).join(', '));
  await host.does<{ payouts: { edges: { node: { state: string; amount: { amount: string } } }[] } }>('is paid out', documents.payouts, {}, ({ payouts }) => payouts.edges.map(({ node }) => `${node.amount.amount} ${node.state}`).join(', '));
  return { contractId, invoice: { ...invoice, ...settled.invoice }, payouts: settled.payouts.edges.map(({ node }) => node), trialBalance: settled.trialBalance, reconciliation: settled.stripeReconciliation, refusals };
}
