import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { type Instant, instantOf, type IntervalSeries, isEstimated, isMissing, kwhText, rational, toFixed, totalMj } from '@busbar/kernel';
import { BigIntScalar, DecimalScalar, enumOf, InstantScalar } from '@busbar/platform';
import { type Completeness, completenessOf } from '../domain/completeness';
import { gapsOf, type Run, runsOf } from '../domain/estimation';
import { type MeterRole, meterRoles } from '../domain/meter';
import { commonEnergy } from '../domain/series';
import type { TrancheEnergy } from './metering.service';

export const MeterRoleEnum = enumOf(meterRoles);
registerEnumType(MeterRoleEnum, {
  name: 'MeterRole', description: 'What a meter counts for in a tranche.',
  valuesMap: { IT: { description: 'The energy that is billed.' }, HALL_IT: { description: 'IT energy of the whole hall: the base of its PUE.' }, FACILITY: { description: 'Energy of the whole facility; over IT energy it gives the PUE.' } },
});

@ObjectType('SeriesRange', { description: 'A run of consecutive quarter-hours.' })
export class SeriesRangeObject {
  @Field(() => InstantScalar, { description: 'Start of the first quarter-hour.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { description: 'End of the last quarter-hour.' })
  readonly to!: Instant;

  @Field(() => Int, { description: 'How many quarter-hours.' })
  readonly intervals!: number;
}

@ObjectType('MeteringCompleteness', { description: 'How much of a series is known. Counts of quarter-hours; expected = measured + estimated + missing.' })
export class CompletenessObject implements Completeness {
  @Field(() => Int, { description: 'Quarter-hours of the series.' })
  readonly expected!: number;

  @Field(() => Int, { description: 'Measured, questionable ones included.' })
  readonly measured!: number;

  @Field(() => Int, { description: 'Estimated and marked so.' })
  readonly estimated!: number;

  @Field(() => Int, { description: 'Of which nothing is known. They hold no energy and are billed when their readings arrive.' })
  readonly missing!: number;

  @Field(() => Int, { description: 'Measured, but flagged by a check or by the sender.' })
  readonly questionable!: number;
}

@ObjectType('EnergySeries', { description: 'Quarter-hours as columns: position i of each column is the quarter-hour that starts at start + i × stepSeconds. At most 36,000 points.' })
export class EnergySeriesObject {
  @Field(() => InstantScalar, { description: 'Start of the first quarter-hour.' })
  readonly start!: Instant;

  @Field(() => Int, { description: 'Length of an interval: 900.' })
  readonly stepSeconds!: number;

  @Field(() => [BigIntScalar], { nullable: 'items', description: 'Millijoules; null where nothing is known. A gap is a gap, never 0.' })
  readonly energyMj!: readonly (bigint | null)[];

  @Field(() => [DecimalScalar], { nullable: 'items', description: 'Mean power of the quarter-hour in kW, 3 decimals; null where nothing is known.' })
  readonly averageKw!: readonly (string | null)[];

  @Field(() => [Int], {
    description: 'Quality bits: 1 valid, 2 edited, 4 estimated by reference day, 8 estimated by straight line, 16 questionable, 32 derived from a longer reading, 64 projected, 128 counter reset, 256 incomplete, 32768 missing.',
  })
  readonly quality!: readonly number[];

  @Field(() => BigIntScalar, { description: 'Sum of what is known, in millijoules.' })
  readonly totalMj!: bigint;

  @Field(() => DecimalScalar, { description: 'Sum of what is known, in kWh, 3 decimals.' })
  readonly totalKwh!: string;

  @Field(() => [SeriesRangeObject], { description: 'Where nothing is known, in order.' })
  readonly gaps!: readonly SeriesRangeObject[];

  @Field(() => [SeriesRangeObject], { description: 'Where the energy is estimated, in order.' })
  readonly estimates!: readonly SeriesRangeObject[];

  @Field(() => CompletenessObject, { description: 'How much is known.' })
  readonly completeness!: CompletenessObject;
}

@ObjectType('TrancheEnergy', { description: "A tranche's energy in one role, shares of meters applied." })
export class TrancheEnergyObject {
  @Field(() => ID)
  readonly trancheId!: string;

  @Field(() => MeterRoleEnum, { description: 'IT is what is billed.' })
  readonly role!: MeterRole;

  @Field(() => [ID], { description: 'The meters it comes from.' })
  readonly meterIds!: readonly string[];

  @Field(() => EnergySeriesObject, { description: 'The quarter-hours.' })
  readonly series!: EnergySeriesObject;
}

@ObjectType('TranchePue', { description: 'Facility ÷ IT energy over the quarter-hours that both sides measured.' })
export class TranchePueObject {
  @Field(() => ID)
  readonly trancheId!: string;

  @Field(() => DecimalScalar, { description: 'The ratio, 4 decimals.' })
  readonly pue!: string;

  @Field(() => Int, { description: 'How many quarter-hours it rests on.' })
  readonly intervals!: number;
}

@ObjectType('ContractMetering', { description: 'What the meters of a contract say.' })
export class ContractMeteringObject {
  @Field(() => [TrancheEnergyObject], { description: 'By tranche and role. A tranche without a meter is not listed.' })
  readonly tranches!: readonly TrancheEnergyObject[];

  @Field(() => [TranchePueObject], { description: 'By tranche, where both sides are metered.' })
  readonly pue!: readonly TranchePueObject[];
}

@ArgsType()
export class SeriesArgs {
  @Field(() => InstantScalar, { description: 'The series begins with the first quarter-hour that starts at or after this.' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { description: 'The series ends before this, and with the last quarter-hour that has ended.' })
  readonly to!: Instant;
}

@InputType({ description: 'Where to estimate.' })
export class EstimateGapsInput {
  @Field(() => ID)
  readonly meterId!: string;

  @Field(() => InstantScalar, { description: 'Gaps that touch the time from here …' })
  readonly from!: Instant;

  @Field(() => InstantScalar, { description: '… to here.' })
  readonly to!: Instant;
}

const rangeOf = (series: IntervalSeries) => ({ first, length }: Run): SeriesRangeObject => ({
  from: instantOf(series.startMs + first * series.stepMs), to: instantOf(series.startMs + (first + length) * series.stepMs), intervals: length,
});

/** 900,000,000 mJ in a quarter-hour are 1 kW. */
const kwOf = (energyMj: bigint): string => toFixed(rational(energyMj, 900_000_000n), 3);

export function energySeriesObject(series: IntervalSeries): EnergySeriesObject {
  const missing = (index: number): boolean => isMissing(series.quality[index] ?? 0);
  const energies = [...series.energyMj];
  const total = totalMj(series);
  return {
    start: instantOf(series.startMs),
    stepSeconds: series.stepMs / 1000,
    energyMj: energies.map((energy, index) => (missing(index) ? null : energy)),
    averageKw: energies.map((energy, index) => (missing(index) ? null : kwOf(energy))),
    quality: [...series.quality],
    totalMj: total,
    totalKwh: kwhText(total),
    gaps: gapsOf(series).map(rangeOf(series)),
    estimates: runsOf(series, isEstimated).map(rangeOf(series)),
    completeness: completenessOf(series),
  };
}

export function contractMeteringObject(energies: readonly TrancheEnergy[]): ContractMeteringObject {
  const of = (trancheId: string, role: MeterRole): IntervalSeries | undefined => energies.find((one) => one.trancheId === trancheId && one.role === role)?.series;
  const pue = [...new Set(energies.map((one) => one.trancheId))].flatMap((trancheId) => {
    const it = of(trancheId, 'HALL_IT') ?? of(trancheId, 'IT');
    const facility = of(trancheId, 'FACILITY');
    if (!it || !facility) return [];
    const { itMj, facilityMj, count } = commonEnergy(it, facility);
    return itMj === 0n ? [] : [{ trancheId, pue: toFixed(rational(facilityMj, itMj), 4), intervals: count }];
  });
  return { tranches: energies.map(({ trancheId, role, meterIds, series }) => ({ trancheId, role, meterIds, series: energySeriesObject(series) })), pue };
}
