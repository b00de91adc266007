import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { instantOf } from '@busbar/kernel';
import { Clock, Database, PlatformModule, WorkerLoop } from '@busbar/platform';
import { aDatabase } from './database';

/** Some contexts assembled on a database of their own, without HTTP and without a running worker. */
export interface TestModule {
  /** The provider of this class, as Nest would inject it. */
  get<T>(provider: Type<T>): T;
  readonly database: Database;
  /** The database's address, for what a test must see in plain SQL. */
  readonly url: string;
  readonly clock: {
    /** Sets business time, written as RFC 3339 (`2026-03-01T00:00:00Z`), and stands still there. Only forwards. Nothing due is done yet: see `worker.drain`. */
    moveTo(at: string): Promise<void>;
  };
  readonly worker: {
    /** Delivers every event and does all that is due by now, until nothing is left. */
    drain(): Promise<void>;
  };
  close(): Promise<void>;
}

/** The settings of everything that runs inside a test. */
export const testEnvironment = (url: string): Readonly<Record<string, string>> => ({ NODE_ENV: 'test', DATABASE_URL: url, DATABASE_POOL_SIZE: '20', MOVABLE_CLOCK: 'true', LOG_LEVEL: 'error' });

/**
 * A testing module of these Nest modules and the platform. One for each test file, in `beforeAll`; `close` it in `afterAll`.
 * `settings` are further entries of the environment, such as those of a payment gateway.
 */
export async function aModule(modules: readonly Type[], settings: Readonly<Record<string, string>> = {}): Promise<TestModule> {
  const { url, close: drop } = await aDatabase();
  try {
    const platform = PlatformModule.with({ ...testEnvironment(url), ...settings });
    const module = await Test.createTestingModule({ imports: [platform, ...modules] }).compile();
    await module.init();
    const get = <T>(provider: Type<T>): T => module.get(provider, { strict: false });
    return {
      get,
      database: get(Database),
      url,
      clock: { moveTo: (at) => get(Clock).move(instantOf(Date.parse(at)), false) },
      worker: { drain: () => get(WorkerLoop).drain() },
      close: async () => {
        await module.close();
        await drop();
      },
    };
  } catch (error) {
    await drop();
    throw error;
  }
}
