import { Injectable } from '@nestjs/common';
import { type Actor, authorise, before, type Instant, InvalidInputError, invariant, NotFoundError, type PowerW, refusalOf } from '@busbar/kernel';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import type { CapacityStep, Confidence } from '../domain/capacity';
import { SiteStateError } from '../domain/capacity.errors';
import { capacityPolicy } from '../domain/capacity-policy';
import { assertCountry, assertTimeZone, isVerified, pueTenThousandths, type Site } from '../domain/site';
import { CapacityLedger } from '../reservations/capacity-ledger.service';
import { ReservationsRepository } from '../reservations/reservations.repository';
import { type SiteFacet, type SiteFilter, SitesRepository } from './sites.repository';

/** What a host says of a new site; everything else is empty until it is described. */
export interface NewSite extends Pick<Site, 'name' | 'place' | 'adminRegion' | 'country' | 'timeZone' | 'grossInterconnectedW' | 'designPue' | 'peakPue' | 'firm'> {
  readonly description?: string;
  readonly utility?: string;
  readonly gridRegion?: string;
  readonly curtailmentHoursPerYear?: number;
  readonly curtailmentNoticeMinutes?: number | null;
  readonly carbonSiteGPerKwh?: string | null;
  readonly carbonGridGPerKwh?: string | null;
  readonly carriers?: readonly string[];
  readonly fibreRoutes?: number;
  /** What the utility serves from when: gross watts, with how sure it is and by what paper. */
  readonly energised: readonly { readonly from: Instant; readonly grossW: PowerW; readonly confidence: Confidence; readonly evidence: string }[];
}

const MOST_STEPS = 50;

@Injectable()
export class Sites {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly sites: SitesRepository,
    private readonly reservations: ReservationsRepository,
    private readonly ledger: CapacityLedger,
  ) {}

  /** A site in the actor's sight; one that is not there and one that is not theirs to see answer the same. */
  get(actor: Actor, id: string): Promise<Site> {
    return this.database.read(actor, async () => {
      const site = await this.sites.find(id);
      if (!site || refusalOf(capacityPolicy.readSite, actor, { hostId: site.hostId, verified: isVerified(site, this.clock.now()) })) throw new NotFoundError('site', id);
      return site;
    });
  }

  /** Sites by id whatever the sight: for objects that the reader may see already, such as a contract's site. */
  byIds(ids: readonly string[]): Promise<Map<string, Site>> {
    return this.sites.byIds(ids);
  }

  /** The IANA zone in which a site is billed. */
  async zoneOf(siteId: string): Promise<string> {
    const site = await this.sites.find(siteId);
    if (!site) throw new NotFoundError('site', siteId);
    return site.timeZone;
  }

  /** Sites in sight by name; one more than `limit` where more follow. */
  page(actor: Actor, filter: SiteFilter, limit: number, after: readonly [string, string] | null): Promise<Site[]> {
    return this.database.read(actor, () => this.sites.page(actor, this.clock.now(), filter, limit + 1, after));
  }

  facets(actor: Actor): Promise<SiteFacet[]> {
    return this.database.read(actor, () => this.sites.facets(actor, this.clock.now()));
  }

  /** The gross power served, over time, of each site. */
  energised(siteIds: readonly string[]): Promise<Map<string, CapacityStep[]>> {
    return this.reservations.stepsOf(siteIds);
  }

  create(actor: Actor, input: NewSite): Promise<Site> {
    return this.database.transaction(actor, async () => {
      authorise(capacityPolicy.createSite, actor, undefined);
      invariant(actor.organisationId, 'A host acts for an organisation.');
      const site = newSite(newId('site'), actor.organisationId, input);
      await this.sites.insert(site);
      for (const [index, step] of input.energised.entries()) {
        if (step.grossW < 0n) throw new InvalidInputError({ path: `energised.${index}.grossKw`, expected: '0 kW or more' });
        if (step.grossW > site.grossInterconnectedW) throw new InvalidInputError({ path: `energised.${index}.grossKw`, expected: 'no more than the interconnection agreement allows' });
        const { from, grossW: amount, confidence, evidence } = step;
        await this.ledger.setCapacity({ subjectId: site.id, scope: 'SITE', siteId: site.id, from, amount, confidence, stage: null, evidence }, `energised.${index}.grossKw`);
      }
      await this.outbox.publish({ type: 'site.created', subject: site.id, organisations: [site.hostId], data: { name: site.name, country: site.country } });
      return site;
    });
  }

  /** Staff's word that the site is what its host says, until a date. */
  verify(actor: Actor, siteId: string, until: Instant, note: string): Promise<Site> {
    return this.database.transaction(actor, async () => {
      await this.sites.lock(siteId);
      const site = await this.sites.find(siteId);
      if (!site) throw new NotFoundError('site', siteId);
      authorise(capacityPolicy.verifySite, actor, site);
      const verified = verifiedUntil(site, until, this.clock.now());
      await this.sites.saveVerification(verified);
      await this.outbox.publish({ type: 'site.verified', subject: site.id, organisations: [site.hostId], data: { until: until.toString(), note } });
      return { ...verified, version: verified.version + 1 };
    });
  }
}

function verifiedUntil(site: Site, until: Instant, now: Instant): Site {
  if (!before(now, until)) throw new InvalidInputError({ path: 'until', given: until.toString(), expected: 'a time in the future' });
  if (isVerified(site, now) && site.verifiedUntil && !before(site.verifiedUntil, until)) throw new SiteStateError({ siteId: site.id, verifiedUntil: site.verifiedUntil.toString() });
  return { ...site, verifiedAt: now, verifiedUntil: until };
}

function newSite(id: string, hostId: string, input: NewSite): Site {
  const { energised, ...said } = input;
  if (energised.length === 0 || energised.length > MOST_STEPS) throw new InvalidInputError({ path: 'energised', given: energised.length, expected: `1 to ${MOST_STEPS} steps of served gross power` });
  if (said.grossInterconnectedW <= 0n) throw new InvalidInputError({ path: 'grossInterconnectedKw', expected: 'more than 0 kW' });
  if (pueTenThousandths(said.peakPue) < pueTenThousandths(said.designPue, 'designPue')) throw new InvalidInputError({ path: 'peakPue', given: said.peakPue, expected: 'at least the mean design PUE' });
  assertTimeZone(said.timeZone);
  assertCountry(said.country);
  if (said.name.trim() === '') throw new InvalidInputError({ path: 'name', given: said.name, expected: 'a name' });
  return {
    description: '', latitude: null, longitude: null, utility: '', gridRegion: '', measuredPue: null, curtailmentHoursPerYear: 0, curtailmentNoticeMinutes: null, carbonSiteGPerKwh: null,
    carbonGridGPerKwh: null, energyMix: {}, carriers: [], fibreRoutes: 0, certifications: [], verifiedAt: null, verifiedUntil: null, derived: [], version: 1, ...said, id, hostId,
  };
}
