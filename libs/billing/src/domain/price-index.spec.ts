import { instantOf } from '@busbar/kernel';
import { MISSING_PRICE } from '@busbar/pricing';
import { checkIndexVersion, checkPrices, indexColumn, isComplete, readPriceFile, type IndexVersion } from './price-index';

const index: IndexVersion = { code: 'ERCOT_DAM_HB_HUBAVG', version: 'final', status: 'FINAL', currency: 'USD', stepMinutes: 60, source: 'ERCOT' };
const at = (text: string) => instantOf(Date.parse(text));

describe('A file of index prices', () => {
  it('is read with negative prices and any offset', () =>
    expect(readPriceFile('start,price\r\n2021-02-15T00:00:00-06:00,8995.00\n2021-02-15T07:00:00Z,-20.12\n').map(({ start, price }) => `${start.toString()} ${price}`)).toEqual(['2021-02-15T06:00:00Z 8995.00', '2021-02-15T07:00:00Z -20.12']));
  it('must have the heading start,price', () => expect(() => readPriceFile('time,usd\n')).toThrow(/csv is not acceptable/));
  it('names the row that cannot be read', () => {
    expect(() => readPriceFile('start,price\n2021-02-15T00:00:00Z,1,2')).toThrow(/csv\[2\]/);
    expect(() => readPriceFile('start,price\n2021-02-15 00:00,1')).toThrow(/csv\[2\].start/);
  });
});

describe('Index prices', () => {
  const prices = (start: string, price: string) => () => checkPrices(index, [{ start: at(start), price }]);
  it('lie on the hours of the index', () => expect(prices('2021-02-15T00:30:00Z', '1')).toThrow(/prices\[0\].start/));
  it('have at most six decimals and are plain decimals', () => {
    expect(prices('2021-02-15T00:00:00Z', '1.0000001')).toThrow(/prices\[0\].price/);
    expect(prices('2021-02-15T00:00:00Z', '1e3')).toThrow(/not a plain decimal/);
    expect(prices('2021-02-15T00:00:00Z', '123456789.0')).toThrow(/prices\[0\].price/);
  });
  it('stand once for each hour', () => expect(() => checkPrices(index, [{ start: at('2021-02-15T00:00:00Z'), price: '1' }, { start: at('2021-02-15T00:00:00Z'), price: '1' }])).toThrow(/each time once/));
  it('come at 5, 15, 30 or 60 minutes, under a plain code', () => {
    expect(() => checkIndexVersion({ ...index, stepMinutes: 20 })).toThrow(/stepMinutes/);
    expect(() => checkIndexVersion({ ...index, code: 'ercot hub' })).toThrow(/code/);
  });
  it('become a column over a period, unknown hours marked', () => {
    const fromMs = Date.parse('2021-02-15T00:15:00Z');
    const column = indexColumn(index, fromMs, Date.parse('2021-02-15T03:00:00Z'), [{ startMs: Date.parse('2021-02-15T00:00:00Z'), micro: 1n }, { startMs: Date.parse('2021-02-15T02:00:00Z'), micro: 3n }]);
    expect([...column.microPerMwh]).toEqual([1n, MISSING_PRICE, 3n]);
    expect(isComplete(column)).toBe(false);
  });
});
