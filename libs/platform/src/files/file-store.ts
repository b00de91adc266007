/** Bytes by their SHA-256: documents, evidence, exports. Kept in PostgreSQL, so one backup holds everything. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InvalidInputError, NotFoundError } from '@busbar/kernel';
import { Database } from '../database/database';

export const MOST_FILE_BYTES = 25 * 1024 * 1024;

@Injectable()
export class FileStore {
  constructor(private readonly database: Database) {}

  /** Keeps the bytes in the open transaction; the same bytes are kept once. At most 25 MiB. */
  async put(bytes: Uint8Array, contentType: string): Promise<{ sha256: string; size: number }> {
    if (bytes.byteLength > MOST_FILE_BYTES) throw new InvalidInputError({ path: 'file', given: bytes.byteLength, expected: `at most ${MOST_FILE_BYTES} bytes` });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.database.client.$executeRaw`
      insert into stored_file (sha256, content_type, size, bytes) values (${sha256}, ${contentType}, ${bytes.byteLength}, ${Buffer.from(bytes)}) on conflict do nothing`;
    return { sha256, size: bytes.byteLength };
  }

  /** The bytes. Whether the caller may have them is the caller's question. */
  async get(sha256: string): Promise<{ bytes: Uint8Array; contentType: string }> {
    const rows = await this.database.client.$queryRaw<{ bytes: Uint8Array; content_type: string }[]>`select bytes, content_type from stored_file where sha256 = ${sha256}`;
    const row = rows[0];
    if (!row) throw new NotFoundError('file', sha256);
    return { bytes: row.bytes, contentType: row.content_type };
  }
}
