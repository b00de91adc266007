import { DomainError } from '@busbar/kernel';

export class PaymentsUnavailableError extends DomainError {
  readonly code = 'PAYMENTS_UNAVAILABLE';
  readonly kind = 'UNAVAILABLE';
  readonly details = {};
  constructor() {
    super('Payments are not configured here, or Stripe cannot be reached. Nothing was charged.');
  }
}

export class PaymentUnderWayError extends DomainError {
  readonly code = 'PAYMENT_UNDER_WAY';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { invoiceId: string }) {
    super('A payment of this invoice is under way; paying it again would pay it twice.');
  }
}

export class BeyondTheRailError extends DomainError {
  readonly code = 'INVOICE_BEYOND_THE_RAIL';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { invoiceId: string; most: string }) {
    super(`Debits take at most ${details.most} of one invoice; this one is settled by bank transfer.`);
  }
}

export class BelowTheRailError extends DomainError {
  readonly code = 'INVOICE_BELOW_THE_RAIL';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { invoiceId: string; least: string }) {
    super(`A payment takes at least ${details.least}; what is open on this invoice is less.`);
  }
}

export class PaymentMethodMissingError extends DomainError {
  readonly code = 'PAYMENT_METHOD_MISSING';
  readonly kind = 'CONFLICT';
  readonly details = {};
  constructor() {
    super('Save a payment method first.');
  }
}

export class CardLimitError extends DomainError {
  readonly code = 'CARD_LIMIT_EXCEEDED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { path: string; most: string }) {
    super(`A card takes at most ${details.most}; save a bank account for larger invoices.`);
  }
}

/** The answer to anything that Stripe did not sign: nothing is stored. */
export class WebhookRefusedError extends DomainError {
  readonly code = 'WEBHOOK_REFUSED';
  readonly kind = 'INVALID';
  readonly details = {};
  constructor() {
    super('The signature, the time or the endpoint of this webhook is not right.');
  }
}
