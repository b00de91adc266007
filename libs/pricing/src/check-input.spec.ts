import { AmountOutOfRangeError, CurrencyMixedError, InvalidInputError, moneyText, NotADecimalError, quality } from '@busbar/kernel';
import { billingPeriod, type BillingPeriod } from './billing-period';
import { carryForward } from './carry-forward';
import { rate } from './rate';
import type { EnergyColumns, RatingInput, TrancheInput } from './rating-input';
import { located, RatingRefusedError } from './refusals';
import type { PriceTerm } from './terms/price-term';

const zone = 'America/Chicago';
const april = billingPeriod('2026-04-01', '2026-05-01', zone);
const tranche: TrancheInput = { id: 'trn', rentStart: '2026-04-01', segments: [] };
const fee: PriceTerm = { id: 'fee', code: 'charge.amount', billedIn: 'ARREARS', lineCode: 'charge.setup', amount: '7' };
const rent: PriceTerm = { id: 'rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '1' };
const input = (more: Partial<RatingInput> = {}): RatingInput => ({ contract: { id: 'ctr', effectiveFrom: '2026-04-01' }, currency: 'USD', zone, period: april, terms: [fee], tranches: [tranche], ...more });
const columns = (more: Partial<EnergyColumns['series']> = {}, other: Partial<EnergyColumns> = {}): EnergyColumns => ({ trancheId: 'trn', role: 'IT', series: { startMs: april.fromMs, stepMs: 900_000, energyMj: BigInt64Array.of(1n, 2n), quality: Uint16Array.of(quality.VALID, quality.VALID), ...more }, ...other });
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });

