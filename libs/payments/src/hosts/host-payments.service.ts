/** Paying hosts: release when the tenant has paid, transfer when the gate is open, payout by Stripe's schedule. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type Stripe from 'stripe';
import { type Actor, authorise, instantOf, invariant, isStaff, money, moneyText, refusalOf, systemActor } from '@busbar/kernel';
import { Clock, type Connection, Database, decodeCursor, DueWork, encodeCursor, newId, Outbox, pageSize, toConnection } from '@busbar/platform';
import { Invoices } from '@busbar/billing';
import { hostReleased, Ledger, payoutFailedMemo, payoutPaidMemo, transferCreated, transferCreatedMemo } from '@busbar/ledger';
import { ChargesRepository, currencyIn } from '../charges/charges.repository';
import { type PayoutState, releaseTimes } from '../domain/host-release';
import { paymentPolicy } from '../domain/payment-policy';
import { StripeInbox } from '../stripe/stripe-inbox.service';
import { StripeRequests } from '../stripe/stripe-requests.service';
import { type Payout, PayoutsRepository } from './payouts.repository';
import { type Transfer, TransfersRepository } from './transfers.repository';

const BATCH = 20;
const payoutStates: Readonly<Record<string, PayoutState>> = { pending: 'PENDING', in_transit: 'IN_TRANSIT', paid: 'PAID', failed: 'FAILED', canceled: 'FAILED' };
/** Refusals that say nothing about the transfer itself: not enough on our balance yet, or the account under Stripe's review. */
const curedByTime: readonly string[] = ['balance_insufficient', 'insufficient_capabilities_for_transfer'];
const payoutRank: Readonly<Record<PayoutState, number>> = { PENDING: 0, IN_TRANSIT: 1, PAID: 2, FAILED: 3 };

@Injectable()
export class HostPayments implements OnModuleInit {
  private readonly system = systemActor('payments.hosts');

  constructor(
    private readonly database: Database, private readonly clock: Clock, private readonly outbox: Outbox, private readonly dueWork: DueWork, private readonly invoices: Invoices, private readonly ledger: Ledger,
    private readonly requests: StripeRequests, private readonly inbox: StripeInbox, private readonly charges: ChargesRepository, private readonly payouts: PayoutsRepository, private readonly transfers: TransfersRepository,
  ) {}

  onModuleInit(): void {
    this.dueWork.register({ name: 'payments.releaseHostShares', nextDue: () => this.database.read(this.system, () => this.transfers.nextRelease()), run: () => this.releaseDue() });
    this.dueWork.register({ name: 'payments.requestTransfers', nextDue: () => this.database.read(this.system, () => this.transfers.nextReady()), run: () => this.requestReady() });
    this.requests.onAnswer('transfer', async (subject, outcome) => {
      const transfer = await this.transfers.findForUpdate(subject);
      invariant(transfer, `Stripe answered for an unknown transfer ${subject}.`);
      if (outcome.kind === 'DONE') await this.sent(transfer, outcome.object as Stripe.Transfer);
      else await this.refused(transfer, outcome.code);
    });
    this.inbox.on(['payout.created', 'payout.updated', 'payout.paid', 'payout.failed'], async ({ objectId, account }, stripe) => {
      if (account === null) return () => Promise.resolve();
      const payout = await stripe.payouts.retrieve(objectId, {}, { stripeAccount: account });
      return () => this.follow(account, payout);
    });
  }

  /** Called when a charge has succeeded, in the caller's transaction: a fully paid invoice gets its release times, once. */
  async scheduleRelease(invoiceId: string): Promise<void> {
    const open = await this.invoices.openBalance(invoiceId);
    if (open.minor > 0n) return;
    const times = releaseTimes(await this.charges.paidParts(invoiceId));
    if (times) await this.transfers.schedule(invoiceId, times.releaseAt, times.transferAt);
  }

  /** Joins the caller's scope. */
  transfersOf(invoiceIds: readonly string[]): Promise<Map<string, Transfer[]>> {
    return this.transfers.ofInvoices(invoiceIds);
  }

  /** Whether a transfer of ours is known under Stripe's id of it. Joins the caller's scope. */
  knows(stripeTransferId: string): Promise<boolean> {
    return this.transfers.hasStripeTransfer(stripeTransferId);
  }

  /** A transfer that Stripe has made though its answer never reached us; somebody else's is left alone. In the caller's transaction. */
  async adopt(made: Stripe.Transfer): Promise<void> {
    const id = made.metadata['transfer_id'];
    const transfer = id === undefined ? null : await this.transfers.findForUpdate(id);
    if (transfer) await this.sent(transfer, made);
  }

  /** Stripe's ids of connected accounts, in their order, after one of them. */
  stripeAccounts(after: string | null, most: number): Promise<string[]> {
    return this.database.read(this.system, () => this.payouts.stripeAccounts(after, most));
  }

  /** Whether the actor may see what a host is paid. */
  mayFollow(actor: Actor, hostId: string): boolean {
    return refusalOf(paymentPolicy.seeTransfers, actor, { hostId }) === null;
  }

  /** A host's own payouts, or all for staff; the newest first. */
  page(actor: Actor, args: { readonly first: number; readonly after?: string | null | undefined }): Promise<Connection<Payout>> {
    authorise(paymentPolicy.seePayouts, actor, undefined);
    const first = pageSize(args);
    const before = decodeCursor(args.after, 1)?.[0];
    return this.database.read(actor, async () => {
      const rows = await this.payouts.page(isStaff(actor) ? null : (actor.organisationId ?? ''), typeof before === 'string' ? before : undefined, first + 1);
      return toConnection(rows, first, ({ id }) => encodeCursor([id]));
    });
  }

