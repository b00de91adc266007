/** Loads the demo world. Told as a story: who lives there, what they own, what they agreed; then what they offer and seek. */
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Clock, Config, configureHttp, Database } from '@busbar/platform';
import { capacity } from './capacity';
import { dealsUnderWay, inReview, proposed, toSign } from './deals-under-way';
import { DemoModule } from './demo.module';
import { marketplace } from './marketplace';
import { organisations } from './organisations';
import { runningContract, runningDeal, storyBegins } from './running-contract';
import { readWorld, seedActor, tell, type Told, type World, type WorldOptions } from './world';

export { demoSignIns } from './organisations';
export type { WorldOptions } from './world';

type Part = (world: World) => Promise<void>;

/** Deals belong to a story that is told from its beginning, at its own dates, with all the sites they need. */
const hasDeals = ({ shiftYears = 0, asOf, withoutMarket = false }: WorldOptions, { sites }: Told): boolean =>
  shiftYears === 0 && asOf === undefined && !withoutMarket && [runningDeal, toSign, inReview, proposed].every((deal) => sites.some(({ id }) => id === deal.site));

/** The parts in their order. */
const partsOf = (options: WorldOptions, withDeals: boolean): readonly Part[] => [
  organisations, capacity, ...(withDeals ? [runningContract] : []), ...(options.withoutMarket ? [] : [marketplace]), ...(withDeals ? [dealsUnderWay] : []),
];

/** Loads the world into the database of these settings, and ends. A second time changes nothing. */
export async function seed(environment: Readonly<Record<string, string | undefined>> = process.env, options: WorldOptions = {}): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(DemoModule.with(await withSimulatorThatAnswers(environment)), { bodyParser: false, logger: false, abortOnError: false });
  try {
    configureHttp(app);
    const { stripe, host, port } = app.get(Config);
    // The simulator tells of payments by webhook, as Stripe does, and here it is the story that listens.
    if (stripe?.apiUrl !== undefined) await app.listen(port, host);
    else await app.init();
    await loadDemoWorld(app, options);
  } finally {
    await app.close();
  }
}

/** Without a simulator the story has no payments. Stripe itself never hears of it. */
async function withSimulatorThatAnswers(environment: Readonly<Record<string, string | undefined>>): Promise<Readonly<Record<string, string | undefined>>> {
  const address = environment['STRIPE_API_URL'];
  const answers = Boolean(address) && (await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(2_000) }).then(({ ok }) => ok, () => false));
  return answers ? environment : { ...environment, STRIPE_SECRET_KEY: undefined, STRIPE_API_URL: undefined, STRIPE_WEBHOOK_SECRET: undefined, STRIPE_CONNECT_WEBHOOK_SECRET: undefined };
}

/**
 * Loads the world into an assembled product. Where business time may be moved and nobody has, the story begins in its past
 * and ends on the day of its data; else it has no deals, which cannot be told backwards.
 */
export async function loadDemoWorld(app: INestApplicationContext, options: WorldOptions = {}): Promise<void> {
  const told = readWorld(options);
  const mayMove = app.get(Config).movableClock && !(await isClockSet(app));
  const withDeals = mayMove && hasDeals(options, told);
  if (mayMove) await app.get(Clock).move(withDeals ? storyBegins : told.asOf, true);
  await tell(app, told, partsOf(options, withDeals));
}

const isClockSet = (app: INestApplicationContext): Promise<boolean> => {
  const database = app.get(Database);
  return database.read(seedActor, async () => (await database.client.businessClock.count()) > 0);
};
