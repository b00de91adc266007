/** API keys: `bb_live_<id>_<secret>_<crc>`, scopes, and how one is read (C12, C13). */
import { InvalidInputError } from '@busbar/kernel';

/** What a key may do; a key never manages keys, people or signatures. */
export const keyScopes = ['readings:write', 'metering:read', 'market:read', 'contracts:read', 'invoices:read', 'indices:read', 'indices:write'] as const;
export type KeyScope = (typeof keyScopes)[number];

export interface ApiKey {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly createdBy: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
}

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32 (ISO 3309) as eight hex digits: finds a mistyped or truncated key before the database is asked. */
export function crc32Of(text: string): string {
  let crc = 0xffffffff;
  for (let index = 0; index < text.length; index += 1) crc = (crc >>> 8) ^ (TABLE[(crc ^ text.charCodeAt(index)) & 0xff] as number);
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}

/** The key as shown once: `id` is the bare part behind `key_`. */
export function keyText(id: string, secret: string): string {
  const body = `bb_live_${id.slice('key_'.length)}_${secret}`;
  return `${body}_${crc32Of(body)}`;
}

/** Takes a key apart; null when its form or checksum is wrong. */
export function readKey(text: string): { readonly id: string; readonly secret: string } | null {
  const match = /^(bb_live_([0-9a-z]{26})_([0-9a-f]{64}))_([0-9a-f]{8})$/.exec(text);
  if (!match) return null;
  const [, body = '', id = '', secret = '', crc] = match;
  return crc32Of(body) === crc ? { id: `key_${id}`, secret } : null;
}

export function checkedScopes(given: readonly string[]): KeyScope[] {
  const scopes = [...new Set(given)];
  if (scopes.length === 0 || !scopes.every((scope): scope is KeyScope => (keyScopes as readonly string[]).includes(scope)))
    throw new InvalidInputError({ path: 'scopes', given, expected: `one or more of ${keyScopes.join(', ')}` });
  return scopes;
}
