import { Injectable } from '@nestjs/common';
import type { Instant } from '@busbar/kernel';

/** Others whose time moves with the business clock in demo and tests, such as the Stripe simulator. */
@Injectable()
export class ClockFollowers {
  private readonly followers: ((to: Instant) => Promise<void>)[] = [];

  register(follow: (to: Instant) => Promise<void>): void {
    this.followers.push(follow);
  }

  async follow(to: Instant): Promise<void> {
    for (const follow of this.followers) await follow(to);
  }
}
