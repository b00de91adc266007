import { Module } from '@nestjs/common';
import { CapacityModule } from '@busbar/capacity';
import { ContractsModule } from '@busbar/contracts';
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
import { ContractMeteringResolver } from './series/contract-metering.resolver';
import { Metering } from './series/metering.service';

@Module({
  imports: [CapacityModule, ContractsModule],
  controllers: [IntakeController],
  providers: [Meters, MetersRepository, MetersResolver, Intake, IntakeRepository, ReadingFiles, Metering, ContractMeteringResolver, IntervalsRepository, Estimation, MeteringJobs],
  exports: [Meters, Intake, Metering, Estimation],
})
export class MeteringModule {}
