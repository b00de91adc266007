import { parsePriceTerms, parseRatingDocument } from './document/parse-document';
import { readRatingDocument } from './document/read-document';
import { drillDown } from './open-line';
import { rate } from './rate';
import { RatingRefusedError, type RatingRefusalCode } from './refusals';

type Fields = Readonly<Record<string, unknown>>;

const power: Fields = { id: 'power', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };
const index: Fields = { id: 'index', code: 'energy.index', billedIn: 'ARREARS', indexId: 'hub' };
const tou: Fields = { id: 'tou', code: 'energy.tou', billedIn: 'ARREARS', calendarId: 'week', prices: [{ bucket: 'peak', price: '0.1' }, { bucket: 'rest', price: '0.05' }] };
const tiers = (...bounds: readonly (string | null)[]): Fields => ({ id: 'tiers', code: 'energy.tier', billedIn: 'ARREARS', tiers: bounds.map((upTo) => ({ upTo, price: '0.05' })) });
const rent: Fields = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '118' };
const overhead: Fields = { id: 'pue', code: 'energy.pue_overhead', billedIn: 'ARREARS', mode: { kind: 'fixed', pue: '1.2' }, price: '0.05' };
const demand: Fields = { id: 'demand', code: 'demand.peak', billedIn: 'ARREARS', price: '14' };
const charge = (id: string, amount: string): Fields => ({ id, code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount });
const hub: Fields = { id: 'hub', version: '1', status: 'FINAL', currency: 'USD', stepSeconds: 3600, source: { kind: 'flat', perMwh: '30' } };
const week: Fields = { id: 'week', version: '1', holidays: [], observed: 'NONE', rules: [{ bucket: 'peak', weekdays: [1, 2, 3, 4, 5], fromHour: 14, toHour: 20 }, { bucket: 'rest' }] };
const metered = { trancheId: 'trn', role: 'IT', source: { kind: 'formula', wh: '250000' } };

const base: Fields = {
  contract: { id: 'ctr', effectiveFrom: '2026-04-01' }, currency: 'USD', zone: 'America/Chicago', period: { from: '2026-04-01', to: '2026-05-01' }, terms: [power],
  tranches: [{ id: 'trn', rentStart: '2026-04-01', segments: [{ from: '2026-04-01', until: null, kw: '1000' }] }], energy: [metered], indices: [hub], calendars: [week],
};
const withTerms = (...terms: readonly Fields[]): Fields => ({ ...base, terms });

function refusal(document: unknown): RatingRefusedError {
  try {
    rate(readRatingDocument(parseRatingDocument(JSON.parse(JSON.stringify(document)))));
  } catch (error) {
    if (error instanceof RatingRefusedError) return error;
    throw error;
  }
  throw new Error('It was rated.');
}