  private releaseDue(): Promise<number> {
    return this.database.transaction(this.system, async () => {
      const due = await this.transfers.takeReleases(BATCH);
      const invoices = await this.invoices.byIds(due.map(({ invoiceId }) => invoiceId));
      for (const { invoiceId, transferAt } of due) {
        const invoice = invoices.get(invoiceId);
        invariant(invoice, `The invoice ${invoiceId} of a release is gone.`);
        const shares = (await this.invoices.shares(invoiceId)).filter(({ amount }) => amount.minor > 0n);
        for (const { id: settlementId, organisationId: hostId, amount } of shares)
          await this.transfers.insert({ id: newId('transfer'), settlementId, invoiceId, contractId: invoice.contractId, hostId, amount, state: 'PENDING', notBefore: transferAt, stripeId: null, failureCode: null });
        await this.outbox.publish({ type: 'hostShares.released', subject: invoiceId, organisations: [invoice.hostId], data: { transferAt: transferAt.toString() } });
        const posting = hostReleased({ invoice: invoiceId, contract: invoice.contractId, tenant: invoice.tenantId }, shares.map(({ organisationId, amount }) => ({ host: organisationId, amount })));
        if (posting.entries.length > 0) await this.ledger.post({ ...posting, key: `invoice:${invoiceId}:released`, effectiveAt: this.clock.now() });
      }
      return due.length;
    });
  }

  private requestReady(): Promise<number> {
    return this.database.transaction(this.system, async () => {
      const ready = await this.transfers.ready(BATCH);
      for (const { transfer, destination, refusals } of ready) {
        const { id, settlementId, hostId, invoiceId, amount } = transfer;
        // Stripe answers a key with its first refusal for a day: another try is another key.
        await this.requests.keep(`bb:tr:${settlementId}:${hostId}${refusals === 0 ? '' : `:r${refusals + 1}`}`, id, {
          kind: 'transfer',
          params: { amount: Number(amount.minor), currency: amount.currency.toLowerCase(), destination, transfer_group: invoiceId, metadata: { settlement_id: settlementId, transfer_id: id } },
        });
      }
      return ready.length;
    });
  }

  /** What time may cure is asked again the next day, through the same gate; the rest is for a person. */
  private async refused(transfer: Transfer, failureCode: string): Promise<void> {
    if (transfer.state !== 'PENDING') return;
    if (curedByTime.includes(failureCode)) await this.transfers.postpone(transfer.id, failureCode, this.clock.now().add({ hours: 24 }));
    else await this.transfers.save({ ...transfer, state: 'REFUSED', failureCode });
    await this.outbox.publish({ type: 'transfer.refused', subject: transfer.id, organisations: [transfer.hostId], data: { invoiceId: transfer.invoiceId, failureCode } });
  }

  private async sent(transfer: Transfer, made: Stripe.Transfer): Promise<void> {
    invariant(BigInt(made.amount) === transfer.amount.minor, `Stripe moved ${made.amount} for ${transfer.id}.`);
    if (transfer.state === 'SENT') return;
    const at = this.clock.now();
    await this.transfers.save({ ...transfer, state: 'SENT', stripeId: made.id, failureCode: null });
    await this.outbox.publish({ type: 'transfer.sent', subject: transfer.id, organisations: [transfer.hostId], data: { invoiceId: transfer.invoiceId, amount: moneyText(transfer.amount), currency: transfer.amount.currency } });
    const booking = typeof made.balance_transaction === 'string' ? made.balance_transaction : (made.balance_transaction?.id ?? made.id);
    await this.ledger.post({ ...transferCreated(transfer.hostId, transfer.amount, { invoice: transfer.invoiceId, contract: transfer.contractId }), key: `stripe:btx:${booking}`, effectiveAt: at });
    await this.ledger.post({ ...transferCreatedMemo(transfer.hostId, transfer.amount), key: `stripe:tr:${made.id}:memo`, effectiveAt: at });
  }

  /** A payout moves only forward; paid may still become failed. The memo accounts follow. */
  private async follow(stripeAccount: string, told: Stripe.Payout): Promise<void> {
    const account = await this.payouts.accountByStripeId(stripeAccount);
    const state = payoutStates[told.status];
    if (!account || !state) return;
    const amount = money(BigInt(told.amount), currencyIn(told.currency.toUpperCase()));
    const held = await this.payouts.findByStripeIdForUpdate(told.id);
    const payout: Payout = held ?? { id: newId('payout'), hostId: account.hostId, stripeId: told.id, amount, state: 'PENDING', arrivesAt: instantOf(told.arrival_date * 1000) };
    if (!held) await this.payouts.insert(payout);
    if (payoutRank[state] <= payoutRank[payout.state]) return;
    await this.payouts.setState(payout.id, state);
    await this.outbox.publish({ type: 'payout.moved', subject: payout.id, organisations: [account.hostId], data: { from: payout.state, to: state, amount: moneyText(amount), currency: amount.currency } });
    if (state === 'PAID') await this.ledger.post({ ...payoutPaidMemo(account.hostId, amount), key: `stripe:po:${told.id}:paid`, effectiveAt: this.clock.now() });
    if (state === 'FAILED' && payout.state === 'PAID') await this.ledger.post({ ...payoutFailedMemo(account.hostId, amount), key: `stripe:po:${told.id}:failed`, effectiveAt: this.clock.now() });
  }
}