describe('before anything is priced', () => {
  it('the zone must be one', () => expect(() => rate(input({ zone: 'Mars/Phobos' }))).toThrow(refused('RATING_INPUT_INVALID', 'zone', 'The zone is not one of the IANA database.', 'Mars/Phobos')));

  it('a code without a pricer is refused, never skipped', () => {
    expect(() => rate(input({ terms: [fee, { ...fee, id: 'b', code: 'energy.magic' } as unknown as PriceTerm] }))).toThrow(refused('RATING_CODE_UNSUPPORTED', 'terms[1].code', 'Terms of energy.magic cannot be rated.', 'energy.magic'));
  });

  it('a period ends after it begins, on days that exist, and its instants are their midnights', () => {
    const with_ = (more: Partial<BillingPeriod>) => (): unknown => rate(input({ period: { ...april, ...more } }));
    expect(with_({ to: '2026-04-01' })).toThrow(refused('RATING_PERIOD_NOT_TILING', 'period.to', 'A period ends after it begins.', '2026-04-01'));
    expect(with_({ from: '2026-05-02' })).toThrow(refused('RATING_PERIOD_NOT_TILING', 'period.to', 'A period ends after it begins.', '2026-05-01'));
    expect(with_({ from: '2026-04-00' })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', message: expect.stringContaining('period.from') }));
    expect(with_({ to: '2026-05-32' })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', message: expect.stringContaining('period.to') }));
    for (const wrong of [{ fromMs: april.fromMs + 1 }, { toMs: april.toMs - 1 }]) expect(with_(wrong)).toThrow(refused('RATING_PERIOD_NOT_TILING', 'period', 'The instants of the period are not the local midnights of its days.'));
    expect(() => rate(input({ advance: { ...april, toMs: 0 } }))).toThrow(refused('RATING_PERIOD_NOT_TILING', 'advance', 'The instants of the period are not the local midnights of its days.'));
  });

  it('a period is a whole tile of its billing day, from its first day to its last', () => {
    const tile = (from: string, to: string) => (): unknown => rate(input({ contract: { id: 'ctr', effectiveFrom: '2026-04-01', billingDay: 1 }, period: billingPeriod(from, to, zone) }));
    expect(tile('2026-04-01', '2026-05-01')).not.toThrow();
    expect(tile('2026-04-02', '2026-05-01')).toThrow(refused('RATING_PERIOD_NOT_TILING', 'period', 'With billing day 1 the period that contains 2026-04-02 is 2026-04-01 to 2026-05-01.', '2026-04-02 to 2026-05-01'));
    expect(tile('2026-04-01', '2026-04-30')).toThrow(refused('RATING_PERIOD_NOT_TILING', 'period', 'With billing day 1 the period that contains 2026-04-01 is 2026-04-01 to 2026-05-01.', '2026-04-01 to 2026-04-30'));
  });

  it('no two entries of a list have one id', () => {
    const twice = (id: string): readonly never[] => [{ id, prints: [], rates: [], lines: [], participants: [], holidays: [], rules: [{ bucket: 'all' }] }, { id: 'other', holidays: [], rules: [{ bucket: 'all' }] }, { id, holidays: [], rules: [{ bucket: 'all' }] }] as unknown as readonly never[];
    for (const list of ['calendars', 'indices', 'fixings', 'cpi', 'bills'] as const) expect(() => rate(input({ [list]: twice('x') }))).toThrow(refused('RATING_TERMS_CONTRADICT', `${list}[2].id`, 'Two entries of one list have the same id.', 'x'));
    expect(() => rate(input({ terms: [fee, fee] }))).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[1].id', 'Two entries of one list have the same id.', 'fee'));
    expect(() => rate(input({ tranches: [tranche, tranche] }))).toThrow(refused('RATING_TERMS_CONTRADICT', 'tranches[1].id', 'Two entries of one list have the same id.', 'trn'));
  });

  it('a holiday is a day of the calendar year', () => {
    const calendar = { version: '1', observed: 'NONE' as const, rules: [{ bucket: 'all' }] };
    const kept = { ...calendar, id: 'kept', holidays: ['2026-12-25'] };
    expect(() => rate(input({ calendars: [kept] }))).not.toThrow();
    expect(() => rate(input({ calendars: [kept, { ...calendar, id: 'broken', holidays: ['2026-02-30'] }] }))).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'calendars[1]' }, message: expect.stringContaining('calendars[1].holidays[0]') }));
  });

  it('a term names a tranche that exists, among several too', () => {
    const tranches = [tranche, { ...tranche, id: 'trn_2' }];
    for (const trancheId of ['trn', 'trn_2']) expect(() => rate(input({ tranches, terms: [{ ...fee, trancheId }] }))).not.toThrow();
    expect(() => rate(input({ tranches, terms: [{ ...fee, trancheId: 'trn_3' }] }))).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'terms[0].trancheId', 'The term names a tranche that the input does not have.', 'trn_3'));
  });

  it('a term may begin, may end, and ends after it begins', () => {
    const term = (more: object) => (): readonly string[] => rate(input({ terms: [{ ...fee, ...more }] })).lines.map((line) => moneyText(line.amount));
    expect([term({ from: '2026-04-10' })(), term({ until: '2026-04-10' })(), term({ from: '2026-04-10', until: '2026-04-11' })(), term({ from: '2026-05-01' })()]).toEqual([['7.00'], ['7.00'], ['7.00'], []]);
    for (const until of ['2026-04-10', '2026-04-09']) expect(term({ from: '2026-04-10', until })).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].until', 'The term ends before it begins.'));
  });

  it('only what stands ready is billed in advance', () => {
    for (const term of [rent, { ...fee, billedIn: 'ADVANCE' }, { id: 't', code: 'capacity.hourly', billedIn: 'ADVANCE', price: '1' }, { id: 't', code: 'capacity.commit', billedIn: 'ADVANCE', commitKw: '1', price: '1', overageMultiplier: '1' }, { id: 't', code: 'network.commit', billedIn: 'ADVANCE', commitMbps: '1', price: '1' }, { id: 't', code: 'discount', billedIn: 'ADVANCE', off: { kind: 'amount', amount: '1' } }] as readonly PriceTerm[])
      expect(() => rate(input({ terms: [term] }))).not.toThrow();
    expect(() => rate(input({ terms: [{ id: 't', code: 'fee.late', billedIn: 'ADVANCE', annualRate: '1' }] }))).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].billedIn', 'What is measured cannot be billed in advance.'));
  });

  it('payees share the whole', () => {
    const shares = (...parts: readonly string[]) => (): unknown => rate(input({ terms: [{ ...fee, payees: parts.map((share, place) => ({ organisationId: `org_${place}`, share })) }] }));
    expect(shares()).not.toThrow();
    expect(shares('0.5', '0.5')).not.toThrow();
    for (const parts of [['0.5'], ['0.5', '0.6']]) expect(shares(...parts)).toThrow(refused('RATING_TERMS_CONTRADICT', 'terms[0].payees', 'The shares of the payees do not sum to 1.'));
    expect(rate(input({ terms: [{ ...fee, payees: [{ organisationId: 'org_b', share: '1' }] }] })).lines[0]?.payees).toEqual([{ organisationId: 'org_b', share: '1' }]);
  });
});

