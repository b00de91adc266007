import fc from 'fast-check';
import { MJ_PER_KWH, parseInstant, quality } from '@busbar/kernel';
import { epochOf, intakeWindow, judgeReading, type SentReading } from './reading';

const now = parseInstant('2026-11-21T14:20:00Z');
const window = intakeWindow(now);
const meter = { number: 7, ratedW: 4_000_000n };
const sent = (given: Partial<SentReading> = {}): SentReading => ({ source: 'gateway', id: 'a', meterId: 'mtr_x', start: '2026-11-21T14:00:00Z', durationSeconds: 900, energyKwh: '1000', ...given });
const refusal = (given: Partial<SentReading>) => judgeReading(sent(given), meter, window).refusal?.code;

describe('a reading', () => {
  it('is taken exactly, on the quarter-hour, in millijoules', () => {
    expect(judgeReading(sent({ start: '2026-11-21T15:00:00+01:00', energyKwh: '0.000001' }), meter, window).reading).toEqual({
      source: 'gateway', id: 'a', meterId: 'mtr_x', meterNumber: 7, startMs: Date.parse('2026-11-21T14:00:00Z'), durationMs: 900_000, energyMj: 3600n, quality: quality.VALID,
    });
  });

  it('says the same energy in any of the three units', () => {
    const energies = [{ energyKwh: '1.5' }, { energyKwh: undefined, energyWh: '1500' }, { energyKwh: undefined, energyMj: '5400000000' }].map((given) => judgeReading(sent(given), meter, window).reading?.energyMj);
    expect(energies).toEqual([5_400_000_000n, 5_400_000_000n, 5_400_000_000n]);
  });

  it('carries what its sender says of its quality', () => {
    expect(judgeReading(sent({ quality: 'QUESTIONABLE' }), meter, window).reading?.quality).toBe(quality.QUESTIONABLE);
    expect(judgeReading(sent({ quality: 'EDITED' }), meter, window).reading?.quality).toBe(quality.VALID | quality.EDITED);
    expect(refusal({ quality: 'ESTIMATED' })).toBe('READING_MALFORMED');
  });

  it('of an unknown meter is refused before anything else is looked at', () => {
    expect(judgeReading(sent({ start: 'nonsense' }), undefined, window).refusal?.code).toBe('METER_UNKNOWN');
  });

  it.each([
    ['no energy', { energyKwh: undefined }, 'READING_ENERGY_AMBIGUOUS'],
    ['two energies', { energyWh: '1' }, 'READING_ENERGY_AMBIGUOUS'],
    ['a negative energy', { energyKwh: '-1' }, 'READING_NEGATIVE'],
    ['an energy finer than a millijoule', { energyKwh: '0.0000000001' }, 'READING_MALFORMED'],
    ['an exponent', { energyKwh: '1e3' }, 'READING_MALFORMED'],
    ['an empty energy', { energyKwh: '' }, 'READING_MALFORMED'],
    ['a fraction of a millijoule', { energyKwh: undefined, energyMj: '1.5' }, 'READING_MALFORMED'],
    ['a start between quarter-hours', { start: '2026-11-21T14:01:00Z' }, 'READING_OFF_QUARTER_HOUR'],
    ['a start a nanosecond late', { start: '2026-11-21T14:00:00.000000001Z' }, 'READING_OFF_QUARTER_HOUR'],
    ['a start without offset', { start: '2026-11-21T14:00:00' }, 'READING_MALFORMED'],
    ['a day that does not exist', { start: '2026-02-30T14:00:00Z' }, 'READING_MALFORMED'],
    ['a length of ten minutes', { durationSeconds: 600 }, 'READING_DURATION'],
    ['a length of a day', { durationSeconds: 86_400 }, 'READING_DURATION'],
    ['no length at all', { durationSeconds: Number.NaN }, 'READING_DURATION'],
    ['no source', { source: '' }, 'READING_MALFORMED'],
  ])('with %s is refused', (_, given, code) => expect(refusal(given)).toBe(code));

  it('may end up to five minutes from now, and not a quarter-hour more', () => {
    const at = (time: string) => judgeReading(sent(), meter, intakeWindow(parseInstant(time))).refusal?.code;
    expect(at('2026-11-21T14:10:00Z')).toBeUndefined();
    expect(at('2026-11-21T14:09:59Z')).toBe('READING_FROM_FUTURE');
  });

  it('may begin 24 months back, and not a quarter-hour more', () => {
    const start = '2024-11-21T14:15:00Z';
    expect(judgeReading(sent({ start }), meter, intakeWindow(parseInstant('2026-11-21T14:15:00Z'))).refusal).toBeUndefined();
    expect(judgeReading(sent({ start }), meter, intakeWindow(parseInstant('2026-11-21T14:15:01Z'))).refusal?.code).toBe('READING_TOO_OLD');
  });

  it('may reach 1.1 × the rated power and not a millijoule more', () => {
    const most = 1100n * MJ_PER_KWH;
    expect(refusal({ energyKwh: undefined, energyMj: most.toString() })).toBeUndefined();
    expect(refusal({ energyKwh: undefined, energyMj: (most + 1n).toString() })).toBe('READING_ABOVE_RATED');
    expect(refusal({ energyKwh: '4400', start: '2026-11-21T13:00:00Z', durationSeconds: 3600 })).toBeUndefined();
  });

  it('has its time read as the calendar has it', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.parse('1999-01-01T00:00:00Z'), max: Date.parse('2101-01-01T00:00:00Z') }), fc.integer({ min: -14 * 60, max: 14 * 60 }), (ms, offset) => {
        const whole = Math.floor(ms / 1000) * 1000;
        const sign = offset < 0 ? '-' : '+';
        const pad = (value: number) => String(Math.abs(value)).padStart(2, '0');
        const text = `${new Date(whole + offset * 60_000).toISOString().slice(0, 19)}${sign}${pad(Math.trunc(offset / 60))}:${pad(offset % 60)}`;
        expect(epochOf(text)).toBe(whole);
      }),
    );
  });
});
