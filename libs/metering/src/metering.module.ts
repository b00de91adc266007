import { Module } from '@nestjs/common';
import { CapacityModule } from '@busbar/capacity';
import { IntakeController } from './intake/intake.controller';
import { IntakeRepository } from './intake/intake.repository';
import { Intake } from './intake/intake.service';
import { ReadingFiles } from './intake/reading-files.service';
import { MeteringJobs } from './metering.jobs';
import { MetersRepository } from './meters/meters.repository';
import { MetersResolver } from './meters/meters.resolver';
import { Meters } from './meters/meters.service';
import { Estimation } from './series/estimation.service';
import { IntervalsRepository } from './series/intervals.repository';
import { Metering } from './series/metering.service';

@Module({
  imports: [CapacityModule],
  controllers: [IntakeController],
  providers: [Meters, MetersRepository, MetersResolver, Intake, IntakeRepository, ReadingFiles, Metering, IntervalsRepository, Estimation, MeteringJobs],
  exports: [Meters, Intake, Metering, Estimation],
})
export class MeteringModule {}
