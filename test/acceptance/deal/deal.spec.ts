import { resolve } from 'node:path';
import { parseInstant } from '@busbar/kernel';
import { type Busbar, startBusbar } from '../../scenario/busbar';
import { checksOf } from '../../scenario/checks';
import { play } from '../../scenario/deal';
import { recompute } from '../../scenario/oracle';
import { stories } from '../../scenario/stories';

const root = resolve(__dirname, '../../..');

describe.each(['august', 'march', 'february'] as const)('a whole deal against running processes: %s 2021', (month) => {
  const story = stories[month];
  let busbar: Busbar;

  beforeAll(async () => {
    busbar = await startBusbar(root, parseInstant(story?.asOf ?? ''));
  }, 240_000);
  afterAll(() => busbar.stop(), 60_000);

  it('goes from listing to payout, and every check holds', async () => {
    if (!story) throw new Error(`There is no story ${month}.`);
    const played = await play(busbar, story, () => undefined);
    const checks = await checksOf(played, await recompute(busbar.databaseUrl, story), busbar.databaseUrl);
    expect(checks.filter(({ holds }) => !holds)).toEqual([]);
    expect(checks.length).toBe(11);
  }, 300_000);
});
