import { DomainError } from '@busbar/kernel';

/** An index price that was published is never replaced within its version; a correction is a new version. */
export class IndexPriceChangedError extends DomainError {
  readonly code = 'INDEX_PRICE_CHANGED';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { index: string; version: string; start: string; standing: string; given: string }) {
    super(`The index ${details.index} has another price at ${details.start} in version ${details.version}; import corrections as a new version.`);
  }
}

/** A version of an index keeps its currency, interval and status. */
export class IndexVersionDiffersError extends DomainError {
  readonly code = 'INDEX_VERSION_DIFFERS';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { index: string; version: string; field: string; standing: string; given: string }) {
    super(`Version ${details.version} of the index ${details.index} has ${details.field} ${details.standing}.`);
  }
}

export class InvoiceNotPayableError extends DomainError {
  readonly code = 'INVOICE_NOT_PAYABLE';
  readonly kind = 'CONFLICT';
  constructor(readonly details: { invoiceId: string; reason: 'NOT_ISSUED' | 'NOTHING_OPEN' | 'PAID_DIRECTLY' }) {
    super(details.reason === 'NOT_ISSUED' ? 'This invoice is not issued.' : details.reason === 'NOTHING_OPEN' ? 'Nothing is open on this invoice.' : 'This invoice is paid to the host directly.');
  }
}
