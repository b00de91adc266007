/** Who may do what with sites, halls and claims. One rule for each command and root field. */
import { actsFor, isHost, isStaff, rule, seesEverything, writers } from '@busbar/kernel';

interface OwnedByHost {
  readonly hostId: string;
}

interface SiteInSight extends OwnedByHost {
  readonly verified: boolean;
}

interface Party extends OwnedByHost {
  readonly tenantId: string | null;
}

/** Verified sites are the market's; the others are seen by their host and by staff alone. */
export const capacityPolicy = {
  readSites: rule('read sites', { kinds: 'ANY', scope: 'capacity:read' }),
  readSite: rule<SiteInSight>('read this site', { kinds: 'ANY', scope: 'capacity:read' }, (actor, site) => site.verified || seesEverything(actor) || actsFor(actor, site.hostId)),
  createSite: rule('create a site', { kinds: ['HOST'], roles: writers, scope: 'capacity:write' }, isHost),
  describeSite: rule<OwnedByHost>('describe this site', { kinds: ['HOST'], roles: writers, scope: 'capacity:write' }, (actor, site) => actsFor(actor, site.hostId)),
  reportMilestone: rule<OwnedByHost>('report on this conversion', { kinds: ['HOST'], roles: writers, scope: 'capacity:write' }, (actor, site) => actsFor(actor, site.hostId)),
  verifySite: rule<OwnedByHost>('verify a site', { kinds: ['STAFF'], roles: writers }, (actor, site) => isStaff(actor) && !actsFor(actor, site.hostId)),
  recordOwnUse: rule<OwnedByHost>('record mining or maintenance here', { kinds: ['HOST'], roles: writers, scope: 'capacity:write' }, (actor, site) => actsFor(actor, site.hostId)),
  readReservations: rule<OwnedByHost>('read the reservations here', { kinds: ['HOST', 'STAFF'], scope: 'capacity:read' }, (actor, site) => seesEverything(actor) || actsFor(actor, site.hostId)),
  readReservation: rule<Party>('read this reservation', { kinds: 'ANY', scope: 'capacity:read' }, (actor, party) =>
    seesEverything(actor) || actsFor(actor, party.hostId) || (party.tenantId !== null && actsFor(actor, party.tenantId))),
} as const;
