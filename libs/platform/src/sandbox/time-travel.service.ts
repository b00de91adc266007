/** Moving business time in demo and tests: from due time to due time, so that everything happens in its order. */
import { Injectable } from '@nestjs/common';
import { type Actor, authorise, before, type Instant } from '@busbar/kernel';
import { Clock, ClockBackwardsError } from '../clock/clock';
import { DueWork } from '../jobs/due-work';
import { WorkerLoop } from '../jobs/worker-loop';
import { ClockFollowers } from './clock-followers';
import { moveTime } from './sandbox-policy';

const MOST_STEPS = 5_000;

@Injectable()
export class TimeTravel {
  constructor(private readonly clock: Clock, private readonly dueWork: DueWork, private readonly worker: WorkerLoop, private readonly followers: ClockFollowers) {}

  /** Advances to `to`, doing all due work at the business time at which it falls due; answers when all is idle. */
  async advance(actor: Actor, to: Instant): Promise<Instant> {
    authorise(moveTime, actor, undefined);
    // Backwards is refused, but for a clock that nobody has set yet.
    if (before(to, await this.clock.read())) await this.clock.move(to, true);
    await this.worker.drain();
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const now = await this.clock.read();
      const due = await this.dueWork.nextDueAfter(now);
      if (!due || !before(due, to)) break;
      await this.stepTo(due);
    }
    await this.stepTo(to);
    return this.clock.read();
  }

  /** The clock runs meanwhile, so a due time just ahead may be past already: then there is nothing to move. */
  private async stepTo(at: Instant): Promise<void> {
    if (before(await this.clock.read(), at)) await this.moveTo(at);
    await this.followers.follow(at);
    await this.worker.drain();
  }

  private async moveTo(at: Instant): Promise<void> {
    try {
      await this.clock.move(at, true);
    } catch (error) {
      if (!(error instanceof ClockBackwardsError)) throw error;
    }
  }
}
