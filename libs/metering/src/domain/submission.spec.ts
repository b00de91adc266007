import { submittedEvent } from './submission';

const event = (given: Readonly<Record<string, unknown>> = {}, data: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0', id: 'a', source: 'gateway', type: 'busbar.reading', subject: 'mtr_x', data: { start: '2026-11-21T14:00:00Z', energyKwh: '12.5', ...data }, ...given,
});

describe('a submitted event', () => {
  it('names the meter as its subject and covers a quarter-hour unless it says otherwise', () => {
    expect(submittedEvent(event(), 3)).toEqual({ index: 3, sent: { source: 'gateway', id: 'a', meterId: 'mtr_x', start: '2026-11-21T14:00:00Z', durationSeconds: 900, energyKwh: '12.5', quality: undefined } });
    expect(submittedEvent(event({}, { durationSeconds: 3600 }), 0).sent?.durationSeconds).toBe(3600);
  });

  it('takes numbers that a double holds exactly, as what was written', () => {
    expect(submittedEvent(event({}, { energyKwh: 12.5 }), 0).sent?.energyKwh).toBe('12.5');
    expect(submittedEvent(event({}, { energyMj: 9_007_199_254_740_991, energyKwh: undefined }), 0).refusal?.code).toBe('READING_MALFORMED');
    expect(submittedEvent(event({}, { energyMj: '9007199254740993' }), 0).sent?.energyMj).toBe('9007199254740993');
  });

  it.each([
    ['no object', null],
    ['a list', []],
    ['another version', event({ specversion: '0.3' })],
    ['no id', event({ id: undefined })],
    ['a number as subject', event({ subject: 7 })],
    ['an attribute nobody knows', event({ colour: 'red' })],
    ['no data', event({ data: undefined })],
    ['a field nobody knows', event({}, { power: 5 })],
    ['no start', event({}, { start: undefined })],
    ['a length as text', event({}, { durationSeconds: '900' })],
    ['an energy that is no number', event({}, { energyKwh: true })],
    ['an energy that no double holds', event({}, { energyKwh: 1e300 })],
    ['an energy of many digits', event({}, { energyKwh: 0.1234567890123456 })],
    ['a quality that is no text', event({}, { quality: 1 })],
  ])('with %s cannot be read', (_, value) => expect(submittedEvent(value, 5)).toMatchObject({ index: 5, refusal: { code: 'READING_MALFORMED' } }));
});
