/** Stripe beside the test: the simulator behind HTTP on a free port, with the faults a network has, and a letter box for its webhooks. */
import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, Simulator } from '@busbar/stripe-sim';

export const SECRET_KEY = 'sk_test_payments';
export const SECRETS = { account: 'whsec_account', connect: 'whsec_connect' } as const;
export type Endpoint = keyof typeof SECRETS;

/** A webhook as it came: the very bytes and what vouches for them. */
export interface Delivery {
  readonly body: Buffer;
  readonly signature: string;
  readonly endpoint: Endpoint;
  readonly type: string;
}

export interface AStripe {
  readonly simulator: Simulator;
  readonly url: string;
  /** Every webhook that reached us, in order, whatever was answered. */
  readonly deliveries: Delivery[];
  /** What stands behind the endpoints. True answers 200, false 500: then Stripe tries again. */
  receive: (delivery: Delivery) => Promise<boolean>;
  /** Every connection is cut before a request is read. */
  down: boolean;
  /** How many answers to POSTs of this path are still to be lost after Stripe has carried them out. */
  readonly lose: { path: string; times: number };
  /** Idempotency keys of the POSTs of a path, in the order in which they came. */
  keysOf(path: string): string[];
  /** Until every webhook has been answered. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export async function aStripe(): Promise<AStripe> {
  const asked: { path: string; key: string }[] = [];
  const box = await open((request, response) => void take(request, response));
  const boxUrl = urlOf(box);
  const front = await open((request, response) => handle(request, response));
  const simulator = new Simulator({
    url: () => urlOf(front),
    endpoints: [{ url: `${boxUrl}/account`, secret: SECRETS.account, connect: false }, { url: `${boxUrl}/connect`, secret: SECRETS.connect, connect: true }],
  });
  const app = createServer(simulator, { secretKey: SECRET_KEY });
  const stripe: AStripe = {
    simulator, url: urlOf(front), deliveries: [], receive: () => Promise.resolve(true), down: false, lose: { path: '', times: 0 },
    keysOf: (path) => asked.filter((call) => call.path === path).map(({ key }) => key),
    async quiet() {
      for (let tries = 0; tries < 500 && simulator.webhooks.open > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    async stop() {
      simulator.stop();
      for (const server of [front, box]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
  return stripe;

  function handle(request: IncomingMessage, response: ServerResponse): void {
    if (stripe.down) return void request.socket.destroy();
    const path = request.url ?? '';
    if (request.method === 'POST' && path.startsWith('/v1/')) asked.push({ path, key: String(request.headers['idempotency-key'] ?? '') });
    if (request.method === 'POST' && path === stripe.lose.path && stripe.lose.times > 0) {
      stripe.lose.times -= 1;
      response.end = () => {
        request.socket.destroy();
        return response;
      };
    }
    (app as RequestListener)(request, response);
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const { type } = JSON.parse(body.toString()) as { type: string };
    const delivery: Delivery = { body, signature: String(request.headers['stripe-signature']), endpoint: request.url === '/connect' ? 'connect' : 'account', type };
    stripe.deliveries.push(delivery);
    response.statusCode = (await stripe.receive(delivery).catch(() => false)) ? 200 : 500;
    response.end();
  }
}

async function open(listener: RequestListener): Promise<Server> {
  const server = createHttp(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
