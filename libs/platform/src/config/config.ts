/** Settings, read once from the environment and validated at start. Nothing else in the product reads the environment. */
import { Injectable } from '@nestjs/common';
import { z } from 'zod';

const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) => z.enum(values, { error: `one of ${values.join(', ')}` });
const flag = z.enum(['true', 'false'], { error: 'true or false' }).transform((text) => text === 'true');
const whole = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.string().regex(/^\d{1,9}$/, error).transform(Number).refine((value) => value >= least && value <= most, error);
};
const address = (error: string) => z.url({ protocol: /^https?$/, error });
const secret = (error: string) => z.string().min(8, error).optional();
const POSTGRES = 'a PostgreSQL address such as postgresql://user:password@host:5432/busbar';

const settings = z.object({
  NODE_ENV: oneOf(['development', 'test', 'production']).default('development'),
  DATABASE_URL: z.string({ error: POSTGRES }).regex(/^postgres(ql)?:\/\//, POSTGRES),
  DATABASE_POOL_SIZE: whole(2, 200).default(12),
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(1, 65_535).default(4000),
  PUBLIC_URL: address('the address people use, such as https://busbar.example').default('http://localhost:4000'),
  LOG_LEVEL: oneOf(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  DEMO: flag.default(false),
  MOVABLE_CLOCK: flag.default(false),
  TRUSTED_PROXIES: whole(0, 10).default(0),
  WEB_ROOT: z.string().optional(),
  STRIPE_SECRET_KEY: secret("Stripe's secret or restricted key, at least 8 characters"),
  STRIPE_API_URL: address('the address of the Stripe simulator; leave it out to talk to Stripe').optional(),
  STRIPE_WEBHOOK_SECRET: secret("the signing secret (whsec_…) of Stripe's webhook endpoint, at least 8 characters"),
  STRIPE_CONNECT_WEBHOOK_SECRET: secret("the signing secret (whsec_…) of Stripe's webhook endpoint for connected accounts, at least 8 characters"),
}).superRefine((value, context) => {
  const production = value.NODE_ENV === 'production';
  if (production && value.DEMO) context.addIssue({ code: 'custom', path: ['DEMO'], message: 'false in production: demo sign-ins exist only in the demo world' });
  if (production && value.MOVABLE_CLOCK) context.addIssue({ code: 'custom', path: ['MOVABLE_CLOCK'], message: 'false in production: business time is wall time there' });
  if (production && value.STRIPE_API_URL) context.addIssue({ code: 'custom', path: ['STRIPE_API_URL'], message: 'absent in production: the simulator never runs there' });
  if (production && !value.STRIPE_SECRET_KEY) context.addIssue({ code: 'custom', path: ['STRIPE_SECRET_KEY'], message: "Stripe's secret or restricted key in production" });
  if (value.STRIPE_SECRET_KEY && !value.STRIPE_WEBHOOK_SECRET) context.addIssue({ code: 'custom', path: ['STRIPE_WEBHOOK_SECRET'], message: "the signing secret (whsec_…) of Stripe's webhook endpoint" });
});

/** A setting is missing or wrong: says which one and what is expected, so that the start can stop with that. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(readonly problems: readonly { setting: string; expected: string }[]) {
    super(['Busbar cannot start with these settings:', ...problems.map(({ setting, expected }) => `  ${setting}: expected ${expected}`)].join('\n'));
  }
}

@Injectable()
export class Config {
  readonly nodeEnv: 'development' | 'test' | 'production';
  readonly databaseUrl: string;
  readonly databasePoolSize: number;
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Whether demo sign-ins are offered. Never in production. */
  readonly demo: boolean;
  /** Whether the business clock may be moved (demo and tests). Never in production. */
  readonly movableClock: boolean;
  /** How many proxies in front are believed when they say whom they speak for. */
  readonly trustedProxies: number;
  /** Folder of the built web, if the API serves it. */
  readonly webRoot: string | undefined;
  /** Null where payments are not configured: everything else works, charging says so. */
  readonly stripe: { readonly secretKey: string; readonly apiUrl: string | undefined; readonly webhookSecret: string; readonly connectWebhookSecret: string } | null;

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
    const parsed = settings.safeParse(given);
    if (!parsed.success) throw new SettingsError(parsed.error.issues.map((issue) => ({ setting: String(issue.path[0] ?? 'settings'), expected: issue.message })));
    const value = parsed.data;
    this.nodeEnv = value.NODE_ENV;
    this.databaseUrl = value.DATABASE_URL;
    this.databasePoolSize = value.DATABASE_POOL_SIZE;
    this.host = value.HOST;
    this.port = value.PORT;
    this.publicUrl = value.PUBLIC_URL.replace(/\/$/, '');
    this.logLevel = value.LOG_LEVEL;
    this.demo = value.DEMO;
    this.movableClock = value.MOVABLE_CLOCK;
    this.trustedProxies = value.TRUSTED_PROXIES;
    this.webRoot = value.WEB_ROOT;
    this.stripe = value.STRIPE_SECRET_KEY && value.STRIPE_WEBHOOK_SECRET
      ? { secretKey: value.STRIPE_SECRET_KEY, apiUrl: value.STRIPE_API_URL, webhookSecret: value.STRIPE_WEBHOOK_SECRET, connectWebhookSecret: value.STRIPE_CONNECT_WEBHOOK_SECRET ?? value.STRIPE_WEBHOOK_SECRET }
      : null;
  }

  get production(): boolean {
    return this.nodeEnv === 'production';
  }
}
