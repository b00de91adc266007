// Runs another Node program that writes a report, and waits for it no longer than is sound: a test that left a handle open
// keeps its runner from ending, and must keep neither the count nor the whole run waiting.
import { spawn } from 'node:child_process';
import fs from 'node:fs';

const KILLED_AFTER_MS = 10_000;

/**
 * Answers `{ status, hung }`: the exit status, and in words why it was ended, or null where it ended by itself.
 * Ended are a program that has written its report and does not end within `endsWithinMs`, and one that runs longer than `runsWithinMs`.
 */
export function runBounded(args, { report, endsWithinMs, runsWithinMs, killedAfterMs = KILLED_AFTER_MS, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, options);
    const begin = Date.now();
    let writtenAt = null;
    let hung = null;
    const end = (reason) => {
      hung = reason;
      clearInterval(watch);
      child.kill('SIGTERM');
      kill = setTimeout(() => child.kill('SIGKILL'), killedAfterMs);
    };
    let kill;
    const watch = setInterval(() => {
      if (writtenAt === null && fs.existsSync(report)) writtenAt = Date.now();
      if (writtenAt !== null && Date.now() - writtenAt > endsWithinMs) end(`did not end within ${endsWithinMs / 1000} s of its last test: something is left open (jest --detectOpenHandles names it)`);
      else if (Date.now() - begin > runsWithinMs) end(`did not end within ${runsWithinMs / 60_000} minutes`);
    }, Math.min(500, endsWithinMs));
    const done = (settle) => (value) => {
      clearInterval(watch);
      clearTimeout(kill);
      settle(value);
    };
    child.once('error', done(reject));
    child.once('exit', done((status) => resolve({ status: status ?? 1, hung })));
  });
}