const contradictions: readonly (readonly [string, Fields, string, string])[] = [
  ['two terms of one id', withTerms(power, power), 'terms[1].id', 'Two entries of one list have the same id.'],
  ['a term that ends before it begins', withTerms({ ...power, from: '2026-04-10', until: '2026-04-10' }), 'terms[0].until', 'The term ends before it begins.'],
  ['payees whose shares do not sum to 1', withTerms({ ...power, payees: [{ organisationId: 'org_a', share: '0.5' }, { organisationId: 'org_b', share: '0.4' }] }), 'terms[0].payees', 'The shares of the payees do not sum to 1.'],
  ['metered energy billed in advance', withTerms({ ...power, billedIn: 'ADVANCE' }), 'terms[0].billedIn', 'What is measured cannot be billed in advance.'],
  ['tiers that do not rise', withTerms(tiers('100', '100', null)), 'terms[0].tiers[1].upTo', 'The bounds of the tiers must rise.'],
  ['a last tier with a bound', withTerms(tiers('100', '200')), 'terms[0].tiers[1].upTo', 'The last tier, and only the last, has no upper bound.'],
  ['an open tier in the middle', withTerms(tiers(null, null)), 'terms[0].tiers[0].upTo', 'The last tier, and only the last, has no upper bound.'],
  ['a collar upside down', withTerms({ ...index, guard: { kind: 'collar', floor: '50', cap: '10' } }), 'terms[0].guard', 'The collar has its floor above its cap.'],
  ['a PUE below 1', withTerms({ ...overhead, mode: { kind: 'fixed', pue: '0.9' } }), 'terms[0].mode.pue', 'A PUE is at least 1.'],
  ['a PUE capped below 1', withTerms({ ...overhead, mode: { kind: 'measured_capped', cap: '0.9' } }), 'terms[0].mode.cap', 'A PUE cannot be capped below 1.'],
  ['an overhead without any price', withTerms({ ...overhead, price: undefined }), 'terms[0].price', 'An overhead has a price of its own or names the energy terms whose price it takes.'],
  ['an overhead inside the quantity with a price of its own', withTerms(power, { ...overhead, presentation: 'IN_QUANTITY', energyTermIds: ['power'] }), 'terms[1].presentation', 'An overhead inside the quantity names its energy terms and has no price of its own.'],
  ['an overhead of another tranche than its energy', withTerms({ ...power, trancheId: 'trn' }, { ...overhead, energyTermIds: ['power'] }), 'terms[1].energyTermIds[0]', 'The overhead and the energy term it grosses up price different tranches.'],
  ['a bucket with two prices', withTerms({ ...tou, prices: [{ bucket: 'peak', price: '1' }, { bucket: 'rest', price: '1' }, { bucket: 'peak', price: '2' }] }), 'terms[0].prices[2].bucket', 'A bucket has two prices.'],
  ['a calendar that leaves an hour without a bucket', { ...withTerms(tou), calendars: [{ ...week, rules: [{ bucket: 'peak', fromHour: 0, toHour: 6 }, { bucket: 'rest', fromHour: 7, toHour: 24 }] }] }, 'terms[0]', 'No rule of the calendar week fits 2026-04-01 at minute 360.'],
  ['seasons that do not cover the year', { ...base, calendars: [{ ...week, seasons: [{ name: 'summer', from: '06-01', to: '09-30' }] }] }, 'calendars[0].seasons', 'The seasons of the calendar do not cover 01-01.'],
  ['hours of a rule that end before they begin', { ...base, calendars: [{ ...week, rules: [{ bucket: 'peak', fromHour: 20, toHour: 6 }, { bucket: 'rest' }] }] }, 'calendars[0].rules[0].toHour', 'The hours of a rule lie between 0 and 24 and end after they begin.'],
  ['a demand window of no hours', withTerms({ ...demand, window: { name: 'evening', weekdays: [1], fromHour: 17, toHour: 17 } }), 'terms[0].window', 'A demand window names weekdays, and hours between 0 and 24 that end after they begin.'],
  ['segments that overlap', { ...base, tranches: [{ id: 'trn', rentStart: '2026-04-01', segments: [{ from: '2026-04-01', until: '2026-04-11', kw: '1' }, { from: '2026-04-10', until: null, kw: '2' }] }] }, 'tranches[0].segments[1].from', 'Two segments of one tranche overlap.'],
  ['a segment that ends before it begins', { ...base, tranches: [{ id: 'trn', rentStart: '2026-04-01', segments: [{ from: '2026-04-05', until: '2026-04-05', kw: '1' }] }] }, 'tranches[0].segments[0].until', 'A segment ends after it begins.'],
  ['an allocation that ends before it begins', { ...withTerms({ id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '1', incrementSeconds: 60 }), allocations: [{ id: 'a', sku: 'H100', gpus: 8, from: '2026-04-02T00:00:00Z', to: '2026-04-01T00:00:00Z' }] }, 'allocations[0].to', 'An allocation ends before it begins.'],
  ['a tax named twice', { ...base, taxes: [{ code: 'tax.state', rate: '0.06' }, { code: 'tax.state', rate: '0.07' }] }, 'taxes[1].code', 'A tax is named twice in one jurisdiction.'],
  ['inclusive beside exclusive taxes', { ...base, taxes: [{ code: 'tax.state', rate: '0.06', inclusive: true }, { code: 'tax.city', rate: '0.02' }] }, 'taxes', 'Inclusive and exclusive taxes cannot stand on one invoice.'],
  ['an exempt tax with a rate', { ...base, taxes: [{ code: 'vat', rate: '0.2', treatment: 'EXEMPT' }] }, 'taxes[0].rate', 'An exempt or reverse-charge tax has the rate 0.'],
  ['service levels out of order', withTerms({ id: 'sla', code: 'credit.sla', billedIn: 'ARREARS', tiers: [{ atLeast: '0.99', credit: '0.1' }, { atLeast: '0.999', credit: '0' }], otherwise: '0.5', cap: '0.3' }), 'terms[0].tiers[1].atLeast', 'The tiers run from the highest to the lowest availability.'],
  ['a collar of an escalator upside down', withTerms({ ...power, escalator: { kind: 'cpi', seriesId: 'cpi', baseMonth: '2025-01', lagMonths: 2, print: 'FIRST', floor: '0.05', cap: '0.02', effective: '2025-04-01' } }), 'terms[0].escalator.cap', 'The collar of the escalator has its cap below its floor.'],
  ['a curtailment adjustment upside down', withTerms({ id: 'cut', code: 'credit.curtailment', billedIn: 'ARREARS', price: '0.1', adjustmentFloor: '1.3', adjustmentCap: '1.2' }), 'terms[0].adjustmentCap', 'The adjustment has its cap below its floor.'],
  ['interest that ends before the due date', { ...withTerms({ id: 'late', code: 'fee.late', billedIn: 'ARREARS', annualRate: '0.08' }), overdue: [{ invoice: 'A-1', open: '100', dueOn: '2026-03-01', until: '2026-02-01' }] }, 'overdue[0].until', 'Interest ends before the amount was due.'],
];

