import { Config, SettingsError } from './config';

const DATABASE_URL = 'postgresql://busbar:hunter22@localhost:5432/busbar';
const production = { NODE_ENV: 'production', DATABASE_URL, STRIPE_SECRET_KEY: 'sk_live_something', STRIPE_WEBHOOK_SECRET: 'whsec_something' };
const problemsOf = (environment: Record<string, string | undefined>): SettingsError['problems'] => {
  try {
    new Config(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};

describe('settings', () => {
  it('need an address of a database and nothing else', () => {
    expect(new Config({ DATABASE_URL })).toMatchObject({ nodeEnv: 'development', databasePoolSize: 12, host: '127.0.0.1', port: 4000, publicUrl: 'http://localhost:4000', demo: false, movableClock: false, stripe: null });
    expect(problemsOf({})).toEqual([{ setting: 'DATABASE_URL', expected: 'a PostgreSQL address such as postgresql://user:password@host:5432/busbar' }]);
  });

  it('that are empty count as absent', () => {
    expect(new Config({ DATABASE_URL, PORT: '', STRIPE_SECRET_KEY: '', DEMO: '' })).toMatchObject({ port: 4000, stripe: null, demo: false });
    expect(problemsOf({ DATABASE_URL: '' })).toMatchObject([{ setting: 'DATABASE_URL' }]);
  });

  it.each([
    ['NODE_ENV', 'staging', 'one of development, test, production'],
    ['DATABASE_URL', 'mysql://localhost/busbar', 'a PostgreSQL address such as postgresql://user:password@host:5432/busbar'],
    ['DATABASE_POOL_SIZE', '1', 'a whole number from 2 to 200'],
    ['DATABASE_POOL_SIZE', 'many', 'a whole number from 2 to 200'],
    ['PORT', '0', 'a whole number from 1 to 65535'],
    ['PORT', '65536', 'a whole number from 1 to 65535'],
    ['PORT', '0x50', 'a whole number from 1 to 65535'],
    ['PORT', '80.5', 'a whole number from 1 to 65535'],
    ['PUBLIC_URL', 'busbar.example', 'the address people use, such as https://busbar.example'],
    ['PUBLIC_URL', 'localhost:4000', 'the address people use, such as https://busbar.example'],
    ['PUBLIC_URL', 'ftp://busbar.example', 'the address people use, such as https://busbar.example'],
    ['LOG_LEVEL', 'loud', 'one of silent, error, warn, info, debug'],
    ['DEMO', 'yes', 'true or false'],
    ['MOVABLE_CLOCK', '1', 'true or false'],
    ['TRUSTED_PROXIES', '11', 'a whole number from 0 to 10'],
    ['TRUSTED_PROXIES', 'true', 'a whole number from 0 to 10'],
    ['STRIPE_SECRET_KEY', 'short', "Stripe's secret or restricted key, at least 8 characters"],
    ['STRIPE_API_URL', 'simulator', 'the address of the Stripe simulator; leave it out to talk to Stripe'],
    ['STRIPE_WEBHOOK_SECRET', 'short', "the signing secret (whsec_…) of Stripe's webhook endpoint, at least 8 characters"],
    ['STRIPE_CONNECT_WEBHOOK_SECRET', 'short', "the signing secret (whsec_…) of Stripe's webhook endpoint for connected accounts, at least 8 characters"],
  ])('stop the start with the name %s when it is %p, and with what is expected', (setting, value, expected) => {
    expect(problemsOf({ DATABASE_URL, STRIPE_WEBHOOK_SECRET: 'whsec_something', [setting]: value })).toEqual([{ setting, expected }]);
  });

  it('that are wrong are all told at once', () => {
    expect(problemsOf({ PORT: 'x', DEMO: 'x' }).map(({ setting }) => setting).sort()).toEqual(['DATABASE_URL', 'DEMO', 'PORT']);
    expect(() => new Config({ PORT: 'x', DATABASE_URL })).toThrow('Busbar cannot start with these settings:\n  PORT: expected a whole number from 1 to 65535');
  });

  it('never repeat a secret that was given', () => {
    expect(new SettingsError(problemsOf({ DATABASE_URL: 'http://busbar:hunter22@localhost', STRIPE_SECRET_KEY: 'hush', STRIPE_WEBHOOK_SECRET: 'hush' })).message).not.toMatch(/hunter22|hush/);
  });

  it('need the webhook’s secret beside Stripe’s key, and use it for connected accounts where no other is given', () => {
    expect(problemsOf({ DATABASE_URL, STRIPE_SECRET_KEY: 'sk_test_something' })).toMatchObject([{ setting: 'STRIPE_WEBHOOK_SECRET' }]);
    expect(new Config(production).stripe).toEqual({ secretKey: 'sk_live_something', apiUrl: undefined, webhookSecret: 'whsec_something', connectWebhookSecret: 'whsec_something' });
  });

  it('give the public address without a slash at its end', () => {
    expect(new Config({ DATABASE_URL, PUBLIC_URL: 'https://busbar.example/' }).publicUrl).toBe('https://busbar.example');
  });
});

describe('settings in production', () => {
  it('are accepted where they are safe', () => {
    expect(new Config(production)).toMatchObject({ production: true, demo: false, movableClock: false });
  });

  it.each([
    ['DEMO', { DEMO: 'true' }, /demo/],
    ['MOVABLE_CLOCK', { MOVABLE_CLOCK: 'true' }, /wall time/],
    ['STRIPE_API_URL', { STRIPE_API_URL: 'http://localhost:4010' }, /simulator never runs/],
    ['STRIPE_SECRET_KEY', { STRIPE_SECRET_KEY: undefined }, /secret or restricted key/],
  ])('are refused for %s', (setting, change, expected) => {
    expect(problemsOf({ ...production, ...change })).toEqual([{ setting, expected: expect.stringMatching(expected) }]);
    expect(problemsOf({ ...production, NODE_ENV: 'test', ...change })).toEqual([]);
  });
});
