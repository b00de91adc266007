import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Prune = (folder: string, mostBytes?: number) => number;

describe('the cache of compiled modules', () => {
  let home: string;
  let cache: string;
  let prune: Prune;
  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'busbar-cache-'));
    cache = join(home, 'compile-cache');
    for (const version of ['v24.1', 'v24.2']) {
      mkdirSync(join(cache, version), { recursive: true });
      writeFileSync(join(cache, version, 'module'), Buffer.alloc(600));
    }
    ({ pruneCompileCache: prune } = (await import('./compile-cache.mjs' as string)) as { pruneCompileCache: Prune });
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is kept as long as it is not larger than the bound', () => {
    expect(prune(cache, 1_200)).toBe(0);
    expect(prune(cache)).toBe(0);
    expect(existsSync(join(cache, 'v24.1/module'))).toBe(true);
  });

  it('goes as a whole, of every version of Node, when it is larger', () => {
    expect(prune(cache, 1_199)).toBe(1_200);
    expect(existsSync(cache)).toBe(false);
    expect(prune(cache, 0)).toBe(0);
  });

  it('goes without what it only points to', () => {
    const outside = join(home, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'work'), Buffer.alloc(5_000));
    symlinkSync(outside, join(cache, 'link'));
    prune(cache, 0);
    expect([existsSync(cache), existsSync(join(outside, 'work'))]).toEqual([false, true]);
  });
});