const unknowns: readonly (readonly [string, Fields, string, string])[] = [
  ['an index', withTerms({ ...index, indexId: 'nowhere' }), 'terms[0].indexId', 'The term names an index that the input does not have.'],
  ['a calendar', withTerms({ ...tou, calendarId: 'nowhere' }), 'terms[0].calendarId', 'The term names a calendar that the input does not have.'],
  ['a bucket', withTerms({ ...tou, prices: [{ bucket: 'peak', price: '1' }, { bucket: 'rest', price: '1' }, { bucket: 'night', price: '1' }] }), 'terms[0].prices[2].bucket', 'The calendar has no such bucket.'],
  ['a tranche', withTerms({ ...power, trancheId: 'trn_2' }), 'terms[0].trancheId', 'The term names a tranche that the input does not have.'],
  ['the tranche of a meter', { ...base, energy: [{ ...metered, trancheId: 'trn_2' }] }, 'energy[0].trancheId', 'Energy names a tranche that the input does not have.'],
  ['an energy term to gross up', withTerms({ ...overhead, price: undefined, energyTermIds: ['power'] }), 'terms[0].energyTermIds[0]', 'The overhead names an energy term that the contract does not have.'],
  ['the facility behind a measured PUE', withTerms({ ...overhead, mode: { kind: 'measured' } }), 'terms[0].mode', 'A measured PUE needs energy in the role FACILITY for its tranche.'],
  ['a price series', withTerms({ ...power, escalator: { kind: 'cpi', seriesId: 'cpi', baseMonth: '2025-01', lagMonths: 2, print: 'FIRST', effective: '2025-04-01' } }), 'terms[0].escalator.seriesId', 'The escalator names a price series that the input does not have.'],
  ['coincident peaks', withTerms({ id: 'tx', code: 'transmission.4cp', billedIn: 'ARREARS', peakSetId: '2025', annualRate: '60' }), 'terms[0].peakSetId', 'The term names coincident peaks that the input does not have.'],
  ['a bill', withTerms({ id: 'bill', code: 'passthrough.cost', billedIn: 'ARREARS', billId: 'b', participantId: 'p' }), 'terms[0].billId', 'The term names a bill that the input does not have.'],
  ['a participant of a bill', { ...withTerms({ id: 'bill', code: 'passthrough.cost', billedIn: 'ARREARS', billId: 'b', participantId: 'p' }), bills: [{ id: 'b', version: '1', lines: [], participants: [{ id: 'q' }] }] }, 'terms[0].participantId', 'The bill has no such participant.'],
  ['a power factor', withTerms({ ...demand, targetPowerFactor: '0.95' }), 'terms[0].targetPowerFactor', 'A power factor needs a reactive channel or a measured value.'],
  ['an earlier tax to compound on', { ...base, taxes: [{ code: 'tax.city', rate: '0.02', compoundOn: ['tax.state'] }, { code: 'tax.state', rate: '0.06' }] }, 'taxes[0].compoundOn', 'A compound tax names a tax that does not come before it.'],
  ['a season', { ...base, calendars: [{ ...week, rules: [{ bucket: 'peak', seasons: ['summer'] }, { bucket: 'rest' }] }] }, 'calendars[0].rules[0].seasons', 'The rule names a season that the calendar does not have.'],
  ['a file that may not be read', { ...base, energy: [{ ...metered, source: { kind: 'file', path: 'load.csv', timeColumn: 'at', kwhColumn: 'kwh', stepSeconds: 3600 } }] }, 'source.path', 'This document may not read files.'],
];

