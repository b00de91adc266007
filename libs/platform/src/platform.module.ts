import { type DynamicModule, Global, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { LoggerModule } from 'nestjs-pino';
import { Clock } from './clock/clock';
import { Config } from './config/config';
import { Database } from './database/database';
import { AuditTrail } from './events/audit-trail';
import { Dispatcher } from './events/dispatcher';
import { EventHandlers } from './events/event-handlers';
import { Outbox } from './events/outbox';
import { FileStore } from './files/file-store';
import { ProblemFilter } from './http/problem.filter';
import { Idempotency } from './idempotency/idempotency';
import { DueWork } from './jobs/due-work';
import { Schedules } from './jobs/schedules';
import { WorkerLoop } from './jobs/worker-loop';
import { HealthController } from './observability/health.controller';
import { loggingOptions } from './observability/logging';
import { Metrics } from './observability/metrics';
import { RightsGuard } from './rights/rights.guard';
import { RightsMatrix } from './rights/rights-matrix';
import { ClockFollowers } from './sandbox/clock-followers';
import { SandboxResolver } from './sandbox/sandbox.resolver';
import { TimeTravel } from './sandbox/time-travel.service';

const shared = [Database, Clock, Outbox, AuditTrail, EventHandlers, Dispatcher, DueWork, WorkerLoop, Schedules, Idempotency, FileStore, Metrics, ClockFollowers, TimeTravel, RightsMatrix];

/** What every context stands on; global, so that no context imports it by hand. */
@Global()
@Module({})
export class PlatformModule implements OnModuleInit {
  constructor(private readonly schedules: Schedules, private readonly idempotency: Idempotency) {}

  /** `environment` is where the settings come from: the process's own in the apps, a literal in tests. */
  static with(environment: Readonly<Record<string, string | undefined>>): DynamicModule {
    const config = new Config(environment);
    return {
      module: PlatformModule,
      imports: [DiscoveryModule, LoggerModule.forRoot(loggingOptions(config))],
      controllers: [HealthController],
      providers: [
        { provide: Config, useValue: config },
        ...shared,
        SandboxResolver,
        { provide: APP_GUARD, useClass: RightsGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [Config, ...shared],
    };
  }

  onModuleInit(): void {
    this.schedules.every('41 3 * * *', 'platform.forgetIdempotencyKeys', async () => {
      await this.idempotency.forgetOld();
    });
  }
}
