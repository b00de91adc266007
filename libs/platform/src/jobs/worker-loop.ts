/** The worker's heart: delivers events and does due work each second, at once when PostgreSQL notifies. */
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Client } from 'pg';
import { Config } from '../config/config';
import { Dispatcher } from '../events/dispatcher';
import { DueWork } from './due-work';

const POLL_MS = 1_000;
const RECONNECT_MS = 2_000;

@Injectable()
export class WorkerLoop implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WorkerLoop.name);
  private stopping = false;
  private readonly sleepers = new Set<() => void>();
  /** Something was announced since the last round began: no pause then. */
  private hinted = false;
  private listener: Client | undefined;
  private listening: Promise<void> | undefined;
  private running: Promise<void> | undefined;
  private beatAt = 0;

  constructor(private readonly config: Config, private readonly dispatcher: Dispatcher, private readonly dueWork: DueWork) {}

  start(): void {
    this.listening = this.listen();
    this.running = this.loop();
  }

  /** Milliseconds since the last completed round, for liveness. */
  get idleForMs(): number {
    return this.beatAt === 0 ? 0 : Date.now() - this.beatAt;
  }

  /** Delivers and works until nothing is left; what `advanceClock` and tests wait for. */
  async drain(): Promise<void> {
    for (let round = 0; round < 500; round += 1) {
      const delivered = await this.dispatcher.deliver();
      const done = await this.dueWork.runDue();
      if (delivered + done === 0) {
        const { waiting } = await this.dispatcher.waiting();
        if (waiting === 0) return;
        await this.pause(50);
      }
    }
    this.logger.warn({ msg: 'The outbox did not become empty while draining.' });
  }

  /** Ends the present round before the database is closed, so that no event stays leased to a process that is gone. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
    await this.listener?.end().catch(() => undefined);
    await this.listening;
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      try {
        this.hinted = false;
        const delivered = await this.dispatcher.deliver();
        const done = await this.dueWork.runDue();
        this.beatAt = Date.now();
        if (delivered + done > 0) continue;
      } catch (error) {
        this.logger.error({ msg: 'A round of the worker failed.', err: error });
      }
      if (!this.hinted && !this.stopping) await this.pause(POLL_MS);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.sleepers.add(wake);
    });
  }

  private wake(): void {
    this.hinted = true;
    for (const sleeper of this.sleepers) sleeper();
  }

  /** One direct connection for LISTEN; when it breaks, polling carries on and the connection is made again. */
  private async listen(): Promise<void> {
    while (!this.stopping) {
      const client = new Client({ connectionString: this.config.databaseUrl, application_name: 'busbar-listen', keepAlive: true });
      const closed = new Promise<void>((resolve) => {
        client.on('end', () => resolve());
        client.on('error', () => resolve());
      });
      client.on('notification', () => this.wake());
      try {
        await client.connect();
        this.listener = client;
        await client.query('listen busbar_outbox');
        await client.query('listen busbar_clock');
        if (!this.stopping) await closed;
      } catch (error) {
        this.logger.warn({ msg: 'The notification channel is down; polling carries on.', err: error });
      }
      this.listener = undefined;
      await client.end().catch(() => undefined);
      if (!this.stopping) await this.pause(RECONNECT_MS);
    }
  }
}
