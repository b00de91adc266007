/** One shape for every refusal: `errors[].extensions { code, kind, details }`; defects are masked and logged with a reference. */
import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DomainError } from '@busbar/kernel';

const logger = new Logger('GraphQL');
const CLIENT_CODES = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'PERSISTED_QUERY_NOT_SUPPORTED']);

export interface PublicError {
  readonly code: string;
  readonly kind: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The public face of anything thrown. A defect gets a reference under which the log has the whole. */
export function publicError(error: unknown, where: string): PublicError {
  if (error instanceof DomainError) return { code: error.code, kind: error.kind, message: error.message, details: error.details };
  const reference = randomUUID();
  logger.error({ msg: 'A defect was masked.', reference, where, err: error });
  return { code: 'INTERNAL', kind: 'INTERNAL', message: 'Something went wrong on our side. Nothing is known to be lost; the reference finds it in our log.', details: { reference } };
}

export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  const place = { ...(formatted.locations ? { locations: formatted.locations } : {}), ...(formatted.path ? { path: formatted.path } : {}) };
  const code = formatted.extensions?.['code'];
  if (cause instanceof GraphQLError && !(cause.originalError instanceof DomainError) && typeof code === 'string') {
    if (CLIENT_CODES.has(code)) return { message: formatted.message, ...place, extensions: { code, kind: 'INVALID', details: {} } };
    const kind = formatted.extensions?.['kind'];
    if (typeof kind === 'string') return { message: formatted.message, ...place, extensions: { code, kind, details: formatted.extensions?.['details'] ?? {} } };
  }
  const shown = publicError(cause instanceof GraphQLError && cause.originalError ? cause.originalError : cause, (formatted.path ?? []).join('.'));
  return { message: shown.message, ...place, extensions: { code: shown.code, kind: shown.kind, details: shown.details } };
}
