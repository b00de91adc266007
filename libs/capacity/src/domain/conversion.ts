/** The project that turns a mining site into AI capacity: eight stages, each planned, forecast, done, with evidence. */
import { type LocalDate, Temporal, type PowerW, InvalidInputError } from '@busbar/kernel';
import { MilestoneDatesError } from './capacity.errors';

/** The stages in their order. Source: market.md section 1. */
export const stageCodes = ['ASSESSMENT', 'ENGINEERING', 'PERMITS', 'ELECTRICAL', 'COOLING', 'NETWORK', 'COMMISSIONING', 'RFS'] as const;
export type StageCode = (typeof stageCodes)[number];

export const stageStates = ['PLANNED', 'IN_PROGRESS', 'DONE'] as const;
export type StageState = (typeof stageStates)[number];

export interface ConversionStage {
  readonly code: StageCode;
  readonly plannedStart: LocalDate;
  readonly plannedEnd: LocalDate;
  readonly forecastEnd: LocalDate;
  readonly actualEnd: LocalDate | null;
  readonly state: StageState;
  /** 0 to 100. */
  readonly progressPct: number;
}

export interface Conversion {
  readonly id: string;
  readonly siteId: string;
  readonly hostId: string;
  readonly startedOn: LocalDate;
  /** Critical watts of AI capacity when the project is done. */
  readonly plannedAiW: PowerW;
  readonly stages: readonly ConversionStage[];
}

/** What a host reports about one stage. Absent fields stay as they are. */
export interface MilestoneReport {
  readonly forecastEnd?: LocalDate;
  readonly actualEnd?: LocalDate;
  readonly progressPct?: number;
}

/** Days by which the forecast is later than the plan; negative when early. */
export const slipDays = (stage: Pick<ConversionStage, 'plannedEnd' | 'forecastEnd'>): number =>
  stage.plannedEnd.until(stage.forecastEnd, { largestUnit: 'day' }).days;

/** The stage the project is in: the first that is not done, or ready-for-service when all are. */
export const currentStage = (stages: readonly ConversionStage[]): StageCode => stages.find((stage) => stage.state !== 'DONE')?.code ?? 'RFS';

/**
 * The stage after a report. A stage is done on the day it names as actual, which cannot lie ahead; a forecast for what is
 * not done cannot lie behind. `today` is the site's own date.
 */
export function reported(stage: ConversionStage, report: MilestoneReport, today: LocalDate): ConversionStage {
  const { forecastEnd, actualEnd, progressPct } = report;
  if (stage.state === 'DONE') throw new MilestoneDatesError({ path: 'code', given: stage.code, expected: 'a stage that is not done yet' });
  if (actualEnd) {
    if (Temporal.PlainDate.compare(actualEnd, today) > 0) throw new MilestoneDatesError({ path: 'actualEnd', given: actualEnd.toString(), expected: `a day up to ${today.toString()}` });
    return { ...stage, forecastEnd: actualEnd, actualEnd, state: 'DONE', progressPct: 100 };
  }
  if (forecastEnd && Temporal.PlainDate.compare(forecastEnd, today) < 0) {
    throw new MilestoneDatesError({ path: 'forecastEnd', given: forecastEnd.toString(), expected: `${today.toString()} or later, while the stage is not done` });
  }
  if (progressPct !== undefined && (!Number.isInteger(progressPct) || progressPct < 0 || progressPct > 99)) {
    throw new InvalidInputError({ path: 'progressPct', given: progressPct, expected: 'a whole number from 0 to 99; a stage is done when it has an actual end' });
  }
  const progress = progressPct ?? stage.progressPct;
  return { ...stage, forecastEnd: forecastEnd ?? stage.forecastEnd, progressPct: progress, state: progress > 0 ? 'IN_PROGRESS' : stage.state };
}
