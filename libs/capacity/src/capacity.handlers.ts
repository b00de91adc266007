/** What capacity does by itself: holds and options that have expired are marked as released. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { systemActor } from '@busbar/kernel';
import { Database, DueWork } from '@busbar/platform';
import { CapacityLedger } from './reservations/capacity-ledger.service';

const releaser = systemActor('capacity.releaseExpired');

@Injectable()
export class CapacityHandlers implements OnModuleInit {
  constructor(private readonly database: Database, private readonly dueWork: DueWork, private readonly ledger: CapacityLedger) {}

  onModuleInit(): void {
    this.dueWork.register({
      name: 'capacity.releaseExpired',
      nextDue: () => this.database.read(releaser, () => this.ledger.nextExpiry()),
      run: () => this.ledger.releaseExpired(releaser),
    });
  }
}
