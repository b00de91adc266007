import { Module } from '@nestjs/common';
import { Client } from 'pg';
import { systemActor } from '@busbar/kernel';
import { aModule, type TestModule } from '@busbar/test-kit';
import { FileStore, MOST_FILE_BYTES } from './file-store';

@Module({})
class NothingModule {}

describe('the file store', () => {
  const system = systemActor('test');
  let world: TestModule;
  let files: FileStore;
  const put = (bytes: Uint8Array, contentType = 'application/octet-stream') => world.database.transaction(system, () => files.put(bytes, contentType));
  const get = (sha256: string) => world.database.read(system, () => files.get(sha256));

  beforeAll(async () => {
    world = await aModule([NothingModule]);
    files = world.get(FileStore);
  });
  afterAll(() => world?.close());

  it('answers the bytes under their SHA-256, every byte as it was', async () => {
    const bytes = Uint8Array.from({ length: 512 }, (_, n) => n % 256);
    const kept = await put(bytes, 'application/pdf');
    expect(kept).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), size: 512 });
    const { bytes: found, contentType } = await get(kept.sha256);
    expect({ same: Buffer.compare(found, bytes), contentType }).toEqual({ same: 0, contentType: 'application/pdf' });
    expect(await put(Buffer.from(''))).toEqual({ sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0 });
  });

  it('keeps the same bytes once, also when they come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => put(Buffer.from('a contract'))));
    expect(new Set(answers.map(({ sha256 }) => sha256)).size).toBe(1);
    const rows = await world.database.read(system, () => world.database.client.storedFile.count({ where: { sha256: answers[0]?.sha256 ?? '' } }));
    expect(rows).toBe(1);
  });

  it('keeps nothing of a block that failed', async () => {
    let sha256 = '';
    await expect(world.database.transaction(system, async () => {
      ({ sha256 } = await files.put(Buffer.from('a draft'), 'text/plain'));
      throw new Error('second thoughts');
    })).rejects.toThrow('second thoughts');
    await expect(get(sha256)).rejects.toMatchObject({ code: 'NOT_FOUND', details: { subject: 'file' } });
  });

  it('takes 25 MiB at most', async () => {
    await expect(put(new Uint8Array(MOST_FILE_BYTES + 1))).rejects.toMatchObject({ code: 'INPUT_INVALID', details: { path: 'file' } });
  });

  it('never changes what it holds', async () => {
    const { sha256 } = await put(Buffer.from('an invoice'));
    const sql = new Client({ connectionString: world.url });
    await sql.connect();
    await expect(sql.query(`update stored_file set bytes = 'forged' where sha256 = $1`, [sha256])).rejects.toThrow('rows of stored_file are never changed or deleted');
    await expect(sql.query('delete from stored_file where sha256 = $1', [sha256])).rejects.toThrow('never changed or deleted');
    await sql.end();
  });
});
