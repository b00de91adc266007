import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** What went wrong, as far as a reader can use it. */
export interface Refusal {
  readonly code: string;
  readonly kind: 'INVALID' | 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'CONFLICT' | 'LIMITED' | 'UNAVAILABLE' | 'INTERNAL' | 'NETWORK';
  readonly message: string;
  /** Under which the log has the whole of a defect. */
  readonly reference: string | null;
  /** Names and values of the refusal, for sentences that quote them. */
  readonly details: Readonly<Record<string, unknown>>;
}

const kinds: readonly string[] = ['INVALID', 'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'CONFLICT', 'LIMITED', 'UNAVAILABLE', 'INTERNAL'];

export function refusalFrom(error: unknown): Refusal {
  if (!CombinedGraphQLErrors.is(error)) {
    const status = ServerError.is(error) ? error.statusCode : null;
    return { code: status === null ? 'UNREACHABLE' : `HTTP_${status}`, kind: status === 429 ? 'LIMITED' : 'NETWORK', message: '', reference: null, details: {} };
  }
  const [first] = error.errors;
  const extensions: Readonly<Record<string, unknown>> = first?.extensions ?? {};
  const details = isRecord(extensions['details']) ? extensions['details'] : {};
  const kind = text(extensions['kind']);
  return {
    code: text(extensions['code']) ?? 'INTERNAL',
    kind: kind !== null && kinds.includes(kind) ? (kind as Refusal['kind']) : 'INTERNAL',
    message: first?.message ?? '',
    reference: text(details['reference']),
    details,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
