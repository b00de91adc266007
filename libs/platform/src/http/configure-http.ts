/** The HTTP edge, the same for the API and for tests over HTTP: limits, headers, the built web, errors as problems. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { Config } from '../config/config';
import { Metrics } from '../observability/metrics';
import { problemOf } from './problem.filter';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'DELETE', 'OPTIONS']);
const SERVED_BY_API = /^\/(graphql|v1|healthz|readyz|metrics|schema\.graphql)(\/|$)/;
const POISONED = /"(?:__proto__|constructor|prototype)"\s*:/;
/** NUL, which PostgreSQL's text cannot hold; an escaped backslash before the u is no escape of NUL. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/;
/** Half of a surrogate pair, escaped: no character, and no document of PostgreSQL can hold it. */
const EVEN_BACKSLASHES = String.raw`(?<!\\)(?:\\\\)*`;
const HIGH = String.raw`\\u[dD][89abAB][\da-fA-F]{2}`;
const LOW = String.raw`\\u[dD][c-fC-F][\da-fA-F]{2}`;
const HALF_CHARACTER = new RegExp(`${EVEN_BACKSLASHES}(?:${HIGH}(?!${LOW})|(?<!${EVEN_BACKSLASHES}${HIGH})${LOW})`);

/** Call before `init`; create the application with `bodyParser: false`. */
export function configureHttp(app: NestExpressApplication): void {
  const config = app.get(Config);
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustedProxies);
  app.set('etag', 'strong');
  app.use(measured(app.get(Metrics)));
  app.use(onlyKnownMethods);
  app.use(helmet({
    contentSecurityPolicy: { directives: { defaultSrc: ["'self'"], scriptSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", 'data:', 'blob:'], fontSrc: ["'self'", 'data:'], connectSrc: ["'self'"], workerSrc: ["'self'", 'blob:'], objectSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'self'"], formAction: ["'self'"], upgradeInsecureRequests: config.publicUrl.startsWith('https://') ? [] : null } },
    strictTransportSecurity: config.publicUrl.startsWith('https://') ? { maxAge: 31_536_000, includeSubDomains: true } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  }));
  // Signatures are checked over the bytes as they came, so webhooks keep them; everything else is JSON of bounded size.
  app.use('/v1/stripe', express.raw({ type: () => true, limit: '1mb' }));
  const verify = (_request: unknown, _response: unknown, bytes: Buffer): void => {
    const text = bytes.toString('utf8');
    if (NUL.test(text)) throw Object.assign(new Error('A body may not hold the character NUL.'), { status: 400, expose: true });
    if (HALF_CHARACTER.test(text)) throw Object.assign(new Error('A body may not hold half of a surrogate pair.'), { status: 400, expose: true });
    if (POISONED.test(text)) throw Object.assign(new Error('A body may not name __proto__, constructor or prototype.'), { status: 400, expose: true });
  };
  app.use('/v1/readings', express.json({ limit: '1mb', verify, type: ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'] }));
  app.use(express.json({ limit: '100kb', verify }));
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    const problem = problemOf(error, 'body');
    response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  });
  if (config.webRoot && existsSync(join(config.webRoot, 'index.html'))) serveWeb(app, config.webRoot);
}

function onlyKnownMethods(request: Request, response: Response, next: NextFunction): void {
  if (METHODS.has(request.method)) return next();
  response.status(405).setHeader('allow', [...METHODS].join(', ')).end();
}

const measured = (metrics: Metrics) => (request: Request, response: Response, next: NextFunction): void => {
  const end = metrics.httpSeconds.startTimer({ method: request.method, route: SERVED_BY_API.exec(request.path)?.[1] ?? 'web' });
  response.on('finish', () => end({ status: String(response.statusCode) }));
  next();
};

/** Hashed assets are kept for a year; the page itself is asked for each time; unknown paths are the page's own routes. */
function serveWeb(app: NestExpressApplication, root: string): void {
  app.use('/assets', express.static(join(root, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }));
  app.use(express.static(root, { index: false, maxAge: 0 }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'GET' || SERVED_BY_API.test(request.path)) return next();
    response.setHeader('cache-control', 'no-cache');
    response.sendFile(join(root, 'index.html'));
  });
}
