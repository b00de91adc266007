import { Injectable } from '@nestjs/common';
import { type Instant, type LocalDate, parseDate } from '@busbar/kernel';
import { Database } from '@busbar/platform';
import type { Conversion as ConversionRow, ConversionStage as StageRow } from '@busbar/platform/prisma';
import { type Conversion, type ConversionStage, stageCodes } from '../domain/conversion';

const dateOf = (row: Date): LocalDate => parseDate(row.toISOString().slice(0, 10));
const toDate = (date: LocalDate): Date => new Date(`${date.toString()}T00:00:00Z`);

@Injectable()
export class ConversionsRepository {
  constructor(private readonly database: Database) {}

  async ofSites(siteIds: readonly string[]): Promise<Map<string, Conversion>> {
    const rows = await this.database.client.conversion.findMany({ where: { siteId: { in: [...siteIds] } }, include: { stages: true } });
    return new Map(rows.map((row) => [row.siteId, conversionOf(row)]));
  }

  async insert(conversion: Conversion): Promise<void> {
    const { stages, startedOn, ...plain } = conversion;
    await this.database.client.conversion.create({ data: { ...plain, startedOn: toDate(startedOn) } });
    await this.database.client.conversionStage.createMany({ data: stages.map((stage) => ({ conversionId: conversion.id, ...rowOf(stage) })) });
  }

  async saveStage(conversionId: string, stage: ConversionStage): Promise<void> {
    await this.database.client.conversionStage.update({ where: { conversionId_code: { conversionId, code: stage.code } }, data: rowOf(stage) });
  }

  /** Keeps what was reported, by whom and with which evidence. */
  async keepReport(conversion: Conversion, stage: ConversionStage, evidence: string, reportedBy: string, at: Instant): Promise<void> {
    await this.database.client.milestoneReport.create({
      data: {
        conversionId: conversion.id, code: stage.code, hostId: conversion.hostId, evidence, forecastEnd: toDate(stage.forecastEnd), actualEnd: stage.actualEnd && toDate(stage.actualEnd),
        progressPct: stage.progressPct, reportedBy, reportedAt: new Date(at.epochMilliseconds),
      },
    });
  }

}

const rowOf = (stage: ConversionStage) => ({
  code: stage.code, plannedStart: toDate(stage.plannedStart), plannedEnd: toDate(stage.plannedEnd), forecastEnd: toDate(stage.forecastEnd),
  actualEnd: stage.actualEnd && toDate(stage.actualEnd), state: stage.state, progressPct: stage.progressPct,
});

const conversionOf = (row: ConversionRow & { stages: StageRow[] }): Conversion => ({
  id: row.id, siteId: row.siteId, hostId: row.hostId, startedOn: dateOf(row.startedOn), plannedAiW: row.plannedAiW,
  stages: row.stages.map(stageOf).sort((a, b) => stageCodes.indexOf(a.code) - stageCodes.indexOf(b.code)),
});

const stageOf = (row: StageRow): ConversionStage => ({
  code: row.code, plannedStart: dateOf(row.plannedStart), plannedEnd: dateOf(row.plannedEnd), forecastEnd: dateOf(row.forecastEnd),
  actualEnd: row.actualEnd && dateOf(row.actualEnd), state: row.state, progressPct: row.progressPct,
});
