import { InvalidInputError } from '@busbar/kernel';
import { FileTimes, fileHeader, fileOptions, fileReading, type FileOptions } from './reading-file';

const chicago = (time: 'START' | 'ENDING', durationSeconds = '3600'): FileOptions => fileOptions({ meter: 'mtr_x', zone: 'America/Chicago', time, durationSeconds });
const starts = (options: FileOptions, texts: readonly string[]): readonly (string | null)[] => {
  const times = new FileTimes(options);
  return texts.map((text) => times.startOf('mtr_x', text, options.durationSeconds));
};

describe('the time of a row', () => {
  it('with an offset needs no zone', () => {
    expect(starts(fileOptions({ meter: 'mtr_x' }), ['2021-08-01T00:00:00-05:00', '2021-08-01 05:15:00Z', '2021-08-01 05:15'])).toEqual(['2021-08-01T00:00:00-05:00', '2021-08-01T05:15:00Z', null]);
    expect(starts(fileOptions({ meter: 'mtr_x', time: 'ENDING' }), ['2021-08-01T00:15:00-05:00', '2021-08-32 05:15:00Z'])).toEqual(['2021-08-01T05:00:00Z', null]);
  });

  it('of an hour ending is the hour before, and 24:00 ends the day', () => {
    expect(starts(chicago('ENDING'), ['2021-08-01 01:00', '2021-08-01 24:00', '2021-08-02 00:00'])).toEqual(['2021-08-01T05:00:00Z', '2021-08-02T04:00:00Z', '2021-08-02T04:00:00Z']);
  });

  it('tells the repeated hour by the order of the rows, whichever end the label names', () => {
    expect(starts(chicago('START'), ['2021-11-07 00:00', '2021-11-07 01:00', '2021-11-07 01:00', '2021-11-07 02:00'])).toEqual(['2021-11-07T05:00:00Z', '2021-11-07T06:00:00Z', '2021-11-07T07:00:00Z', '2021-11-07T08:00:00Z']);
    expect(starts(chicago('ENDING'), ['2021-11-07 01:00', '2021-11-07 02:00', '2021-11-07 02:00', '2021-11-07 03:00'])).toEqual(['2021-11-07T05:00:00Z', '2021-11-07T06:00:00Z', '2021-11-07T07:00:00Z', '2021-11-07T08:00:00Z']);
  });

  it('tells repeated quarter-hours one by one', () => {
    const twice = ['01:00', '01:15', '01:30', '01:45'].map((time) => `2021-11-07 ${time}`);
    expect(new Set(starts(chicago('START', '900'), [...twice, ...twice])).size).toBe(8);
  });

  it('that the clocks skip does not exist', () => {
    expect(starts(chicago('START'), ['2021-03-14 01:00', '2021-03-14 02:00', '2021-03-14 03:00'])).toEqual(['2021-03-14T07:00:00Z', null, '2021-03-14T08:00:00Z']);
  });

  it.each(['2021-02-30 01:00', '2021-08-01 25:00', '1/8/2021 01:00', ''])('that reads "%s" is no time', (text) => expect(starts(chicago('START'), [text])).toEqual([null]));
});

describe('a file of readings', () => {
  it('may name its columns in any order, once each', () => {
    expect(fileHeader(['Time', ' energy_kwh ', 'meter'], fileOptions({}))).toEqual(['time', 'energy_kwh', 'meter']);
    for (const header of [['time', 'time', 'energy_kwh', 'meter'], ['energy_kwh', 'meter'], ['time', 'meter'], ['time', 'energy_kwh'], ['time', 'energy_kwh', 'meter', 'colour']])
      expect(() => fileHeader(header, fileOptions({}))).toThrow(InvalidInputError);
  });

  it.each([{ zone: 'Mars/Olympus' }, { zone: '+01:00' }, { time: 'MIDDLE' }, { durationSeconds: '600' }])('refuses the option %j', (given) => expect(() => fileOptions(given)).toThrow(InvalidInputError));

  it('turns a row into a reading that is identified by file and line', () => {
    const options = chicago('ENDING');
    const columns = fileHeader(['time', 'energy_kwh', 'duration_seconds'], options);
    expect(fileReading(columns, ['2021-08-01 01:00', '12.5', ''], 2, 'file:abc', options, new FileTimes(options))).toEqual({
      source: 'file:abc', id: '2', meterId: 'mtr_x', start: '2021-08-01T05:00:00Z', durationSeconds: 3600, energyMj: undefined, energyWh: undefined, energyKwh: '12.5', quality: undefined,
    });
  });
});
