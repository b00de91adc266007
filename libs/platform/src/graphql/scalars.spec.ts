import { parseValue } from 'graphql';
import { BigIntScalar, DecimalScalar, InstantScalar, LocalDateScalar } from './scalars';

describe('scalars', () => {
  it('take decimals as text or whole numbers, and never what a double has rounded', () => {
    expect(DecimalScalar.parseValue('0.100000000000000000001')).toBe('0.100000000000000000001');
    expect(DecimalScalar.parseValue(12)).toBe('12');
    expect(DecimalScalar.parseLiteral(parseValue('12.50'))).toBe('12.50');
    for (const given of [0.1, 2 ** 53, Number.NaN, '', 'twelve', '1,5', null, true, {}]) expect(() => DecimalScalar.parseValue(given)).toThrow();
  });

  it('take whole numbers of any size, and nothing else that JavaScript would take for one', () => {
    expect(BigIntScalar.parseValue('123456789012345678901234567890')).toBe(123456789012345678901234567890n);
    expect(BigIntScalar.parseLiteral(parseValue('"-7"'))).toBe(-7n);
    expect(BigIntScalar.serialize(2n ** 70n)).toBe('1180591620717411303424');
    for (const given of ['', ' ', '0x10', '1.5']) {
      expect(() => BigIntScalar.parseValue(given)).toThrow();
      expect(() => BigIntScalar.parseLiteral(parseValue(JSON.stringify(given)))).toThrow();
    }
  });

  it('take points in time with an offset and days that exist', () => {
    expect(InstantScalar.parseValue('2026-11-21T15:15:00+01:00').toString()).toBe('2026-11-21T14:15:00Z');
    expect(LocalDateScalar.parseLiteral(parseValue('"2028-02-29"')).toString()).toBe('2028-02-29');
    for (const given of ['2026-11-21T14:15:00', '2026-11-21', 'now', 1_700_000_000]) expect(() => InstantScalar.parseValue(given)).toThrow(expect.objectContaining({ extensions: { code: 'INPUT_INVALID', kind: 'INVALID' } }));
    for (const given of ['2027-02-29', '2026-13-01', '21.11.2026', '2026-11-21T00:00:00Z']) expect(() => LocalDateScalar.parseValue(given)).toThrow();
  });
});
