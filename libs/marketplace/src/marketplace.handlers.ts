/** What the marketplace does by itself: proposals and requests end when their time has come. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DueWork } from '@busbar/platform';
import { Proposals } from './proposals/proposals.service';
import { Requests } from './requests/requests.service';

@Injectable()
export class MarketplaceHandlers implements OnModuleInit {
  constructor(private readonly dueWork: DueWork, private readonly proposals: Proposals, private readonly requests: Requests) {}

  onModuleInit(): void {
    this.dueWork.register({ name: 'marketplace.expireProposals', nextDue: () => this.proposals.nextExpiry(), run: () => this.proposals.expireDue() });
    this.dueWork.register({ name: 'marketplace.expireRequests', nextDue: () => this.requests.nextDeadline(), run: () => this.requests.expireDue() });
  }
}