describe('columns of energy', () => {
  const rated = (...energy: readonly EnergyColumns[]) => (): unknown => rate(input({ energy }));
  const step = 'All energy columns share one interval length that divides an hour, and start on a multiple of it.';

  it('share one length of interval that divides an hour, and lie on it', () => {
    expect(rated(columns(), columns({ startMs: april.fromMs + 900_000 }))).not.toThrow();
    expect(rated(columns(), columns({ stepMs: 1_800_000 }))).toThrow(refused('RATING_INPUT_INVALID', 'energy[1].series', step));
    expect(rated(columns({ stepMs: 700_000 }))).toThrow(refused('RATING_INPUT_INVALID', 'energy[0].series', step));
    expect(rated(columns({ startMs: april.fromMs + 1 }))).toThrow(refused('RATING_INPUT_INVALID', 'energy[0].series', step));
  });

  it('have energy, quality and reactive energy of one length', () => {
    const lengths = 'Energy, quality and reactive columns have the same length.';
    expect(rated(columns({ quality: Uint16Array.of(1) }))).toThrow(refused('RATING_INPUT_INVALID', 'energy[0].series', lengths));
    expect(rated(columns({}, { reactive: BigInt64Array.of(1n) }))).toThrow(refused('RATING_INPUT_INVALID', 'energy[0].series', lengths));
    expect(rated(columns({}, { reactive: BigInt64Array.of(1n, 2n) }))).not.toThrow();
  });

  it('belong to a tranche, and are not negative but for the tenant’s own', () => {
    expect(rated(columns({}, { trancheId: 'trn_2' }))).toThrow(refused('RATING_REFERENCE_UNKNOWN', 'energy[0].trancheId', 'Energy names a tranche that the input does not have.', 'trn_2'));
    const negative = { energyMj: BigInt64Array.of(0n, -1n) };
    expect(rated(columns(negative))).not.toThrow();
    for (const role of ['FACILITY', 'HALL_IT'] as const) {
      expect(rated(columns(negative, { role }))).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'energy[0].series', 'The energy of a hall or of its facility cannot be negative.'));
      expect(rated(columns({ energyMj: BigInt64Array.of(0n, 0n) }, { role }))).not.toThrow();
    }
  });
});

describe('tranches', () => {
  const rated = (...tranches: readonly Partial<TrancheInput>[]) => (): unknown => rate(input({ tranches: tranches.map((part, place) => ({ ...tranche, id: `trn_${place}`, ...part })) }));
  const segment = (from: string, until: string | null, kw = '1'): TrancheInput['segments'][number] => ({ from, until, kw });

  it('have segments that follow each other, in whatever order they are written', () => {
    expect(rated({ segments: [segment('2026-04-10', null), segment('2026-04-01', '2026-04-10')] })).not.toThrow();
    const overlap = 'Two segments of one tranche overlap.';
    expect(rated({}, { segments: [segment('2026-04-10', null), segment('2026-04-01', '2026-04-11')] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'tranches[1].segments[0].from', overlap));
    expect(rated({ segments: [segment('2026-04-01', null), segment('2026-04-10', null)] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'tranches[0].segments[1].from', overlap));
    for (const until of ['2026-04-01', '2026-03-31']) expect(rated({ segments: [segment('2026-04-01', until)] })).toThrow(refused('RATING_TERMS_CONTRADICT', 'tranches[0].segments[0].until', 'A segment ends after it begins.'));
  });

  it('have kW, shares and a first day that make sense', () => {
    expect(rated({ segments: [segment('2026-04-01', null, '0')], ramp: [{ fromMonth: 0, share: '0' }] })).not.toThrow();
    expect(rated({ segments: [segment('2026-04-01', null, '-0.001')] })).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'tranches[0].segments[0].kw', 'The kW of a segment cannot be negative.', '-0.001'));
    expect(rated({ ramp: [{ fromMonth: 0, share: '1' }, { fromMonth: 1, share: '-0.1' }] })).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'tranches[0].ramp[1].share', 'A share of the ramp cannot be negative.', '-0.1'));
    expect(rated({ rentStart: '2026-04-31' })).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', details: { path: 'tranches' }, message: expect.stringContaining('tranches[0].rentStart') }));
  });

  it('ramp from month to month of their rent, steps in whatever order', () => {
    const ramped: TrancheInput = { ...tranche, rentStart: '2026-03-15', segments: [segment('2026-01-01', null, '100')], ramp: [{ fromMonth: 1, share: '0.75' }, { fromMonth: 0, share: '0.25' }] };
    const [before, after] = rate(input({ tranches: [ramped], terms: [{ ...rent, billedIn: 'ARREARS' }] })).lines;
    expect([before?.quantity, before?.fraction?.numerator, after?.quantity, after?.fraction?.numerator]).toEqual(['25.000', '14', '75.000', '16']);
    expect(rate(input({ tranches: [{ ...ramped, ramp: [{ fromMonth: 0, share: '1' }] }], terms: [{ ...rent, billedIn: 'ARREARS' }] })).lines[0]?.steps[0]).toBe('Reserved from 2026-04-01 to before 2026-05-01: 30 of 30 local days.');
  });
});

