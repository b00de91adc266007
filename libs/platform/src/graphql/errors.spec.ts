import { Logger } from '@nestjs/common';
import { GraphQLError } from 'graphql';
import { DomainError, InvalidInputError, InvariantError, NotFoundError } from '@busbar/kernel';
import { problemOf, statusOf } from '../http/problem.filter';
import { formatError, publicError } from './errors';

const PROBE = 'password=hunter22 at 10.0.0.7';
const thrownBy = (cause: Error) => new GraphQLError(cause.message, { path: ['contract', 'terms'], originalError: cause });
const shown = (error: GraphQLError) => formatError(error.toJSON(), error);

describe('a refusal', () => {
  it('is told as it is: code, kind, message and details', () => {
    const refusal = new InvalidInputError({ path: 'first', given: 0, expected: '1 or more' });
    expect(shown(thrownBy(refusal))).toEqual({ message: refusal.message, path: ['contract', 'terms'], extensions: { code: 'INPUT_INVALID', kind: 'INVALID', details: refusal.details } });
    expect(problemOf(refusal, 'rest')).toMatchObject({ status: 400, code: 'INPUT_INVALID', type: 'urn:busbar:problem:INPUT_INVALID', title: refusal.message });
  });

  it('has the HTTP status of its kind on the REST edge', () => {
    expect(statusOf).toEqual({ INVALID: 400, UNAUTHENTICATED: 401, FORBIDDEN: 403, NOT_FOUND: 404, CONFLICT: 409, LIMITED: 429, UNAVAILABLE: 503, INTERNAL: 500 });
    expect(problemOf(new NotFoundError('site', 'site_x'), 'rest').status).toBe(404);
  });

  it('of a limit or of the language keeps its own words', () => {
    const limited = new GraphQLError('Too large.', { extensions: { code: 'OPERATION_TOO_LARGE', kind: 'LIMITED', details: { limit: 'cost' } } });
    expect(shown(limited).extensions).toEqual({ code: 'OPERATION_TOO_LARGE', kind: 'LIMITED', details: { limit: 'cost' } });
    const unknown = new GraphQLError('Cannot query field "viewr" on type "Query".', { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', stacktrace: [PROBE] } });
    expect(shown(unknown)).toEqual({ message: unknown.message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', kind: 'INVALID', details: {} } });
  });
});

describe('a defect', () => {
  class Sneaky extends Error {
    readonly extensions = { code: 'BAD_USER_INPUT', kind: 'INVALID', details: { probe: PROBE } };
    readonly code = 'INPUT_INVALID';
    readonly kind = 'INVALID';
    readonly details = { probe: PROBE };
  }
  let logged: unknown[];
  let error: jest.SpyInstance;
  beforeEach(() => {
    logged = [];
    error = jest.spyOn(Logger.prototype, 'error').mockImplementation((...given: unknown[]) => void logged.push(...given));
  });
  afterEach(() => error.mockRestore());

  it.each([['an error', new Error(PROBE)], ['a broken assumption', new InvariantError(PROBE)], ['an error that looks like a refusal', new Sneaky(PROBE)], ['a type error', new TypeError(PROBE)]])(
    '(%s) never reaches the caller, who gets a reference under which the log has it whole',
    (_what, cause) => {
      const answers = [shown(thrownBy(cause)), publicError(cause, 'here'), problemOf(cause, 'rest')];
      expect(JSON.stringify(answers)).not.toContain('hunter22');
      expect(answers.map((answer) => (answer as { extensions?: { code: string }; code?: string }).extensions?.code ?? (answer as { code?: string }).code)).toEqual(['INTERNAL', 'INTERNAL', 'INTERNAL']);
      const references = logged.map((entry) => (entry as { reference: string; err: Error }).reference);
      expect(new Set(references).size).toBe(3);
      for (const reference of references) expect(JSON.stringify(answers)).toContain(reference);
      expect(logged.every((entry) => (entry as { err: Error }).err === cause)).toBe(true);
    },
  );

  it('that is not even an error is masked too', () => {
    expect(JSON.stringify(publicError(PROBE, 'here'))).not.toContain('hunter22');
    expect(publicError(undefined, 'here').code).toBe('INTERNAL');
  });

  it('of the HTTP machinery with a status of 500 is masked, with one of 413 told', () => {
    expect(problemOf(Object.assign(new Error(PROBE), { status: 500, expose: true }), 'body').code).toBe('INTERNAL');
    expect(problemOf(Object.assign(new Error(PROBE), { status: 400 }), 'body').code).toBe('INTERNAL');
    expect(problemOf(Object.assign(new Error('request entity too large'), { status: 413, expose: true }), 'body')).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
  });

  it('is not what a refusal of our own is', () => {
    expect(publicError(new NotFoundError('site', 'x'), 'here').code).toBe('NOT_FOUND');
    expect(logged).toEqual([]);
    expect(new NotFoundError('site', 'x')).toBeInstanceOf(DomainError);
  });
});
