import { columnOf, parseCsv } from './csv';

const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });
const text = '# published by the market\nat , price\r\n\n2026-04-01T05:00:00Z, 31.20\r\n   \n#2026-04-01T06:00:00Z,99\n2026-04-01T07:00:00Z,\n';

describe('a file of a document', () => {
  it('is a header and rows: blank lines and remarks are passed over, cells are trimmed', () => {
    expect(parseCsv(text, 'source.path')).toEqual({ header: ['at', 'price'], rows: [['2026-04-01T05:00:00Z', '31.20'], ['2026-04-01T07:00:00Z', '']] });
    expect(parseCsv('', 'source.path')).toEqual({ header: [], rows: [] });
  });

  it('is read by the names of its columns', () => {
    const table = parseCsv(text, 'source.path');
    expect(columnOf(table, 'at', 'source.timeColumn')).toEqual(['2026-04-01T05:00:00Z', '2026-04-01T07:00:00Z']);
    expect(columnOf(table, 'price', 'source.perMwhColumn')).toEqual(['31.20', '']);
    expect(() => columnOf(table, 'kwh', 'source.kwhColumn')).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'source.kwhColumn', 'The file has no column kwh; it has at, price.', 'kwh'));
  });

  it('is refused at the line that has not as many cells as the header', () => {
    for (const row of ['3', '3,4,5'])
      expect(() => parseCsv(`a,b\n1,2\n${row}\n5,6`, 'source.path')).toThrow(refused('RATING_INPUT_INVALID', 'source.path[3]', 'A row of the file has not as many cells as its header.'));
  });

  it('has at most half a million lines', () => {
    expect(() => parseCsv('a\n'.repeat(500_001), 'source.path')).toThrow(refused('RATING_INPUT_INVALID', 'source.path', 'A file has at most 500000 rows.'));
  });
});
