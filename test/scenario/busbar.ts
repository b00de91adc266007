/** A Busbar of its own in a world that is its own. */
import type { Instant } from '@busbar/kernel';
import { seed } from '../../prisma/seed';
import { type Busbar, startProcesses } from './processes';

export type { Busbar };

const STARTS_WITHIN_MS = 180_000;

/** `root` is the folder of the checkout; `asOf` the business time at which the story begins. */
export async function startBusbar(root: string, asOf: Instant): Promise<Busbar> {
  const busbar = await startProcesses(root, { DEMO: 'false', MOVABLE_CLOCK: 'true' }, STARTS_WITHIN_MS);
  try {
    // One site of the demo world, seven years earlier: its 48 MW are live, and nobody has rented them yet.
    await seed({ NODE_ENV: 'development', DATABASE_URL: busbar.databaseUrl, MOVABLE_CLOCK: 'true', LOG_LEVEL: 'silent' }, { onlySites: ['tx-hearne'], shiftYears: -7, asOf, withoutMarket: true });
    return busbar;
  } catch (error) {
    await busbar.stop();
    throw error;
  }
}
