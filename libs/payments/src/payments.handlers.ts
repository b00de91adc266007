import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type Instant, instantOf, parseInstant, systemActor } from '@busbar/kernel';
import { ClockFollowers, Config, Database, DueWork, EventHandlers } from '@busbar/platform';
import { HostPayments } from './hosts/host-payments.service';
import { StripeInbox } from './stripe/stripe-inbox.service';
import { StripeInboxRepository } from './stripe/stripe-inbox.repository';
import { StripeRequests } from './stripe/stripe-requests.service';

/** What payments does by itself: sends, receives, releases; and moves the simulator's clock where there is one. */
@Injectable()
export class PaymentsHandlers implements OnModuleInit {
  private readonly system = systemActor('payments');

  constructor(
    private readonly database: Database, private readonly config: Config, private readonly events: EventHandlers, private readonly dueWork: DueWork, private readonly followers: ClockFollowers,
    private readonly hosts: HostPayments, private readonly requests: StripeRequests, private readonly inbox: StripeInbox, private readonly inboxRows: StripeInboxRepository,
  ) {}

  onModuleInit(): void {
    this.events.on('charge.succeeded', 'payments.scheduleRelease', async ({ data }) => this.hosts.scheduleRelease(String(data['invoiceId'])));
    this.dueWork.register({ name: 'payments.sendToStripe', nextDue: () => this.requests.nextDue(), run: () => this.requests.sendDue() });
    this.dueWork.register({ name: 'payments.handleStripeEvents', nextDue: () => this.nextEvent(), run: () => this.inbox.handleDue() });
    const { stripe } = this.config;
    if (stripe?.apiUrl !== undefined && this.config.movableClock) this.followers.register((to) => this.moveSimulator(stripe.apiUrl ?? '', stripe.secretKey, to));
    // Time steps through what falls due at the simulator, so that payments settle on their own day.
    if (stripe?.apiUrl !== undefined && this.config.movableClock) this.dueWork.register({ name: 'payments.simulatorTime', nextDue: () => this.simulatorDue(stripe.apiUrl ?? '', stripe.secretKey), run: () => Promise.resolve(0) });
  }

  /** Events wait for nothing: those that are here are due at once. */
  private nextEvent(): Promise<Instant | null> {
    return this.database.read(this.system, async () => ((await this.inboxRows.due(1)).length > 0 ? instantOf(0) : null));
  }

  private async simulatorDue(apiUrl: string, secretKey: string): Promise<Instant | null> {
    const answer = await fetch(`${apiUrl}/sim/idle`, { headers: { authorization: `Bearer ${secretKey}` }, signal: AbortSignal.timeout(5_000) });
    const { nextDue } = (await answer.json()) as { nextDue: string | null };
    return nextDue === null ? null : parseInstant(nextDue);
  }

  /** Time passes at the simulator too; its webhooks are awaited, so that what follows from them is seen before the next step. */
  private async moveSimulator(apiUrl: string, secretKey: string, to: Instant): Promise<void> {
    const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
    await fetch(`${apiUrl}/sim/clock`, { method: 'POST', headers, body: JSON.stringify({ to: to.toString() }), signal: AbortSignal.timeout(10_000) });
    for (let tries = 0; tries < 100; tries += 1) {
      const { open } = (await (await fetch(`${apiUrl}/sim/idle`, { headers, signal: AbortSignal.timeout(5_000) })).json()) as { open: number };
      if (open === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
