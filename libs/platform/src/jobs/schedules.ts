/** Cron on pg-boss: wall-time housekeeping. The truth stays in our tables; a missed run is made up by the next. */
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import { invariant } from '@busbar/kernel';
import { Config } from '../config/config';

interface Schedule {
  readonly name: string;
  readonly cron: string;
  readonly run: () => Promise<void>;
}

@Injectable()
export class Schedules implements BeforeApplicationShutdown {
  private readonly logger = new Logger(Schedules.name);
  private readonly schedules: Schedule[] = [];
  private boss: PgBoss | undefined;

  constructor(private readonly config: Config) {}

  /** Runs `run` at the cron times (UTC, wall time), on one worker at a time, retried three times. */
  every(cron: string, name: string, run: () => Promise<void>): void {
    invariant(!this.schedules.some((schedule) => schedule.name === name), `Two schedules are named ${name}.`);
    this.schedules.push({ name, cron, run });
  }

  /** Starts the queue in schema `pgboss`; called by the worker alone. */
  async start(): Promise<void> {
    const boss = new PgBoss({ connectionString: this.config.databaseUrl, max: 3, application_name: 'busbar-jobs' });
    boss.on('error', (error) => this.logger.error({ msg: 'The job queue reports an error.', err: error }));
    this.boss = boss;
    await boss.start();
    for (const { name, cron, run } of this.schedules) {
      await boss.createQueue(name, { retryLimit: 3, retryDelay: 30, expireInSeconds: 900, policy: 'singleton' });
      await boss.schedule(name, cron, null, { tz: 'UTC' });
      await boss.work(name, async () => run());
    }
  }

  /** Before the database is closed, which a running job still needs. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.boss?.stop({ graceful: true, timeout: 5_000 });
  }
}
