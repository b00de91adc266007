import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '@busbar/kernel';
import { Database, DueWork } from '@busbar/platform';
import { Estimation } from './series/estimation.service';
import { IntervalsRepository } from './series/intervals.repository';

const WORKER = systemActor('metering.months');

/** What metering does when its time has come: draw over short gaps, index a month that is over. */
@Injectable()
export class MeteringJobs implements OnModuleInit {
  constructor(
    private readonly dueWork: DueWork,
    private readonly database: Database,
    private readonly estimation: Estimation,
    private readonly intervals: IntervalsRepository,
  ) {}

  onModuleInit(): void {
    this.dueWork.register({ name: 'metering.estimateGaps', nextDue: () => this.estimation.nextDue(), run: () => this.estimation.runDue() });
    this.dueWork.register({
      name: 'metering.indexMonths',
      nextDue: () => this.database.read(WORKER, async () => {
        const { over, next } = await this.intervals.monthsToIndex();
        return over[0] ?? next;
      }),
      run: () => this.indexOneMonth(),
    });
  }

  /** One a run: building an index holds up the writers of that month for a moment. */
  private indexOneMonth(): Promise<number> {
    return this.database.transaction(WORKER, async () => {
      const { over } = await this.intervals.monthsToIndex();
      if (!over[0]) return 0;
      await this.intervals.indexMonth(over[0]);
      return 1;
    });
  }
}
