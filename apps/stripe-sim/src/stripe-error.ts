/** Refusals in Stripe's own shape, with its types and codes. */
export class StripeError extends Error {
  constructor(readonly status: number, readonly body: { readonly type: string; readonly code?: string; readonly message: string; readonly param?: string; readonly decline_code?: string; readonly payment_intent?: unknown }) {
    super(body.message);
  }
}

export const invalid = (message: string, param?: string, code?: string): StripeError =>
  new StripeError(400, { type: 'invalid_request_error', message, ...(param ? { param } : {}), ...(code ? { code } : {}) });

export const missing = (kind: string, id: string): StripeError => new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message: `No such ${kind}: '${id}'`, param: 'id' });
