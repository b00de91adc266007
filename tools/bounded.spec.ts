import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Ended {
  readonly status: number;
  readonly hung: string | null;
}
type RunBounded = (args: readonly string[], options: { readonly report: string; readonly endsWithinMs: number; readonly runsWithinMs: number; readonly killedAfterMs?: number }) => Promise<Ended>;

describe('a runner', () => {
  let folder: string;
  let runBounded: RunBounded;
  let runs = 0;
  const run = (program: string, bounds: { readonly endsWithinMs?: number; readonly runsWithinMs?: number } = {}): Promise<Ended> => {
    const report = join(folder, `report-${(runs += 1)}.json`);
    return runBounded(['-e', `const written = () => require('node:fs').writeFileSync(${JSON.stringify(report)}, '{}'); ${program}`], { report, endsWithinMs: 300, runsWithinMs: 20_000, killedAfterMs: 200, ...bounds });
  };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'busbar-bounded-'));
    ({ runBounded } = (await import('./bounded.mjs' as string)) as { runBounded: RunBounded });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('that ends by itself is believed, whatever it says of its tests', async () => {
    expect(await run('written()')).toEqual({ status: 0, hung: null });
    expect(await run('written(); process.exit(3)')).toEqual({ status: 3, hung: null });
  });

  it('that has its report and ends a little later was not hanging', async () => {
    expect(await run('written(); setTimeout(() => {}, 400)', { endsWithinMs: 15_000 })).toEqual({ status: 0, hung: null });
  });

  it('that has its report and does not end is ended, and it is said why', async () => {
    expect(await run('written(); setInterval(() => {}, 1000)')).toEqual({ status: 1, hung: expect.stringContaining('something is left open') });
  });

  it('that never reports is ended, even one that will not hear', async () => {
    expect(await run(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`, { runsWithinMs: 600 })).toEqual({ status: 1, hung: expect.stringContaining('did not end within') });
  });

  it('that cannot be started is an error', async () => {
    await expect(runBounded(['-e', ''], { report: join(folder, 'none.json'), endsWithinMs: 300, runsWithinMs: 300, ...{ cwd: join(folder, 'nowhere') } })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
