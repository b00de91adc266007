import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '@busbar/platform';
import { contexts } from './contexts';

/** The same contexts without a door: outbox, schedules, billing and payout runs. Assembly only. */
@Module({})
export class WorkerModule {
  static with(environment: Readonly<Record<string, string | undefined>>): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.with(environment), ...contexts] };
  }
}
