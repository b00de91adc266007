import { isTimeZone, parseInstant } from '@busbar/kernel';
import { HallExceedsSiteError } from './capacity.errors';
import { assertCountry, assertFitsHall, assertHallFitsSite, assertTimeZone, isVerified, pueTenThousandths } from './site';
import { zoneFor, zoneOfPlace } from './time-zones';

const at = parseInstant('2027-01-01T00:00:00Z');

describe('a hall in its site', () => {
  it('may take all that the grid connection feeds at peak PUE', () => {
    expect(() => assertHallFitsSite(75_000_000n, '1.2', { grossInterconnectedW: 90_000_000n })).not.toThrow();
  });

  it('is refused a watt above that, with what would fit', () => {
    const act = (): void => assertHallFitsSite(75_000_001n, '1.2', { grossInterconnectedW: 90_000_000n });
    expect(act).toThrow(HallExceedsSiteError);
    expect(act).toThrow(expect.objectContaining({ code: 'HALL_EXCEEDS_SITE', details: { path: 'criticalKw', givenKw: '75000.001', mostKw: '75000', grossKw: '90000', peakPue: '1.2' } }));
  });

  it.each(['0.99', '3.01', '-1'])('does not believe a PUE of %s', (pue) => {
    expect(() => pueTenThousandths(pue)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });

  it('holds no block larger than itself, and none of nothing', () => {
    expect(() => assertFitsHall(5_001n, 5_000n, at, 'kw')).toThrow(expect.objectContaining({ code: 'BLOCK_EXCEEDS_HALL' }));
    expect(() => assertFitsHall(0n, 5_000n, at, 'kw')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});

describe('verification', () => {
  const until = parseInstant('2027-06-01T00:00:00Z');

  it('stands from its first instant until its last', () => {
    expect(isVerified({ verifiedAt: at, verifiedUntil: until }, at)).toBe(true);
    expect(isVerified({ verifiedAt: at, verifiedUntil: until }, until)).toBe(false);
    expect(isVerified({ verifiedAt: null, verifiedUntil: null }, at)).toBe(false);
  });
});

describe('the zone of a place', () => {
  it('names only zones that exist', () => {
    expect(Object.values(zoneOfPlace).filter((zone) => !isTimeZone(zone))).toEqual([]);
  });

  it('tells Paducah from the rest of Kentucky, and says nothing of places it does not know', () => {
    expect(zoneFor('US', 'KY', 'Paducah')).toBe('America/Chicago');
    expect(zoneFor('US', 'KY', 'Louisville')).toBeUndefined();
    expect(zoneFor('NO', 'Nordland', 'Mo i Rana')).toBe('Europe/Oslo');
  });

  it('is refused when it is an offset or unknown', () => {
    expect(() => assertTimeZone('+02:00')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => assertTimeZone('Europe/Atlantis')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
    expect(() => assertCountry('usa')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
