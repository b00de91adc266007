import { Injectable } from '@nestjs/common';
import { type Actor, actsFor, authorise, InvalidInputError, localDateOf, NotFoundError, seesEverything, startOfDay } from '@busbar/kernel';
import { Clock, Database, Outbox } from '@busbar/platform';
import { capacityPolicy } from '../domain/capacity-policy';
import { type Conversion, type MilestoneReport, reported, type StageCode } from '../domain/conversion';
import type { Site } from '../domain/site';
import { ReservationsRepository } from '../reservations/reservations.repository';
import { SitesRepository } from '../sites/sites.repository';
import { ConversionsRepository } from './conversions.repository';

const LONGEST_EVIDENCE = 2_000;

@Injectable()
export class Conversions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly conversions: ConversionsRepository,
    private readonly sites: SitesRepository,
    private readonly reservations: ReservationsRepository,
  ) {}

  ofSites(siteIds: readonly string[]): Promise<Map<string, Conversion>> {
    return this.conversions.ofSites(siteIds);
  }

  /**
   * Takes a host's report on one stage, with its evidence. A new date moves the capacity that waits for the stage, and
   * where reservations were made on the old date, the conflict is raised and announced to all whom it concerns.
   */
  report(actor: Actor, siteId: string, code: StageCode, report: MilestoneReport, evidence: string): Promise<Conversion> {
    return this.database.transaction(actor, async () => {
      const { site, conversion } = await this.own(actor, siteId);
      const stage = conversion.stages.find((each) => each.code === code);
      if (!stage) throw new NotFoundError('stage', code);
      if (evidence.trim() === '' || evidence.length > LONGEST_EVIDENCE) throw new InvalidInputError({ path: 'evidence', expected: `a note of 1 to ${LONGEST_EVIDENCE} characters on what shows it` });
      const now = this.clock.now();
      const told = reported(stage, report, localDateOf(now, site.timeZone));
      await this.conversions.saveStage(conversion.id, told);
      await this.conversions.keepReport(conversion, told, evidence, actor.personName, now);
      await this.outbox.publish({ type: 'milestone.reported', subject: site.id, organisations: [site.hostId], data: { stage: code, state: told.state, forecastEnd: told.forecastEnd.toString() } });
      if (told.state === 'DONE' || !told.forecastEnd.equals(stage.forecastEnd)) await this.moveCapacity(site, code, startOfDay(told.forecastEnd, site.timeZone), told.state === 'DONE');
      const stages = conversion.stages.map((each) => (each.code === code ? told : each));
      return { ...conversion, stages };
    });
  }

  private async moveCapacity(site: Site, code: StageCode, to: ReturnType<typeof startOfDay>, done: boolean): Promise<void> {
    const conflicts = await this.reservations.moveStage(site.id, code, to, done);
    for (const conflict of conflicts) {
      const claims = await this.reservations.byIds(conflict.reservationIds);
      const tenants = [...claims.values()].flatMap((claim) => (claim.tenantId ? [claim.tenantId] : []));
      await this.outbox.publish({
        type: 'capacity.conflictRaised', subject: site.id, organisations: [site.hostId, ...tenants],
        data: { stage: code, of: conflict.subjectId, at: conflict.at.toString(), shortBy: conflict.shortBy.toString(), reservationIds: conflict.reservationIds },
      });
    }
  }

  private async own(actor: Actor, siteId: string): Promise<{ site: Site; conversion: Conversion }> {
    await this.sites.lock(siteId);
    const site = await this.sites.find(siteId);
    if (!site || !(seesEverything(actor) || actsFor(actor, site.hostId))) throw new NotFoundError('site', siteId);
    authorise(capacityPolicy.reportMilestone, actor, site);
    const conversion = (await this.conversions.ofSites([siteId])).get(siteId);
    if (!conversion) throw new NotFoundError('conversion', siteId);
    return { site, conversion };
  }
}
