import type { EnergyDocument, RatingDocument } from './document/rating-document';
import { parsePriceTerms } from './document/parse-document';
import { readRatingDocument } from './document/read-document';
import { billingPeriod, billingPeriodContaining } from './billing-period';
import { rate } from './rate';
import type { PriceTerm } from './terms/price-term';

const base: RatingDocument = { contract: { id: 'ctr', effectiveFrom: '2026-01-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-04-02' }, terms: [], tranches: [{ id: 'trn', rentStart: '2026-01-01', segments: [] }] };
const energy = (source: EnergyDocument['source']): Partial<RatingDocument> => ({ energy: [{ trancheId: 'trn', role: 'IT', source }] });
const index = (source: NonNullable<RatingDocument['indices']>[number]['source']): Partial<RatingDocument> => ({ indices: [{ id: 'hub', version: '1', status: 'FINAL', currency: 'USD', stepSeconds: 3600, source }] });
const file = 'at,kwh\n2026-04-01T05:00:00Z,1\nnoon,2\n';
const rated = (more: Partial<RatingDocument>, text = file): unknown => rate(readRatingDocument({ ...base, ...more }, () => text));
const gpu: PriceTerm = { id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '1', incrementSeconds: 60 };
const sla: PriceTerm = { id: 'sla', code: 'credit.sla', billedIn: 'ARREARS', tiers: [{ atLeast: '1', credit: '0' }], otherwise: '0.5', cap: '0.5' };
const transmission: PriceTerm = { id: 'tx', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: 'cp', annualRate: '60' };
const bill: PriceTerm = { id: 'bill', code: 'passthrough.cost', billedIn: 'ARREARS', billId: 'b', participantId: 'us' };
const allocation = { id: 'a', sku: 'H100', gpus: 1, from: '2026-04-01T05:00:00Z', to: '2026-04-01T06:00:00Z' };
const event = { id: 'e', kind: 'OUTAGE', from: '2026-04-01T05:00:00Z', to: '2026-04-01T06:00:00Z' } as const;

describe('a time or an amount that is none is refused with the place where it stands', () => {
  it.each<[string, Partial<RatingDocument>, string, string]>([
    ['the start of values', energy({ kind: 'values', startAt: 'noon', wh: [] }), 'energy[0].source', 'energy[0].source.startAt'],
    ['the start of an exception', energy({ kind: 'formula', wh: '1', except: [{ from: 'noon', to: '2026-04-01T06:00:00Z', wh: '1' }] }), 'energy[0].source', 'energy[0].source.except[0].from'],
    ['the end of an exception', energy({ kind: 'formula', wh: '1', except: [{ from: '2026-04-01T06:00:00Z', to: 'noon', wh: '1' }] }), 'energy[0].source', 'energy[0].source.except[0].to'],
    ['a row of a file', energy({ kind: 'file', path: 'f', timeColumn: 'at', kwhColumn: 'kwh', stepSeconds: 3600 }), 'energy[0].source', 'energy[0].source.path[3]'],
    ['the start of prices', index({ kind: 'values', startAt: 'noon', perMwh: [] }), 'indices[0].source', 'indices[0].source.startAt'],
    ['the start of an allocation', { terms: [gpu], allocations: [{ ...allocation, from: 'noon' }] }, 'terms[0]', 'allocations[0].from'],
    ['the end of an allocation', { terms: [gpu], allocations: [{ ...allocation, to: 'noon' }] }, 'terms[0]', 'allocations[0].to'],
    ['the start of an event', { terms: [sla], events: [{ ...event, from: 'noon' }] }, 'terms[0]', 'events[0].from'],
    ['the end of an event', { terms: [sla], events: [{ ...event, to: 'noon' }] }, 'terms[0]', 'events[0].to'],
    ['a coincident peak', { terms: [transmission], coincidentPeaks: [{ id: 'cp', intervals: ['noon'] }] }, 'terms[0]', 'terms[0].intervals[0]'],
    ['a line of a bill', { terms: [bill], bills: [{ id: 'b', version: '1', lines: [{ code: 'c', amount: 'much', key: 'KWH' }], participants: [{ id: 'us' }] }] }, 'terms[0]', 'bills.lines.amount'],
    ['the first day of a contract', { contract: { id: 'ctr', effectiveFrom: '2026-02-30' }, terms: [{ id: 'top', code: 'commit.take_or_pay', billedIn: 'ARREARS', annualKwh: '1', share: '1', price: '1' }] }, 'terms[0]', 'contract.effectiveFrom'],
  ])('%s', (_what, document, path, place) => {
    let refusal: { readonly code?: string; readonly details?: { readonly path: string }; readonly message?: string } = {};
    try {
      rated(document);
    } catch (error) {
      refusal = error as typeof refusal;
    }
    expect([refusal.code, refusal.details?.path]).toEqual(['RATING_INPUT_INVALID', path]);
    if (place !== 'bills.lines.amount') expect(refusal.message).toContain(place);
  });

  it('and terms from outside where they stood, terms unless said', () => {
    expect(() => parsePriceTerms([{ ...gpu, price: 1 }])).toThrow(expect.objectContaining({ details: expect.objectContaining({ path: 'terms[0].price' }) }));
    expect(parsePriceTerms(gpu)).toEqual([gpu]);
  });

  it('and days and billing days that are none', () => {
    expect(() => billingPeriod('2026-04-31', '2026-05-01', 'UTC')).toThrow('period.from is not acceptable');
    expect(() => billingPeriod('2026-04-01', '2026-04-31', 'UTC')).toThrow('period.to is not acceptable');
    expect(() => billingPeriod('2026-04-02', '2026-04-01', 'UTC')).toThrow('period.to is not acceptable: expected a day after 2026-04-02.');
    expect(() => billingPeriodContaining('2026-04-31', 1, 'UTC')).toThrow('day is not acceptable');
    expect(() => billingPeriodContaining('2026-04-01', 0, 'UTC')).toThrow('billingDay is not acceptable: expected a whole number from 1 to 31.');
  });
});

describe('what a document may leave out', () => {
  it('is left out of what is read', () => {
    const read = readRatingDocument({ ...base, network: [{ source: { kind: 'values', mbps: [1] } }] });
    expect('trancheId' in (read.network?.[0] ?? {})).toBe(false);
  });

  it('exceptions of a formula count like the formula', () => {
    const read = readRatingDocument({ ...base, ...energy({ kind: 'formula', wh: '0', except: [{ from: '2026-04-01T06:00:00Z', to: '2026-04-01T06:15:00Z', wh: '1000*i + 100*h + 10*d + k' }] }) });
    // The fifth quarter-hour, in the second hour of the 1st: i 4, h 1, d 1, k 4.
    expect(read.energy?.[0]?.series.energyMj[4]).toBe(4114n * 3_600_000n);
  });
});
