/**
 * The simulator's memory: objects by id, kept in a journal of one JSON line a request, so that a restart remembers every
 * customer, charge and transfer. A request that fails leaves nothing behind.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface StripeObject {
  readonly id: string;
  readonly object: string;
  readonly created: number;
  /** The connected account it lives on; absent for the platform's own. Not part of Stripe's answer. */
  readonly _account?: string;
  readonly [field: string]: unknown;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export const newStripeId = (prefix: string): string => `${prefix}_${[...randomBytes(24)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')}`;

export class Store {
  private readonly objects = new Map<string, StripeObject>();
  private staged = new Map<string, StripeObject>();
  private readonly journal: number | undefined;

  /** `path` is the journal's file; without one nothing survives the process. */
  constructor(path?: string) {
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path)) this.replay(readFileSync(path, 'utf8'));
    const compacted = `${path}.next`;
    writeFileSync(compacted, this.objects.size > 0 ? `${JSON.stringify([...this.objects.values()])}\n` : '');
    renameSync(compacted, path);
    this.journal = openSync(path, 'a');
  }

  get<T extends StripeObject = StripeObject>(id: string): T | undefined {
    return (this.staged.get(id) ?? this.objects.get(id)) as T | undefined;
  }

  put<T extends StripeObject>(object: T): T {
    this.staged.set(object.id, object);
    return object;
  }

  change<T extends StripeObject>(id: string, fields: Partial<T>): T {
    const object = this.get<T>(id);
    if (!object) throw new Error(`The simulator has no ${id}.`);
    return this.put({ ...object, ...fields });
  }

  /** All of a kind, newest first. */
  all<T extends StripeObject = StripeObject>(kind: string): T[] {
    const merged = new Map(this.objects);
    for (const [id, object] of this.staged) merged.set(id, object);
    return [...merged.values()].filter((object): object is T => object.object === kind).reverse();
  }

  /** Keeps what was staged since the last commit, as one line. */
  commit(): void {
    if (this.staged.size === 0) return;
    if (this.journal !== undefined) writeSync(this.journal, `${JSON.stringify([...this.staged.values()])}\n`);
    for (const [id, object] of this.staged) this.objects.set(id, object);
    this.staged = new Map();
  }

  /** Forgets what was staged since the last commit. */
  rollback(): void {
    this.staged = new Map();
  }

  close(): void {
    if (this.journal !== undefined) closeSync(this.journal);
  }

  /** A line that a crash cut short is the last one and was never answered; it is left out. */
  private replay(journal: string): void {
    for (const line of journal.split('\n')) {
      if (line === '') continue;
      try {
        for (const object of JSON.parse(line) as StripeObject[]) this.objects.set(object.id, object);
      } catch {
        return;
      }
    }
  }
}
