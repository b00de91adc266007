import { parseInstant } from '@busbar/kernel';
import { assertExpiry, assertLive, assertPeriod, type Reservation, stateOf } from './reservation';

const noon = parseInstant('2027-01-01T12:00:00Z');
const later = parseInstant('2027-01-01T13:00:00Z');
const hold: Reservation = {
  id: 'rsv_1', kind: 'HOLD', hostId: 'org_h', tenantId: 'org_t', siteId: 'site_1', hallId: 'hall_1', clusterId: null, from: later, to: null,
  powerW: 4_000_000n, gpus: 0, grossW: 4_720_000n, expiresAt: later, releasedAt: null, releaseReason: null, subject: 'prp_1',
};

describe('a reservation', () => {
  it('that may expire is dead at its expiry, whether or not the worker has been there', () => {
    expect(stateOf(hold, noon)).toBe('LIVE');
    expect(stateOf(hold, later)).toBe('EXPIRED');
    expect(stateOf({ ...hold, releasedAt: noon }, noon)).toBe('RELEASED');
  });

  it('says which end it came to when it is used afterwards', () => {
    expect(() => assertLive(hold, later)).toThrow(expect.objectContaining({ code: 'RESERVATION_EXPIRED' }));
    expect(() => assertLive({ ...hold, releasedAt: noon }, noon)).toThrow(expect.objectContaining({ code: 'RESERVATION_RELEASED' }));
    expect(() => assertLive(hold, noon)).not.toThrow();
  });

  it('cannot end before it starts, nor at its start', () => {
    expect(() => assertPeriod({ from: later, to: noon })).toThrow(expect.objectContaining({ code: 'PERIOD_EMPTY' }));
    expect(() => assertPeriod({ from: later, to: later })).toThrow(expect.objectContaining({ code: 'PERIOD_EMPTY' }));
    expect(() => assertPeriod({ from: later, to: null })).not.toThrow();
  });

  it('that is a hold must expire, later; what is firm must not', () => {
    expect(() => assertExpiry('HOLD', null, noon)).toThrow(expect.objectContaining({ code: 'HOLD_EXPIRY_INVALID' }));
    expect(() => assertExpiry('HOLD', noon, noon)).toThrow(expect.objectContaining({ code: 'HOLD_EXPIRY_INVALID' }));
    expect(() => assertExpiry('FIRM', later, noon)).toThrow(expect.objectContaining({ code: 'HOLD_EXPIRY_INVALID' }));
    expect(() => assertExpiry('HOLD', later, noon)).not.toThrow();
  });
});
