import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DueWork, EventHandlers } from '@busbar/platform';
import { Periods } from './periods/periods.service';
import { Billing } from './runs/billing.service';

/** What billing does when others announce something, and when its own time comes. */
@Injectable()
export class BillingHandlers implements OnModuleInit {
  constructor(private readonly handlers: EventHandlers, private readonly dueWork: DueWork, private readonly periods: Periods, private readonly billing: Billing) {}

  onModuleInit(): void {
    this.handlers.on('contract.moved', 'billing.openPeriods', async ({ subject, data }) => {
      if (data['to'] === 'ACTIVE') await this.periods.open(subject);
    });
    this.dueWork.register({ name: 'billing.run', nextDue: () => this.billing.nextDue(), run: () => this.billing.runDue() });
  }
}