const others: readonly (readonly [string, RatingRefusalCode, Fields, string, string])[] = [
  ['a code without a pricer', 'RATING_CODE_UNSUPPORTED', withTerms({ ...power, code: 'energy.magic' }), 'terms[0].code', 'terms[0].code must be one of energy.fixed, '],
  ['a bucket without a price', 'RATING_PRICE_MISSING', withTerms({ ...tou, prices: [{ bucket: 'peak', price: '0.1' }] }), 'terms[0].prices', 'The calendar has a bucket rest without a price.'],
  ['an hour without an index price', 'RATING_PRICE_MISSING', { ...withTerms(index), indices: [{ ...hub, source: { kind: 'values', startAt: '2026-04-01T05:00:00Z', perMwh: ['30', null] } }] }, 'terms[0]', 'The index hub (version 1) has no price at 2026-04-01 06:00 UTC.'],
  ['an index that ends before the period', 'RATING_PRICE_MISSING', { ...withTerms(index), indices: [{ ...hub, source: { kind: 'values', startAt: '2026-04-01T05:00:00Z', perMwh: ['30'] } }] }, 'terms[0]', 'The index hub (version 1) has no price at 2026-04-01 06:00 UTC.'],
  ['a day without a fixing', 'RATING_PRICE_MISSING', { ...withTerms({ ...index, fixingId: 'fx' }), currency: 'EUR', fixings: [{ id: 'fx', source: 's', from: 'USD', to: 'EUR', rates: [{ date: '2026-04-02', rate: '0.9' }] }] }, 'terms[0].fixingId', 'The fixing fx has no rate for 2026-04-01 or before.'],
  ['a month without a print', 'RATING_PRICE_MISSING', { ...withTerms({ ...power, escalator: { kind: 'cpi', seriesId: 'cpi', baseMonth: '2025-01', lagMonths: 2, print: 'FIRST', effective: '2025-04-01' } }), cpi: [{ id: 'cpi', prints: [] }] }, 'terms[0].escalator', 'The series cpi has no print for 2025-01.'],
  ['an index in another currency without a fixing', 'RATING_CURRENCY_MIXED', { ...withTerms(index), currency: 'EUR' }, 'terms[0].fixingId', 'The index is in USD and the contract in EUR: the term must name a fixing.'],
  ['a fixing the wrong way round', 'RATING_CURRENCY_MIXED', { ...withTerms({ ...index, fixingId: 'fx' }), currency: 'EUR', fixings: [{ id: 'fx', source: 's', from: 'EUR', to: 'USD', rates: [] }] }, 'terms[0].fixingId', 'The fixing turns EUR into USD; the term needs USD into EUR.'],
  ['kW below zero', 'RATING_QUANTITY_NEGATIVE', { ...base, tranches: [{ id: 'trn', rentStart: '2026-04-01', segments: [{ from: '2026-04-01', until: null, kw: '-1' }] }] }, 'tranches[0].segments[0].kw', 'tranches[0].segments[0].kw cannot be negative.'],
  ['GPUs below zero', 'RATING_QUANTITY_NEGATIVE', { ...base, allocations: [{ id: 'a', sku: 'H100', gpus: -8, from: '2026-04-01T00:00:00Z', to: null }] }, 'allocations[0].gpus', 'allocations[0].gpus must be at least 0.'],
  ['a facility that gives energy', 'RATING_QUANTITY_NEGATIVE', { ...base, energy: [metered, { ...metered, role: 'FACILITY', source: { kind: 'formula', wh: '-1' } }] }, 'energy[1].series', 'The energy of a hall or of its facility cannot be negative.'],
  ['bandwidth below zero', 'RATING_QUANTITY_NEGATIVE', { ...withTerms({ id: 'net', code: 'network.commit', billedIn: 'ARREARS', commitMbps: '100', price: '1' }), network: [{ source: { kind: 'values', mbps: [-1] } }] }, 'network[0].mbps', 'A sample of bandwidth cannot be negative.'],
  ['an amount that no ledger can hold', 'RATING_AMOUNT_OUT_OF_RANGE', withTerms({ ...power, price: '99999999999999999999' }), 'terms[0]', 'An amount must fit a signed 64-bit number of minor units.'],
  ['a sum of lines that no ledger can hold', 'RATING_AMOUNT_OUT_OF_RANGE', withTerms(charge('one', '60000000000000000'), charge('two', '60000000000000000')), 'terms', 'An amount must fit a signed 64-bit number of minor units.'],
  ['a tax that no ledger can hold', 'RATING_AMOUNT_OUT_OF_RANGE', { ...withTerms(charge('one', '60000000000000000')), taxes: [{ code: 'tax.state', rate: '2' }] }, 'taxes', 'An amount must fit a signed 64-bit number of minor units.'],
  ['a total that no ledger can hold', 'RATING_AMOUNT_OUT_OF_RANGE', { ...withTerms(charge('one', '60000000000000000')), taxes: [{ code: 'tax.state', rate: '0.9' }] }, 'taxes', 'An amount must fit a signed 64-bit number of minor units.'],
  ['energy that no column can hold', 'RATING_AMOUNT_OUT_OF_RANGE', { ...base, energy: [{ ...metered, source: { kind: 'total', kwh: '9999999999999' } }] }, 'energy[0].source', 'The energy of an interval must fit a signed 64-bit number of millijoules.'],
  ['a period that is no whole tile of its billing day', 'RATING_PERIOD_NOT_TILING', { ...base, contract: { id: 'ctr', effectiveFrom: '2026-04-01', billingDay: 15 } }, 'period', 'With billing day 15 the period that contains 2026-04-01 is 2026-03-15 to 2026-04-15.'],
  ['an advance period that is no tile', 'RATING_PERIOD_NOT_TILING', { ...base, contract: { id: 'ctr', effectiveFrom: '2026-04-01', billingDay: 1 }, advance: { from: '2026-05-01', to: '2026-06-02' } }, 'advance', 'With billing day 1 the period that contains 2026-05-01 is 2026-05-01 to 2026-06-01.'],
  ['a period without a day', 'RATING_INPUT_INVALID', { ...base, period: { from: '2026-04-01', to: '2026-04-01' } }, 'period', 'period.to is not acceptable: expected a day after 2026-04-01.'],
  ['a zone that is none', 'RATING_INPUT_INVALID', { ...base, zone: 'Texas/Hearne' }, 'zone', 'The zone is not one of the IANA database.'],
  ['a field that nobody knows', 'RATING_INPUT_INVALID', withTerms({ ...power, prise: '0.05' }), 'terms[0].prise', 'terms[0].prise is not a field of it; known are id, name, trancheId, billedIn, passThrough, payees, from, until, taxableFraction, code, price, lossFactor, escalator.'],
  ['a term without its price', 'RATING_INPUT_INVALID', withTerms({ id: 'power', code: 'energy.fixed', billedIn: 'ARREARS' }), 'terms[0].price', 'terms[0].price is missing.'],
  ['a price that is a float', 'RATING_INPUT_INVALID', withTerms({ ...power, price: 0.05 }), 'terms[0].price', 'terms[0].price must be text.'],
  ['a price with an exponent', 'RATING_INPUT_INVALID', withTerms({ ...power, price: '5e-2' }), 'terms[0].price', 'terms[0].price must be text like '],
  ['an increment of no seconds', 'RATING_QUANTITY_NEGATIVE', withTerms({ id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '1', incrementSeconds: 0 }), 'terms[0].incrementSeconds', 'terms[0].incrementSeconds must be at least 1.'],
  ['an increment of half a second', 'RATING_INPUT_INVALID', withTerms({ id: 'gpu', code: 'gpu.premium', billedIn: 'ARREARS', sku: 'H100', price: '1', incrementSeconds: 1.5 }), 'terms[0].incrementSeconds', 'The increment is a whole number of seconds, at least 1.'],
  ['no tier at all', 'RATING_INPUT_INVALID', withTerms(tiers()), 'terms[0].tiers', 'terms[0].tiers has at least 1 entries.'],
  ['values in two units', 'RATING_INPUT_INVALID', { ...base, energy: [{ ...metered, source: { kind: 'values', startAt: '2026-04-01T05:00:00Z', wh: ['1'], kwh: ['1'] } }] }, 'energy[0].source', 'Values come in exactly one of mj, wh and kwh.'],
  ['a series off the quarter-hour', 'RATING_INPUT_INVALID', { ...base, energy: [{ ...metered, source: { kind: 'values', startAt: '2026-04-01T05:01:00Z', wh: ['1'] } }] }, 'energy[0].source.startAt', 'A series starts on a quarter-hour.'],
  ['a formula with an unknown name', 'RATING_INPUT_INVALID', { ...base, energy: [{ ...metered, source: { kind: 'formula', wh: 'x + 1' } }] }, 'energy[0].source.wh', 'The formula may use i, h, d, k, not "x".'],
  ['a formula that divides by zero', 'RATING_INPUT_INVALID', { ...base, energy: [{ ...metered, source: { kind: 'formula', wh: '1 / (i - i)' } }] }, 'energy[0].source.wh', 'The formula divides by zero.'],
  ['a formula with an open bracket', 'RATING_INPUT_INVALID', { ...base, energy: [{ ...metered, source: { kind: 'formula', wh: '(1 + 2' } }] }, 'energy[0].source.wh', 'The formula ends where a value is expected.'],
  ['half a millijoule', 'RATING_INPUT_INVALID', { ...base, energy: [{ ...metered, source: { kind: 'formula', wh: '1/7' } }] }, 'energy[0].source.wh', 'Energy is a whole number of millijoules.'],
  ['a month without a date', 'RATING_INPUT_INVALID', { ...base, period: { from: '2026-02-30', to: '2026-04-01' } }, 'period', 'period.from is not acceptable: expected a calendar date such as 2026-11-21.'],
  ['an escalated price of 13 decimals', 'RATING_INPUT_INVALID', withTerms({ ...power, escalator: { kind: 'fixed', rate: '0.03', effective: '2025-04-01', scale: 13 } }), 'terms[0].escalator.scale', 'An escalated price is rounded to 0 to 12 decimals.'],
  ['a power factor above 1', 'RATING_INPUT_INVALID', { ...withTerms({ ...demand, targetPowerFactor: '0.95' }), powerFactor: '1.2' }, 'powerFactor', 'A power factor lies above 0 and is at most 1.'],
  ['a document that is a list', 'RATING_INPUT_INVALID', [] as unknown as Fields, '', 'The document must be an object.'],
];

