// A lock that is a file holding a process: whoever finds the process gone may take it over.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What tells a process from a later one with the same number: on Linux its start, counted in clock ticks since boot.
 * Elsewhere the number alone must do.
 */
export function processMark(pid) {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return `${pid}:`;
  }
}

/** Whether the process that left this mark still lives. A number taken over by another process counts as gone. */
export function lives(mark) {
  const [number, start] = String(mark).split(':');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  const [, startNow] = processMark(pid).split(':');
  return !start || !startNow || start === startNow;
}

/**
 * Takes the lock if it is free or its holder is gone, and answers how to let it go; else answers null.
 * The content is written before the name exists, so that nobody reads half a lock.
 */
export function tryLock(file, note = '') {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const mine = `${file}.${process.pid}.${Math.round(performance.now() * 1000)}`;
  fs.writeFileSync(mine, JSON.stringify({ mark: processMark(process.pid), note }));
  try {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      try {
        fs.linkSync(mine, file);
        return () => fs.rmSync(file, { force: true });
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = lockHolder(file);
      if (holder && lives(holder.mark)) return null;
      takeAway(file);
    }
    return null;
  } finally {
    fs.rmSync(mine, { force: true });
  }
}

/** Who holds the lock: `{ mark, note }`, or null where the file is gone or unreadable. */
export function lockHolder(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Runs the work while holding the lock; waits for at most `waitMs` for another holder to finish. */
export async function withLock(file, work, { waitMs = 120_000 } = {}) {
  const until = Date.now() + waitMs;
  let release = tryLock(file);
  while (!release) {
    if (Date.now() > until) throw new Error(`Waited ${Math.round(waitMs / 1000)} s for ${file}, held by process ${lockHolder(file)?.mark}.`);
    await sleep(50);
    release = tryLock(file);
  }
  try {
    return await work();
  } finally {
    release();
  }
}

// Renaming is atomic: of two that find the same dead holder only one takes the file away, and never a fresh one by mistake.
function takeAway(file) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, aside);
  } catch {
    return;
  }
  const taken = lockHolder(aside);
  if (taken && lives(taken.mark)) fs.renameSync(aside, file);
  else fs.rmSync(aside, { force: true });
}
