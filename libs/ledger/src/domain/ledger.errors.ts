import { DomainError } from '@busbar/kernel';

/** A posting key stands for one economic event for ever; other entries under the same key are another event. */
export class LedgerKeyReusedError extends DomainError {
  readonly code = 'LEDGER_KEY_REUSED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { key: string; transactionId: string }) {
    super('This posting key already stands for a transaction with other entries.');
  }
}

/** A bounded balance (receivables, host payable, deposits, tenant credit, refunds, unapplied cash) would fall below zero. */
export class LedgerBoundError extends DomainError {
  readonly code = 'LEDGER_BALANCE_BELOW_ZERO';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { account: string; currency: string; balance: string; invoiceId?: string }) {
    super(`The balance of account ${details.account} may not fall below zero.`);
  }
}
