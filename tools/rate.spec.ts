import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stale } from './rating-schema';

const root = join(__dirname, '..');
const example = join(root, 'test/acceptance/pricing/examples/E01.json');
const folder = mkdtempSync(join(tmpdir(), 'busbar-rate-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rateFile(...given: readonly string[]): { readonly status: number | null; readonly out: string; readonly errors: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-r', '@swc-node/register', 'tools/rate.ts', ...given], { cwd: root, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } });
  return { status, out: stdout, errors: stderr };
}
function fileOf(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('npm run rate', () => {
  it('prints the invoice of a document with the hash of its pins, the same each time', () => {
    const [first, second] = [rateFile(example), rateFile(example)];
    expect(first.status).toBe(0);
    expect(first.out).toBe(second.out);
    expect(JSON.parse(first.out)).toMatchObject({ subtotal: '65.01', total: '65.01', lines: [{ code: 'energy.fixed', quantity: '1300.100', unitPrice: '0.05', amount: '65.01', intervals: { count: 2880 } }], pinsSha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  }, 30_000);

  it('explains a line in words', () => {
    const { status, out } = rateFile(example, '--explain', '1');
    expect(status).toBe(0);
    expect(out).toContain('1300.100 kWh × 0.05 = 65.005, rounded to 65.01 USD.');
  }, 30_000);

  it('refuses on the error stream with path, code and a sentence, and prints no invoice', () => {
    const document = fileOf('wrong.json', JSON.stringify({ contract: { id: 'c', effectiveFrom: '2026-04-01' }, currency: 'USD', zone: 'UTC', period: { from: '2026-04-01', to: '2026-05-01' }, terms: [{ id: 't', code: 'energy.magic', billedIn: 'ARREARS' }], tranches: [] }));
    expect(rateFile(document)).toMatchObject({ status: 1, out: '', errors: expect.stringContaining('terms[0].code: RATING_CODE_UNSUPPORTED: ') });
    expect(rateFile(example, '--explain', '2')).toMatchObject({ status: 1, out: '', errors: expect.stringContaining('The invoice has lines 1 to 1.') });
  }, 30_000);

  it('says what is wrong with a file that is none, is no JSON, or is not named', () => {
    expect(rateFile(join(folder, 'nowhere.json'))).toMatchObject({ status: 1, errors: expect.stringContaining('cannot be read') });
    expect(rateFile(fileOf('text.json', 'all free'))).toMatchObject({ status: 1, errors: expect.stringContaining('not JSON') });
    expect(rateFile()).toMatchObject({ status: 1, errors: 'Usage: npm run -s rate -- FILE [--explain LINE]\n' });
  }, 30_000);

  it('reads files beside the document, and none above it', () => {
    fileOf('hours.csv', 'at,kwh\n2026-04-01T00:00:00Z,12.5\n2026-04-01T01:00:00Z,7.5\n');
    const document = (path: string): string => JSON.stringify({
      contract: { id: 'c', effectiveFrom: '2026-04-01' }, currency: 'USD', zone: 'UTC', period: { from: '2026-04-01', to: '2026-04-02' }, terms: [{ id: 't', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.1' }], tranches: [{ id: 'trn', rentStart: '2026-04-01', segments: [] }],
      energy: [{ trancheId: 'trn', role: 'IT', source: { kind: 'file', path, timeColumn: 'at', kwhColumn: 'kwh', stepSeconds: 3600 } }],
    });
    expect(JSON.parse(rateFile(fileOf('beside.json', document('hours.csv'))).out)).toMatchObject({ total: '2.00', lines: [{ intervals: { count: 96, measured: 8, missing: 88 } }] });
    expect(rateFile(fileOf('above.json', document('../../etc/hostname')))).toMatchObject({ status: 1, out: '' });
  }, 30_000);
});

describe('the schema of a rating document', () => {
  it('is what the types say; if not, npm run schema:rating writes it', () => expect(stale()).toEqual([]), 60_000);
});
