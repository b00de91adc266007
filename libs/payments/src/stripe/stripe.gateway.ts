/**
 * The one place that speaks to Stripe, by its own SDK; in development and demo the same SDK speaks to the simulator. Never
 * called inside a database transaction.
 */
import { Injectable } from '@nestjs/common';
import Stripe from 'stripe';
import { DomainError } from '@busbar/kernel';
import { Config } from '@busbar/platform';
import { PaymentsUnavailableError, WebhookRefusedError } from '../domain/payment.errors';

/** How Stripe took a request, in the words of payments.md section 3. */
export type StripeOutcome =
  | { readonly kind: 'DONE'; readonly objectId: string; readonly object: unknown }
  | { readonly kind: 'REJECTED'; readonly code: string; readonly message: string; readonly objectId: string | null }
  | { readonly kind: 'RETRY'; readonly message: string };

/** A call as it is kept in `stripe_request`. */
export type StripeCall =
  | { readonly kind: 'setupIntent'; readonly params: Stripe.SetupIntentCreateParams }
  | { readonly kind: 'paymentIntent'; readonly params: Stripe.PaymentIntentCreateParams }
  | { readonly kind: 'transfer'; readonly params: Stripe.TransferCreateParams };

@Injectable()
export class StripeGateway {
  private readonly stripe: Stripe | null;

  constructor(private readonly config: Config) {
    this.stripe = config.stripe && new Stripe(config.stripe.secretKey, { telemetry: false, maxNetworkRetries: 2, timeout: 20_000, ...simulated(config.stripe.apiUrl) });
  }

  get configured(): boolean {
    return this.stripe !== null;
  }

  /** Throws PAYMENTS_UNAVAILABLE where no key is set. */
  get api(): Stripe {
    if (!this.stripe) throw new PaymentsUnavailableError();
    return this.stripe;
  }

  /** Asks Stripe something while a person waits. Throws PAYMENTS_UNAVAILABLE where it cannot be reached. */
  async ask<T>(question: (stripe: Stripe) => Promise<T>): Promise<T> {
    try {
      return await question(this.api);
    } catch (error) {
      if (isOutOfReach(error)) throw new PaymentsUnavailableError();
      throw error;
    }
  }

  /** Sends one kept call under its key. Errors become outcomes; nothing is thrown for what Stripe says. */
  async send(call: StripeCall, idempotencyKey: string): Promise<StripeOutcome> {
    try {
      const object = await this.dispatch(call, idempotencyKey);
      return { kind: 'DONE', objectId: object.id, object };
    } catch (error) {
      return outcomeOf(error);
    }
  }

  /** The event of a webhook's bytes. Throws WEBHOOK_REFUSED for a wrong signature or one older than five minutes. */
  verify(body: unknown, signature: string | undefined, endpoint: 'account' | 'connect'): Stripe.Event {
    const { stripe: settings } = this.config;
    if (!settings || !Buffer.isBuffer(body) || signature === undefined) throw new WebhookRefusedError();
    try {
      return this.api.webhooks.constructEvent(body, signature, endpoint === 'account' ? settings.webhookSecret : settings.connectWebhookSecret, 300);
    } catch {
      throw new WebhookRefusedError();
    }
  }

  private dispatch(call: StripeCall, idempotencyKey: string): Promise<{ id: string }> {
    switch (call.kind) {
      case 'setupIntent': return this.api.setupIntents.create(call.params, { idempotencyKey });
      case 'paymentIntent': return this.api.paymentIntents.create(call.params, { idempotencyKey });
      case 'transfer': return this.api.transfers.create(call.params, { idempotencyKey });
    }
  }
}

function simulated(apiUrl: string | undefined): { host?: string; port?: number; protocol?: 'http' | 'https' } {
  if (apiUrl === undefined) return {};
  const { hostname, port, protocol } = new URL(apiUrl);
  return { host: hostname, port: Number(port), protocol: protocol === 'https:' ? 'https' : 'http' };
}

/** Whether Stripe or the database was out of reach: nothing is wrong with what was asked. */
export const isOutOfReach = (error: unknown): boolean =>
  error instanceof DomainError ? error.kind === 'UNAVAILABLE' : error instanceof Stripe.errors.StripeError && outcomeOf(error).kind === 'RETRY';

/** These say nothing about what was asked: a concurrent request, a limit, or a key of ours that is wrong and will be put right. */
const notAnAnswer: readonly number[] = [401, 403, 409, 429];

/** 4xx are answers; the rest, 5xx and a silent network are to be asked again under the same key. */
export function outcomeOf(error: unknown): StripeOutcome {
  if (!(error instanceof Stripe.errors.StripeError)) return { kind: 'RETRY', message: error instanceof Error ? error.message : String(error) };
  const status = error.statusCode ?? 0;
  if (status >= 400 && status < 500 && !notAnAnswer.includes(status)) {
    const intent = (error as { payment_intent?: { id?: string } }).payment_intent;
    return { kind: 'REJECTED', code: error.decline_code ?? error.code ?? error.type, message: error.message, objectId: intent?.id ?? null };
  }
  return { kind: 'RETRY', message: error.message };
}