describe('a refusal of the arithmetic', () => {
  it('keeps its kind and gets the place in the input', () => {
    expect(located(new AmountOutOfRangeError({ given: '1e99' }), 'terms[3]')).toMatchObject({ code: 'RATING_AMOUNT_OUT_OF_RANGE', details: { path: 'terms[3]', given: '1e99' }, message: expect.stringMatching(/./) });
    expect(located(new NotADecimalError({ given: 'x' }), 'terms[3]')).toMatchObject({ code: 'RATING_INPUT_INVALID', details: { path: 'terms[3]', given: 'x' }, message: expect.stringMatching(/./) });
    expect(located(new CurrencyMixedError({ first: 'USD', second: 'EUR' }), 'terms[3]')).toMatchObject({ code: 'RATING_CURRENCY_MIXED', details: { path: 'terms[3]' }, message: expect.stringMatching(/./) });
    expect(located(new InvalidInputError({ path: 'a', given: 1, expected: 'b' }), 'terms[3]')).toMatchObject({ code: 'RATING_INPUT_INVALID', details: { path: 'terms[3]' } });
  });

  it('that already has one keeps it, and our own mistakes stay as they are', () => {
    const own = new RatingRefusedError('RATING_PRICE_MISSING', { path: 'a' }, 'Sentence.');
    expect(located(own, 'b')).toBe(own);
    const mistake = new Error('a bug');
    expect(located(mistake, 'b')).toBe(mistake);
    expect(own).toMatchObject({ kind: 'INVALID', message: 'Sentence.' });
  });
});

describe('what one period leaves to the next', () => {
  it('is added to what was there, the latest peak first, thirty-six of them', () => {
    const before = [{ termId: 'demand', peaksKw: ['2', '1'], billedBase: '5' }, { termId: 'other', yearKwh: '7' }];
    expect(carryForward(before, [{ termId: 'demand', peakKw: '3' }, { termId: 'capex', credited: '10.00' }, { termId: 'top', yearKwh: '9', bank: [] }])).toEqual([
      { termId: 'demand', peaksKw: ['3', '2', '1'], billedBase: '5' }, { termId: 'other', yearKwh: '7' }, { termId: 'capex', credited: '10.00' }, { termId: 'top', yearKwh: '9', bank: [] },
    ]);
    const long = Array.from({ length: 36 }, (_, place) => String(place));
    expect(carryForward([{ termId: 'demand', peaksKw: long }], [{ termId: 'demand', peakKw: 'new' }])[0]?.peaksKw).toEqual(['new', ...long.slice(0, 35)]);
    expect(Object.keys(carryForward([], [{ termId: 'demand', peakKw: '3' }])[0] ?? {})).toEqual(['termId', 'peaksKw']);
    expect(Object.keys(carryForward([], [{ termId: 'capex', credited: '3' }])[0] ?? {})).toEqual(['termId', 'credited']);
  });
});
