import { idPrefixes, isId } from '@busbar/kernel';
import { newId } from './ids';

describe('ids', () => {
  it('never collide and carry their prefix, a hundred thousand at a time', () => {
    const ids = Array.from({ length: 100_000 }, () => newId('contract'));
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => isId('ctr', id))).toBe(true);
  });

  it('sort by the time of their making, to the millisecond', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 20; n += 1) {
      ids.push(newId('event'));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect([...ids].sort()).toEqual(ids);
  });

  it('hold a UUID of version 7 and its variant, at the time of now', () => {
    const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
    const before = Date.now();
    const text = newId('site').slice('site_'.length);
    const bits = [...text].reduce((value, letter) => (value << 5n) | BigInt(alphabet.indexOf(letter)), 0n);
    expect((bits >> 76n) & 0xfn).toBe(7n);
    expect((bits >> 62n) & 0b11n).toBe(0b10n);
    expect(Number(bits >> 80n)).toBeGreaterThanOrEqual(before);
    expect(Number(bits >> 80n)).toBeLessThanOrEqual(Date.now());
  });

  it('of each kind are told apart by their prefix', () => {
    const prefixes = Object.values(idPrefixes);
    expect(new Set(prefixes).size).toBe(prefixes.length);
    expect(isId('ctr', newId('site'))).toBe(false);
  });
});
