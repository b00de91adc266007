// The processes that `npm start` runs beside itself: started with a log of their own, watched, stopped in order.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lives, processMark } from './lock.mjs';

const mostLogBytes = 5_000_000;

/** A set of processes that is started together and stopped together, remembered in a file in case the starter dies. */
export class Processes {
  #running = new Map();
  #record;
  #logs;
  #onUnexpectedEnd;

  /** `onUnexpectedEnd(name, log)` is called once if one of them ends by itself. */
  constructor({ record, logs, onUnexpectedEnd }) {
    this.#record = record;
    this.#logs = logs;
    this.#onUnexpectedEnd = onUnexpectedEnd;
    fs.mkdirSync(logs, { recursive: true });
  }

  /** Stops what a starter that was killed has left running; answers the names. */
  async endLeftOvers() {
    const left = this.#readRecord().filter(({ mark }) => lives(mark));
    for (const { mark } of left) tryKill(pidOf(mark), 'SIGTERM');
    await until(() => left.every(({ mark }) => !lives(mark)), 15_000);
    for (const { mark } of left) if (lives(mark)) tryKill(pidOf(mark), 'SIGKILL');
    fs.rmSync(this.#record, { force: true });
    return left.map(({ name }) => name);
  }

  /** Starts a Node program. Detached, so that Ctrl-C reaches the starter alone, which stops everything in order. */
  start(name, script, env) {
    const log = path.join(this.#logs, `${name}.log`);
    if (fs.existsSync(log) && fs.statSync(log).size > mostLogBytes) fs.renameSync(log, `${log}.old`);
    const out = fs.openSync(log, 'a');
    const child = spawn(process.execPath, ['--enable-source-maps', '--max-semi-space-size=32', '--disable-warning=ExperimentalWarning', script], { env, detached: true, stdio: ['ignore', out, out] });
    fs.closeSync(out);
    const entry = { name, child, log, begin: logSize(log), mark: processMark(child.pid), ended: false, stopping: false };
    this.#running.set(name, entry);
    this.#writeRecord();
    const end = () => {
      if (entry.ended) return;
      entry.ended = true;
      this.#running.delete(name);
      this.#writeRecord();
      if (!entry.stopping) this.#onUnexpectedEnd(name, log);
    };
    child.once('exit', end);
    child.once('error', end);
    return child;
  }

  /** Waits until the address answers with 2xx, or throws with the end of the log if the process is gone or the time is up. */
  async waitFor(name, url, waitMs = 60_000) {
    const entry = this.#running.get(name);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!entry || entry.ended) throw new Error(`${name} ended while starting. Its log, ${entry?.log ?? name}, ends with:\n${entry ? this.tail(entry.log) : ''}`);
      if (await answers(url)) return;
      await sleep(40);
    }
    throw new Error(`${name} did not answer on ${url} within ${waitMs / 1000} s. Its log, ${entry.log}, ends with:\n${this.tail(entry.log)}`);
  }

  /** Asks these to finish what they do (SIGTERM) and waits; what takes longer than `graceMs` is ended. */
  async stop(names, graceMs = 20_000) {
    const entries = names.map((name) => this.#running.get(name)).filter(Boolean);
    for (const entry of entries) {
      entry.stopping = true;
      tryKill(entry.child.pid, 'SIGTERM');
    }
    await until(() => entries.every((entry) => entry.ended), graceMs);
    for (const entry of entries) if (!entry.ended) tryKill(entry.child.pid, 'SIGKILL');
    await until(() => entries.every((entry) => entry.ended), 5_000);
  }

  /** The last lines of a log, for a person to read. */
  tail(log, lines = 15) {
    return fs.readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  }

  #readRecord() {
    try {
      return JSON.parse(fs.readFileSync(this.#record, 'utf8'));
    } catch {
      return [];
    }
  }

  #writeRecord() {
    const entries = [...this.#running.values()].map(({ name, mark }) => ({ name, mark }));
    if (entries.length === 0) fs.rmSync(this.#record, { force: true });
    else fs.writeFileSync(this.#record, JSON.stringify(entries));
  }
}

async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

async function until(holds, waitMs) {
  const deadline = Date.now() + waitMs;
  while (!holds() && Date.now() < deadline) await sleep(20);
}

function tryKill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, which is what was asked for.
  }
}

const pidOf = (mark) => Number(String(mark).split(':')[0]);
const logSize = (log) => fs.statSync(log).size;
