import { randomBytes } from 'node:crypto';
import { base32Of, idPrefixes } from '@busbar/kernel';

/** A new id such as `ctr_…`: prefix and 26 base32 characters of a UUIDv7 (RFC 9562), which sort by time of making. */
export function newId(kind: keyof typeof idPrefixes): string {
  const random = randomBytes(10);
  const time = BigInt(Date.now());
  const tail = BigInt(`0x${random.toString('hex')}`);
  const a = (tail >> 62n) & 0xfffn;
  const b = tail & ((1n << 62n) - 1n);
  const bits = (time << 80n) | (0x7n << 76n) | (a << 64n) | (0b10n << 62n) | b;
  return `${idPrefixes[kind]}_${base32Of(bits)}`;
}
