import { z } from 'zod';
import { createServer, listen } from './server';
import { Simulator } from './simulator';

const settings = z.object({
  NODE_ENV: z.enum(['development', 'test']).default('development'),
  STRIPE_SIM_PORT: z.coerce.number().int().min(1).max(65535).default(4010),
  STRIPE_SIM_JOURNAL: z.string().optional(),
  STRIPE_SECRET_KEY: z.string().min(8),
  STRIPE_WEBHOOK_SECRET: z.string().min(8),
  STRIPE_CONNECT_WEBHOOK_SECRET: z.string().min(8).optional(),
  PORT: z.coerce.number().int().min(1).max(65535).default(4000),
});

async function main(): Promise<void> {
  const parsed = settings.safeParse(process.env);
  if (!parsed.success) throw new Error(['The Stripe simulator cannot start with these settings:', ...parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)].join('\n'));
  const { STRIPE_SIM_PORT: port, STRIPE_SIM_JOURNAL: journal, STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: secret, PORT: apiPort } = parsed.data;
  const api = `http://127.0.0.1:${apiPort}`;
  const simulator = new Simulator({
    journal, url: () => `http://127.0.0.1:${port}`,
    endpoints: [
      { url: `${api}/v1/stripe/webhooks/account`, secret, connect: false },
      { url: `${api}/v1/stripe/webhooks/connect`, secret: parsed.data.STRIPE_CONNECT_WEBHOOK_SECRET ?? secret, connect: true },
    ],
  });
  const server = await listen(createServer(simulator, { secretKey }), port);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.closeAllConnections();
      server.close(() => {
        simulator.stop();
        process.exit(0);
      });
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
