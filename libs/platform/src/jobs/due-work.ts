/**
 * Work that falls due by business time: expiries, period closings, rows waiting to be sent. A deadline is a column that is
 * queried, never a delayed job, so nothing is lost with a queue and time may be moved.
 */
import { Injectable, Logger } from '@nestjs/common';
import { before, invariant, type Instant } from '@busbar/kernel';

export interface DueTask {
  /** Stable and prefixed by its context: `capacity.releaseExpiredHolds`. */
  readonly name: string;
  /** When the next piece falls due by business time; now or earlier where rows wait already; null when there is none. */
  readonly nextDue: () => Promise<Instant | null>;
  /** Does a bounded batch of what is due and answers how much; opens its own scopes; safe beside other workers. */
  readonly run: () => Promise<number>;
}

const MOST_ROUNDS = 200;

@Injectable()
export class DueWork {
  private readonly logger = new Logger(DueWork.name);
  private readonly tasks: DueTask[] = [];

  register(task: DueTask): void {
    invariant(!this.tasks.some(({ name }) => name === task.name), `Two due tasks are named ${task.name}.`);
    this.tasks.push(task);
  }

  /** The earliest due time of all tasks after `now`. What is due by now and could not be done yet does not hold time up. */
  async nextDueAfter(now: Instant): Promise<Instant | null> {
    let next: Instant | null = null;
    for (const task of this.tasks) {
      const due = await task.nextDue();
      if (due && before(now, due) && (!next || before(due, next))) next = due;
    }
    return next;
  }

  /** Runs every task until none has work, at most a bounded number of rounds. A failing task does not stop the others. */
  async runDue(): Promise<number> {
    let total = 0;
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      let done = 0;
      for (const task of this.tasks) done += await this.runOne(task);
      total += done;
      if (done === 0) return total;
    }
    this.logger.warn({ msg: 'Due work did not come to an end within its rounds; it goes on at the next tick.', rounds: MOST_ROUNDS });
    return total;
  }

  private async runOne(task: DueTask): Promise<number> {
    try {
      return await task.run();
    } catch (error) {
      this.logger.error({ msg: 'Due work failed and will be tried again.', task: task.name, err: error });
      return 0;
    }
  }
}
