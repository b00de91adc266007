/** Refusals on the REST edge as `application/problem+json` (RFC 9457), with the same stable codes as GraphQL. */
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Response } from 'express';
import { DomainError, type RefusalKind } from '@busbar/kernel';
import { publicError } from '../graphql/errors';

/** decisions.md 9. */
export const statusOf: Readonly<Record<RefusalKind | 'INTERNAL', number>> = {
  INVALID: 400, UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, LIMITED: 429, UNAVAILABLE: 503, INTERNAL: 500,
};

const codeOfStatus: Readonly<Record<number, string>> = { 400: 'BAD_REQUEST', 401: 'NOT_SIGNED_IN', 403: 'NOT_PERMITTED', 404: 'NOT_FOUND', 405: 'METHOD_NOT_ALLOWED', 413: 'BODY_TOO_LARGE', 415: 'MEDIA_TYPE_UNSUPPORTED', 429: 'RATE_LIMITED' };

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly kind: string;
  readonly details: Readonly<Record<string, unknown>>;
}

function statusInside(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { status?: unknown; expose?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 && (error as { expose?: unknown }).expose === true ? status : undefined;
}

/** The problem document of anything thrown. */
export function problemOf(error: unknown, where: string): Problem {
  const status = error instanceof DomainError ? undefined : statusInside(error);
  if (status !== undefined && status < 500) {
    const code = codeOfStatus[status] ?? 'REQUEST_REFUSED';
    return { type: `urn:busbar:problem:${code}`, title: error instanceof Error ? error.message : 'The request was refused.', status, code, kind: status === 429 ? 'LIMITED' : 'INVALID', details: {} };
  }
  const shown = publicError(error, where);
  return { type: `urn:busbar:problem:${shown.code}`, title: shown.message, status: statusOf[shown.kind as keyof typeof statusOf], code: shown.code, kind: shown.kind, details: shown.details };
}

/** Returns GraphQL refusals to the formatter, so that Nest does not log each as a defect; answers REST itself. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<'graphql' | 'http'>() === 'graphql') return error;
    const response = host.switchToHttp().getResponse<Response>();
    const problem = problemOf(error, 'rest');
    if (response.headersSent) {
      response.end();
      return undefined;
    }
    const retryAfter = problem.details['retryAfterSeconds'];
    if (typeof retryAfter === 'number') response.setHeader('retry-after', String(Math.ceil(retryAfter)));
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)));
    return undefined;
  }
}
