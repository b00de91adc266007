/** Who may do what with sites, halls and claims. One rule for each command and root field. */
import { actsFor, isHost, isStaff, rule, seesEverything, writers } from '@busbar/kernel';

interface OwnedByHost {
  readonly hostId: string;
}

interface SiteInSight extends OwnedByHost {
  readonly verified: boolean;
}

const anyoneReads = { kinds: 'ANY', scope: 'market:read' } as const;

/** Verified sites are the market's, read without a session too; the others are seen by their host and by staff alone. */
export const capacityPolicy = {
  readSites: rule('read sites', anyoneReads),
  visitSites: rule('visit sites', { ...anyoneReads, anonymous: true }),
  readSite: rule<SiteInSight>('read this site', { ...anyoneReads, anonymous: true }, (actor, site) => site.verified || seesEverything(actor) || actsFor(actor, site.hostId)),
  /** How full somebody's halls are over time is for those who deal here. */
  readAvailability: rule('read what is free over time', anyoneReads),
  createSite: rule('create a site', { kinds: ['HOST'], roles: writers }, isHost),
  describeSite: rule<OwnedByHost>('describe this site', { kinds: ['HOST'], roles: writers }, (actor, site) => actsFor(actor, site.hostId)),
  reportMilestone: rule<OwnedByHost>('report on this conversion', { kinds: ['HOST'], roles: writers }, (actor, site) => actsFor(actor, site.hostId)),
  verifySite: rule<OwnedByHost>('verify a site', { kinds: ['STAFF'], roles: writers }, (actor, site) => isStaff(actor) && !actsFor(actor, site.hostId)),
  recordOwnUse: rule<OwnedByHost>('record mining or maintenance here', { kinds: ['HOST'], roles: writers }, (actor, site) => actsFor(actor, site.hostId)),
  readReservations: rule<OwnedByHost>('read the reservations here', { kinds: ['HOST', 'STAFF'], scope: 'market:read' }, (actor, site) => seesEverything(actor) || actsFor(actor, site.hostId)),
} as const;
