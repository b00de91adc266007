/** What the marketplace does by itself: proposals and requests end when their time has come, proposals end with their request. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '@busbar/kernel';
import { DueWork, EventHandlers } from '@busbar/platform';
import { Proposals } from './proposals/proposals.service';
import { Requests } from './requests/requests.service';

@Injectable()
export class MarketplaceHandlers implements OnModuleInit {
  constructor(private readonly dueWork: DueWork, private readonly events: EventHandlers, private readonly proposals: Proposals, private readonly requests: Requests) {}

  onModuleInit(): void {
    this.dueWork.register({ name: 'marketplace.expireProposals', nextDue: () => this.proposals.nextExpiry(), run: () => this.proposals.expireDue() });
    this.dueWork.register({ name: 'marketplace.expireRequests', nextDue: () => this.requests.nextDeadline(), run: () => this.requests.expireDue() });
    // A request that is over frees what its proposals held; an award has ended them already.
    this.events.on('request.moved', 'marketplace.endProposals', async ({ subject, data }) => {
      if (data.to === 'CLOSED' || data.to === 'EXPIRED') await this.proposals.endThoseOf(systemActor('marketplace.endProposals'), subject);
    });
  }
}
