/** Who may ask what of metering. */
import { actsFor, isStaff, rule, writers } from '@busbar/kernel';
import type { Meter } from './meter';

/** What decides about a meter: its owner, and the tenants it counts for. */
export interface MeterInSight {
  readonly meter: Pick<Meter, 'hostId'>;
}

export const READINGS_WRITE = 'readings:write';
export const METERING_READ = 'metering:read';

export const meteringPolicy = {
  /** Own meters of a host, meters that count for a tenant's contracts; the service reads only what the actor may see. */
  see: rule('see meters and their energy', { kinds: 'ANY', scope: METERING_READ }),
  add: rule('add a meter', { kinds: ['HOST'], roles: writers }),
  assign: rule<MeterInSight>('assign a meter', { kinds: ['HOST', 'STAFF'], roles: writers }, (actor, { meter }) => actsFor(actor, meter.hostId) || isStaff(actor)),
  /** Whose meter it is, is judged reading by reading: an unknown and a foreign meter get the same answer. */
  send: rule('send readings', { kinds: ['HOST'], roles: writers, scope: READINGS_WRITE }),
  estimate: rule<MeterInSight>('estimate gaps', { kinds: ['HOST', 'STAFF'], roles: writers }, (actor, { meter }) => actsFor(actor, meter.hostId) || isStaff(actor)),
} as const;