describe('what cannot be rated is refused whole, with path, code and a sentence', () => {
  it('and the document that each of these breaks is rated', () => {
    expect(rate(readRatingDocument(parseRatingDocument(base))).lines).toHaveLength(1);
  });

  it('and so is the greatest amount that a ledger holds', () => {
    expect(rate(readRatingDocument(parseRatingDocument(withTerms(charge('most', '92233720368547758.07'))))).total.minor).toBe(2n ** 63n - 1n);
    expect(refusal(withTerms(charge('most', '92233720368547758.08')))).toMatchObject({ code: 'RATING_AMOUNT_OUT_OF_RANGE', details: { path: 'terms[0]' } });
  });

  it.each(contradictions)('terms that contradict themselves: %s', (_what, document, path, sentence) => {
    expect(refusal(document)).toMatchObject({ code: 'RATING_TERMS_CONTRADICT', kind: 'INVALID', details: { path }, message: sentence });
  });

  it.each(unknowns)('what the input does not have: %s', (_what, document, path, sentence) => {
    expect(refusal(document)).toMatchObject({ code: 'RATING_REFERENCE_UNKNOWN', details: { path }, message: sentence });
  });

  it.each(others)('%s: %s', (_what, code, document, path, sentence) => {
    const refused = refusal(document);
    expect(refused).toMatchObject({ code, details: { path }, message: expect.stringContaining(sentence) });
    expect(refused.message).toMatch(/\.$/);
  });

  it('and without what was given, where nothing was', () => {
    expect(refusal(withTerms({ ...power, from: '2026-05-01', until: '2026-04-01' })).details).toStrictEqual({ path: 'terms[0].until' });
    expect(refusal({ ...base, zone: 'Texas/Hearne' }).details).toStrictEqual({ path: 'zone', given: 'Texas/Hearne' });
  });

  it('a line that the invoice does not have cannot be opened', () => {
    expect(() => drillDown(readRatingDocument(parseRatingDocument(base)), 2)).toThrow('no line of this number');
  });

  it('terms from outside are checked where they stood', () => {
    expect(parsePriceTerms([power, rent])).toHaveLength(2);
    expect(() => parsePriceTerms([power, { ...rent, price: '-' }], 'input.terms')).toThrow(expect.objectContaining({ details: expect.objectContaining({ path: 'input.terms[1].price' }) }));
    expect(() => parsePriceTerms('all free')).toThrow(RatingRefusedError);
  });
});
