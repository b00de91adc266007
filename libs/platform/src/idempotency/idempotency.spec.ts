import fc from 'fast-check';
import { instantOf } from '@busbar/kernel';
import { canonicalJson } from './idempotency';

/** The same value with the keys of each object in another order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).reverse().map(([key, part]) => [key, reversed(part)]));
  return value;
};

describe('canonical JSON', () => {
  it('is the same whatever the order of keys, and means the same', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }));
  });

  it('tells other inputs apart: another value, another order in a list, a missing field, text and number', () => {
    const texts = [{ a: 1 }, { a: 2 }, { a: [1, 2] }, { a: [2, 1] }, {}, { a: null }, { a: '1' }, { a: { b: 1 } }].map(canonicalJson);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('writes whole numbers of any size and points in time as text', () => {
    expect(canonicalJson({ to: instantOf(0), energy: 2n ** 70n })).toBe('{"energy":"1180591620717411303424","to":"1970-01-01T00:00:00Z"}');
  });
});
