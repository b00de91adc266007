import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageSize, toConnection } from './connection.graphql';

const forged = (value: string): string => Buffer.from(value).toString('base64url');

describe('a cursor', () => {
  it('comes back as it was made', () => {
    const part = fc.oneof(fc.string().filter((text) => !text.includes('\0')), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)), fc.constant(null));
    fc.assert(fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (key) => {
      expect(decodeCursor(encodeCursor(key), key.length)).toEqual(key);
    }));
  });

  it('that is absent starts at the beginning', () => {
    expect(decodeCursor(null, 2)).toBeNull();
    expect(decodeCursor(undefined, 2)).toBeNull();
  });

  it.each([
    ['no base64', '%%%'], ['empty', ''], ['no JSON', forged('nonsense')], ['no list', forged('{"length":1}')], ['a bare value', forged('"a"')], ['too short', forged('[]')], ['too long', forged('["a","b"]')],
    ['holding an object', forged('[{"not":""}]')], ['holding a list', forged('[["a"]]')], ['holding a truth value', forged('[true]')], ['beyond every number', forged('[1e999]')], ['holding NUL', forged('["a\\u0000"]')],
  ])('that is forged (%s) is refused by the name of the argument', (_what, cursor) => {
    expect(() => decodeCursor(cursor, 1)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details: expect.objectContaining({ path: 'after' }) }));
  });

  it('that is forged is not repeated at length', () => {
    expect(() => decodeCursor('x'.repeat(10_000), 1)).toThrow(expect.objectContaining({ details: expect.objectContaining({ given: 'x'.repeat(80) }) }));
  });
});

describe('a page', () => {
  it.each([0, -1, 101, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('of %p is refused', (first) => {
    expect(() => pageSize({ first })).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details: expect.objectContaining({ path: 'first' }) }));
  });

  it.each([1, 100])('of %p is answered', (first) => expect(pageSize({ first })).toBe(first));

  it('says by one row more that more follows, and does not show that row', () => {
    expect(toConnection([1, 2, 3], 2, String)).toEqual({ edges: [{ cursor: '1', node: 1 }, { cursor: '2', node: 2 }], pageInfo: { hasNextPage: true, endCursor: '2' } });
    expect(toConnection([1, 2], 2, String).pageInfo).toEqual({ hasNextPage: false, endCursor: '2' });
    expect(toConnection([], 2, String).pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });
});
