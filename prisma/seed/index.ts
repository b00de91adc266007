/** Loads the demo world. Told as a story: who lives there, what they own; then what they offer and seek. */
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Clock, Config, Database } from '@busbar/platform';
import { capacity } from './capacity';
import { DemoModule } from './demo.module';
import { marketplace } from './marketplace';
import { organisations } from './organisations';
import { readWorld, seedActor, tell, type World, type WorldOptions } from './world';

export { demoSignIns } from './organisations';
export type { WorldOptions } from './world';

/** The parts in the order of who may know whom. A context adds its own part here. */
const parts: readonly ((world: World) => Promise<void>)[] = [organisations, capacity, marketplace];

/** Loads the world into the database of these settings, and ends. A second time changes nothing. */
export async function seed(environment: Readonly<Record<string, string | undefined>> = process.env, options: WorldOptions = {}): Promise<void> {
  const app = await NestFactory.createApplicationContext(DemoModule.with(environment), { logger: false });
  try {
    await loadDemoWorld(app, options);
  } finally {
    await app.close();
  }
}

/** Loads the world into an assembled product, whose clock is set to the day of the story where it may be moved and nobody has. */
export async function loadDemoWorld(app: INestApplicationContext, options: WorldOptions = {}): Promise<void> {
  const told = readWorld(options);
  if (app.get(Config).movableClock && !(await isClockSet(app))) await app.get(Clock).move(told.asOf, true);
  await tell(app, told, options.withoutMarket ? parts.filter((part) => part !== marketplace) : parts);
}

const isClockSet = (app: INestApplicationContext): Promise<boolean> => {
  const database = app.get(Database);
  return database.read(seedActor, async () => (await database.client.businessClock.count()) > 0);
};
