import { Controller, Headers, HttpCode, Post, Query, Req, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';
import { type Actor, InvalidInputError } from '@busbar/kernel';
import { CurrentActor, Idempotency, Right } from '@busbar/platform';
import { IntakeTooLargeError } from '../domain/metering.errors';
import { meteringPolicy } from '../domain/metering-policy';
import { fileOptions } from '../domain/reading-file';
import { BATCH_LIMIT, submittedEvent, type Submitted } from '../domain/submission';
import { Intake, type IntakeOptions, type IntakeResult } from './intake.service';
import { ReadingFiles } from './reading-files.service';

const JSON_TYPES = ['application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json'];

/** The parameters of a call; each at most once. */
type Parameters = Readonly<Record<string, string | string[] | undefined>>;

function parameter(query: Parameters, name: string): string | undefined {
  const value = query[name];
  if (Array.isArray(value)) throw new InvalidInputError({ path: name, given: value, expected: 'one value' });
  return value;
}

function isPartial(query: Parameters): boolean {
  const text = parameter(query, 'partial') ?? 'false';
  if (text !== 'true' && text !== 'false') throw new InvalidInputError({ path: 'partial', given: text, expected: 'true or false' });
  return text === 'true';
}

/**
 * Where meters' gateways write. All or nothing unless `partial=true`: a batch with one bad reading is refused with every
 * bad one listed, and nothing is stored. Refusals are `application/problem+json` with the codes of the GraphQL API.
 */
@Controller('v1/readings')
export class IntakeController {
  constructor(
    private readonly intake: Intake,
    private readonly files: ReadingFiles,
    private readonly idempotency: Idempotency,
  ) {}

  /** One CloudEvent or a list of up to 1,000, 1 MB. */
  @Right(meteringPolicy.send)
  @Post()
  @HttpCode(202)
  take(@CurrentActor() actor: Actor, @Req() request: Request, @Query() query: Parameters, @Headers('idempotency-key') key: string | undefined): Promise<IntakeResult> {
    if (!request.is(JSON_TYPES)) throw new UnsupportedMediaTypeException(`Readings come as ${JSON_TYPES.join(', ')}.`);
    const body: unknown = request.body;
    const events: readonly unknown[] = Array.isArray(body) ? body : [body];
    if (events.length > BATCH_LIMIT) throw new IntakeTooLargeError({ limit: BATCH_LIMIT, unit: 'readings' });
    return this.once(actor, key, events.map(submittedEvent), { partial: isPartial(query), fileSha256: null });
  }

  /**
   * A file of comma-separated values, up to 50,000 rows and 16 MiB. Its header names the columns: `time` and one of
   * `energy_mj`, `energy_wh`, `energy_kwh`; optionally `meter`, `duration_seconds`, `quality`. Parameters: `meter` for files
   * of one meter, `zone` for wall-clock times, `time=ENDING` where a time names the end of its row, `durationSeconds`.
   */
  @Right(meteringPolicy.send)
  @Post('files')
  @HttpCode(202)
  async takeFile(@CurrentActor() actor: Actor, @Req() request: Request, @Query() query: Parameters, @Headers('idempotency-key') key: string | undefined): Promise<IntakeResult> {
    if (!request.is('text/csv')) throw new UnsupportedMediaTypeException('A file of readings comes as text/csv.');
    const options = fileOptions({ meter: parameter(query, 'meter'), zone: parameter(query, 'zone'), time: parameter(query, 'time'), durationSeconds: parameter(query, 'durationSeconds') });
    const partial = isPartial(query);
    const { sha256, submitted } = await this.files.read(request, options);
    return this.once(actor, key, submitted, { partial, fileSha256: sha256 });
  }

  private once(actor: Actor, key: string | undefined, submitted: readonly Submitted[], options: IntakeOptions): Promise<IntakeResult> {
    const work = (): Promise<IntakeResult> => this.intake.take(actor, submitted, options);
    return key === undefined ? work() : this.idempotency.once(actor, 'readings.take', key, { submitted, options }, work);
  }
}
