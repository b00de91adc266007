import fc from 'fast-check';
import { checkedScopes, crc32Of, keyScopes, keyText, readKey } from './api-key';

const id = `key_${'0'.repeat(25)}z`;
const secret = 'ab'.repeat(32);
const text = keyText(id, secret);

describe('an API key', () => {
  it('is read back to what it was made of', () => {
    expect(text).toMatch(/^bb_live_[0-9a-z]{26}_[0-9a-f]{64}_[0-9a-f]{8}$/);
    expect(readKey(text)).toEqual({ id, secret });
  });

  it('with any one character changed, lost, doubled or swapped with its neighbour is not read', () => {
    fc.assert(fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz_ '), (at, letter) => {
      if (text[at] !== letter) expect(readKey(text.slice(0, at) + letter + text.slice(at + 1))).toBeNull();
      expect(readKey(text.slice(0, at) + text.slice(at + 1))).toBeNull();
      expect(readKey(text.slice(0, at) + text.charAt(at) + text.slice(at))).toBeNull();
      const swapped = text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
      if (swapped !== text) expect(readKey(swapped)).toBeNull();
    }));
  });

  it.each(['', 'bb_live_', text.toUpperCase(), ` ${text}`, `${text}\n`, text.replace('bb_live', 'bb_test')])('written %j is not read', (given) => expect(readKey(given)).toBeNull());

  it('is checked with the CRC-32 of ISO 3309', () => {
    // The check value of the catalogue of CRC algorithms for CRC-32/ISO-HDLC.
    expect(crc32Of('123456789')).toBe('cbf43926');
    expect(crc32Of('')).toBe('00000000');
  });

  it('carries scopes that exist, each once, and at least one', () => {
    expect(checkedScopes(['readings:write', 'market:read', 'readings:write'])).toEqual(['readings:write', 'market:read']);
    for (const given of [[], ['keys:write'], ['readings:write', 'READINGS:WRITE']]) expect(() => checkedScopes(given)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', details: expect.objectContaining({ path: 'scopes' }) }));
  });

  it('has no scope that manages keys, people or signatures', () => {
    expect(keyScopes.filter((scope) => /key|people|member|sign|session/.test(scope))).toEqual([]);
  });
});
