import { Module } from '@nestjs/common';
import { CapacityModule } from '@busbar/capacity';
import { EconomicsResolver } from './economics/economics.resolver';
import { Economics } from './economics/economics.service';

@Module({ imports: [CapacityModule], providers: [Economics, EconomicsResolver], exports: [Economics] })
export class InsightsModule {}
