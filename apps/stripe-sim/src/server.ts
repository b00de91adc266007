/** HTTP in front of the simulator: keys, form bodies, idempotency as Stripe does it, and the `/sim` doors for demo and tests. */
import { createHash, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import { expanded } from './expand';
import { texts, type Fields } from './request-body';
import type { Simulator } from './simulator';
import type { StripeObject } from './store';
import { invalid, StripeError } from './stripe-error';

interface KeptAnswer extends StripeObject {
  readonly object: 'idempotency';
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
}

export interface ServerSettings {
  readonly secretKey: string;
}

function requireKey(secretKey: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const given = request.headers.authorization?.replace(/^Bearer /, '');
    if (given !== secretKey) throw new StripeError(401, { type: 'invalid_request_error', message: 'Invalid API Key provided.' });
    next();
  };
}

export function createServer(simulator: Simulator, settings: ServerSettings): express.Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'extended');
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));

  // A host's browser comes here from the onboarding link and goes back when the form is done.
  app.get('/sim/onboarding/:account', (request, response) => {
    simulator.onboard(request.params.account);
    const back = typeof request.query['return'] === 'string' ? request.query['return'] : '/';
    response.redirect(303, back);
  });
  app.use(requireKey(settings.secretKey));
  app.post('/sim/clock', express.json(), (request, response) => {
    const to = Date.parse(String((request.body as { to?: unknown }).to));
    if (!Number.isFinite(to)) throw invalid('Give { "to": an RFC 3339 time }.', 'to');
    simulator.moveClock(to);
    response.json({ now: new Date(simulator.clock.nowMs).toISOString() });
  });
  app.get('/sim/idle', (_request, response) => {
    const { nextDueMs } = simulator.clock;
    response.json({ open: simulator.webhooks.open, nextDue: nextDueMs === null ? null : new Date(nextDueMs).toISOString() });
  });
  app.use('/v1', express.urlencoded({ extended: true, limit: '256kb' }), (request: Request, response: Response) => answer(simulator, request, response));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const refusal = error instanceof StripeError ? error : new StripeError(500, { type: 'api_error', message: error instanceof Error ? error.message : 'The simulator failed.' });
    response.status(refusal.status).json({ error: refusal.body });
  });
  return app;
}

function answer(simulator: Simulator, request: Request, response: Response): void {
  const fields = (request.method === 'GET' ? request.query : (request.body ?? {})) as Fields;
  const accountHeader = request.headers['stripe-account'];
  const account = typeof accountHeader === 'string' ? accountHeader : undefined;
  const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined;
  const path = `/v1${request.path}`;
  const kept = typeof key === 'string' ? keptAnswer(simulator, key, path, fields) : undefined;
  response.setHeader('request-id', `req_${randomUUID().replaceAll('-', '').slice(0, 14)}`);
  if (kept) {
    response.setHeader('idempotent-replayed', 'true').status(kept.status).type('application/json').send(kept.body);
    return;
  }
  const { status, body } = carriedOut(simulator, request.method, path, fields, account);
  if (typeof key === 'string') simulator.store.put<KeptAnswer>({ id: `idempotency:${key}`, object: 'idempotency', created: simulator.clock.now, fingerprint: fingerprintOf(path, fields), status, body });
  simulator.store.commit();
  response.status(status).type('application/json').send(body);
}

function carriedOut(simulator: Simulator, method: string, path: string, fields: Fields, account: string | undefined): { status: number; body: string } {
  try {
    const result = simulator.call(method, path, fields, account);
    return { status: 200, body: JSON.stringify(expanded(simulator.store, result, texts(fields, 'expand') ?? [])) };
  } catch (error) {
    simulator.store.rollback();
    if (!(error instanceof StripeError)) throw error;
    return { status: error.status, body: JSON.stringify({ error: expanded(simulator.store, error.body, []) }) };
  }
}

const fingerprintOf = (path: string, fields: Fields): string => createHash('sha256').update(path).update(JSON.stringify(fields)).digest('hex');

/** The first answer under a key, errors included; the same key with other parameters is refused. */
function keptAnswer(simulator: Simulator, key: string, path: string, fields: Fields): KeptAnswer | undefined {
  const kept = simulator.store.get<KeptAnswer>(`idempotency:${key}`);
  if (kept && kept.fingerprint !== fingerprintOf(path, fields))
    throw new StripeError(400, { type: 'idempotency_error', message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.` });
  return kept;
}

export const listen = (app: express.Express, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server: Server = app.listen(port, '127.0.0.1', (error?: Error) => (error ? reject(error) : resolve(server)));
  });
