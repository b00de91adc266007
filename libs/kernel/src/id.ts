/** Ids are text everywhere: a prefix and 26 base32 characters of a UUIDv7 (decisions.md 7). Made by services only. */
export const idPrefixes = {
  organisation: 'org', person: 'prs', membership: 'mbr', session: 'ses', apiKey: 'key', site: 'site', conversion: 'cnv', hall: 'hall',
  powerBlock: 'blk', gpuCluster: 'gpu', reservation: 'rsv', listing: 'lst', request: 'req', proposal: 'prp', priceTerm: 'trm', contract: 'ctr',
  tranche: 'trn', version: 'ver', review: 'rev', meter: 'mtr', meterAssignment: 'mas', serviceEvent: 'sev', invoice: 'inv', creditNote: 'crn', period: 'per', settlement: 'stl',
  ledgerTransaction: 'lgt', paymentMethod: 'pme', charge: 'chg', transfer: 'trf', payout: 'pyo', event: 'evt', file: 'fil', run: 'run', job: 'job', comment: 'cmt', signature: 'sig', upload: 'upl',
} as const;
export type IdPrefix = (typeof idPrefixes)[keyof typeof idPrefixes];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 128 bits as 26 characters, Crockford's alphabet in lower case, most significant first, so that ids sort by time. */
export function base32Of(bits: bigint): string {
  let text = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += ALPHABET[Number((bits >> shift) & 31n)];
  return text;
}

/** Whether the text has the prefix and the form of an id; whether it exists is another question. */
export const isId = (prefix: IdPrefix, text: string): boolean => text.startsWith(`${prefix}_`) && /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text.slice(prefix.length + 1));
