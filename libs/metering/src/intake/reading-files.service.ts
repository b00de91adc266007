import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { CsvError, parse } from 'csv-parse';
import { IntakeTooLargeError, IntakeUnreadableError } from '../domain/metering.errors';
import { FileTimes, type FileColumn, fileHeader, type FileOptions, fileReading } from '../domain/reading-file';
import { FILE_BYTES, FILE_LIMIT, type Submitted } from '../domain/submission';

/** A file that was read: what it is and what it says. */
export interface ReadFile {
  readonly sha256: string;
  readonly submitted: readonly Submitted[];
}

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Reads files of comma-separated values as they stream in, never holding more than the rows. */
@Injectable()
export class ReadingFiles {
  /** Throws IntakeTooLargeError beyond the limits, IntakeUnreadableError and InvalidInputError for what is no such file. */
  async read(stream: Readable, options: FileOptions): Promise<ReadFile> {
    const hash = createHash('sha256');
    const parser = parse({ bom: true, delimiter: [',', ';'], info: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 4_096 });
    pipeline(Readable.from(bounded(stream, hash)), parser, () => undefined);
    const times = new FileTimes(options);
    const submitted: Submitted[] = [];
    let columns: readonly FileColumn[] | null = null;
    try {
      for await (const { record, info } of parser as AsyncIterable<Row>) {
        if (columns === null) columns = fileHeader(record, options);
        else if (submitted.length >= FILE_LIMIT) throw new IntakeTooLargeError({ limit: FILE_LIMIT, unit: 'readings' });
        else submitted.push({ index: info.lines, sent: fileReading(columns, record, info.lines, '', options, times) });
      }
    } catch (error) {
      if (error instanceof CsvError) throw new IntakeUnreadableError({ expected: 'comma-separated values', found: `${error.code} in line ${String(error['lines'] ?? '?')}` });
      throw error;
    }
    if (submitted.length === 0) throw new IntakeUnreadableError({ expected: 'a header line and at least one row', found: columns === null ? 'nothing' : 'a header line alone' });
    const sha256 = hash.digest('hex');
    const source = `file:${sha256}`;
    return { sha256, submitted: submitted.map(({ index, sent }) => ({ index, sent: { ...sent, source } as NonNullable<typeof sent> })) };
  }
}

async function* bounded(stream: Readable, hash: Hash): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FILE_BYTES) throw new IntakeTooLargeError({ limit: FILE_BYTES, unit: 'bytes' });
    hash.update(chunk);
    yield chunk;
  }
}
