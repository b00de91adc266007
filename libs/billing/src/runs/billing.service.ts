import { Injectable, Logger } from '@nestjs/common';
import { type Actor, authorise, DomainError, type Instant, instantOf, NotFoundError, systemActor } from '@busbar/kernel';
import { Database, Idempotency, Outbox } from '@busbar/platform';
import { billingPolicy } from '../domain/billing-policy';
import { collectingReasons } from '../domain/periods';
import { PeriodsRepository } from '../periods/periods.repository';
import { Periods } from '../periods/periods.service';
import { Issuing } from './issuing.service';
import { Rating } from './rating.service';
import { type RunItem, RunsRepository, type RunSummary } from './runs.repository';

/** Items rated at the same time by one worker. */
const LANES = 3;
const runner = systemActor('billing.run');

/**
 * The billing run: rates what is due, one transaction a contract, in parallel; then issues one after the other in the order
 * of contracts. Everything it knows is in rows, so it may be killed at any moment and goes on with what is left.
 */
@Injectable()
export class Billing {
  private readonly logger = new Logger(Billing.name);

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly idempotency: Idempotency,
    private readonly turning: Periods,
    private readonly periods: PeriodsRepository,
    private readonly runs: RunsRepository,
    private readonly rating: Rating,
    private readonly issuing: Issuing,
  ) {}

  /** When there is something to do next: at once while a run is unfinished. */
  nextDue(): Promise<Instant | null> {
    return this.database.read(systemActor('billing.due'), async () => {
      return (await this.runs.unfinished()) === null ? this.periods.nextDue() : instantOf(0);
    });
  }

  /** Turns periods that have ended, goes on with the run that is under way or begins one, and answers how much was done. */
  async runDue(): Promise<number> {
    const turned = await this.turning.turn();
    const runId = await this.current();
    return runId === null ? turned : turned + (await this.carryOn(runId));
  }

  /**
   * Staff bills everything that is due now; what waits or is parked is looked at again. The same key answers the same run.
   * Answers the run, or null where nothing was due.
   */
  async runNow(actor: Actor, idempotencyKey: string): Promise<string | null> {
    authorise(billingPolicy.runBilling, actor, undefined);
    const runId = await this.idempotency.once(actor, 'runBilling', idempotencyKey, {}, async () => {
      for (const reason of collectingReasons) await this.periods.wake(reason);
      while ((await this.turning.turn()) > 0);
      const began = (await this.runs.unfinished()) ?? (await this.runs.begin());
      await this.outbox.publish({ type: 'billing.run_asked', subject: began ?? 'billing', organisations: [], data: { runId: began } });
      return began;
    });
    if (runId !== null) await this.carryOn(runId);
    return runId;
  }

  /** Runs, the latest first, one more than asked for. Staff only. */
  page(actor: Actor, first: number, before: string | null): Promise<RunSummary[]> {
    authorise(billingPolicy.billingRuns, actor, undefined);
    return this.database.read(actor, () => this.runs.page(first, before));
  }

  /** One run. Staff only. Throws NotFoundError. */
  get(actor: Actor, runId: string): Promise<RunSummary> {
    authorise(billingPolicy.billingRuns, actor, undefined);
    return this.database.read(actor, async () => {
      const run = await this.runs.get(runId);
      if (!run) throw new NotFoundError('billing run', runId);
      return run;
    });
  }

  /** Rates one item of the run in a transaction of its own; false where none is left to take. */
  rateNext(runId: string): Promise<boolean> {
    return this.each(async (took) => {
      const item = await this.runs.takePending(runId);
      if (!item) return false;
      took(item);
      await this.rating.rateItem(runner, item);
      return true;
    });
  }

  /** Issues the next item in the order of contracts, or ends the run; false where nothing is left or somebody is still rating. */
  issueNext(runId: string): Promise<boolean> {
    return this.each(async (took) => {
      if (!(await this.runs.lockForIssuing(runId))) return false;
      const item = await this.runs.nextRated(runId);
      if (item) {
        took(item);
        await this.issuing.issueItem(item);
      } else await this.runs.finish(runId);
      return item !== null;
    });
  }

  /** One item in one transaction. A defect parks its contract for a person to look at, and the run goes on. */
  private async each(work: (took: (item: RunItem) => void) => Promise<boolean>): Promise<boolean> {
    const taken: RunItem[] = [];
    try {
      return await this.database.transaction(runner, () => work((item) => taken.push(item)));
    } catch (error) {
      const item = taken.at(-1);
      if (!item || (error instanceof DomainError && error.kind === 'UNAVAILABLE')) throw error;
      this.logger.error({ msg: 'A contract could not be billed and is parked.', contractId: item.contractId, periodId: item.periodId, err: error });
      await this.database.transaction(runner, () => this.rating.park(item));
      return true;
    }
  }

  private current(): Promise<string | null> {
    return this.database.transaction(runner, async () => (await this.runs.unfinished()) ?? (await this.runs.begin()));
  }

  private async carryOn(runId: string): Promise<number> {
    let done = 0;
    const lane = async (): Promise<void> => {
      while (await this.rateNext(runId)) done += 1;
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    while (await this.issueNext(runId)) done += 1;
    return done;
  }
}
