import { decimal, rational, toText } from '@busbar/kernel';
import { parseFormula } from './formula';

const value = (text: string, names: Readonly<Record<string, bigint>> = {}): string => toText(parseFormula(text, ['i', 'h'], 'source.wh')(names));
const refused = (message: string, given?: string): Error => expect.objectContaining({ code: 'RATING_INPUT_INVALID', message, details: given === undefined ? { path: 'source.wh' } : { path: 'source.wh', given } });

describe('a series that a test writes down as a rule', () => {
  it.each([
    ['2 + 3 * 4', '14'],
    ['(2 + 3) * 4', '20'],
    ['2 * 3 mod 4', '2'],
    ['9 mod 5 * 2', '8'],
    ['7 - 2 - 1', '4'],
    ['12 / 2 / 3', '2'],
    ['1 + 2 - 3 + 4', '4'],
    ['- 2 + 5', '3'],
    ['2 * -3', '-6'],
    ['-(1 + 2)', '-3'],
    ['0.25 * 3', '0.75'],
    ['10.5mod2', '0.5'],
    ['((7)) ', '7'],
  ])('reads %s as %s: brackets, then products from left to right, then sums', (text, result) => expect(value(text)).toBe(result));

  it.each([['7 mod 3', '1'], ['-7 mod 3', '2'], ['7 mod -3', '-2'], ['-7 mod -3', '-1']])('%s is %s: a remainder has the sign of the divisor', (text, result) => expect(value(text)).toBe(result));

  it('is exact where a float would not be', () => {
    const tenth = parseFormula('i / 10 + 2 / 10', ['i'], 'source.wh')({ i: 1n });
    expect([tenth, decimal('0.3')]).toEqual([rational(3n, 10n), rational(3n, 10n)]);
  });

  it('knows the values of its names, and takes one that is not given as zero', () => {
    expect(value('200 + (7*i mod 60) + h', { i: 9n, h: 1000n })).toBe('1203');
    expect(value('i + 1')).toBe('1');
  });

  it.each([
    ['', 'The formula ends where a value is expected.'],
    ['1 +', 'The formula ends where a value is expected.'],
    ['-', 'The formula ends where a value is expected.'],
    ['(1 + 2', 'The formula ends where a value is expected.'],
    ['(1 2', 'A bracket of the formula is not closed.'],
    ['1 2', 'The formula goes on after its end: "2".'],
    ['1)', 'The formula goes on after its end: ")".'],
    ['i + x1', 'The formula may use i, h, not "x".'],
    ['*', 'The formula may use i, h, not "*".'],
    ['1 $ 2 and what follows the sign', 'The formula cannot be read from "$ 2 and what follows" on.'],
    ['$', 'The formula cannot be read from "$" on.'],
  ])('"%s" is refused with its text', (text, sentence) => {
    expect(() => value(text)).toThrow(refused(sentence, text));
  });

  it.each(['1 / i', '5 mod i', '1 / (h - h)'])('%s is refused where it divides by zero', (text) => {
    expect(() => value(text)).toThrow(refused('The formula divides by zero.', text));
  });

  it('has at most 500 characters', () => {
    const long = (characters: number): string => '1'.padEnd(characters);
    expect(value(long(500))).toBe('1');
    expect(() => value(long(501))).toThrow(refused('A formula has at most 500 characters.'));
  });
});
