import { Injectable } from '@nestjs/common';
import { type Actor, actsFor, authorise, InvalidInputError, NotFoundError } from '@busbar/kernel';
import { Halls, Sites } from '@busbar/capacity';
import { Database, newId, Outbox } from '@busbar/platform';
import { type Meter, type MeterAssignment, meterFacts, type MeterKind } from '../domain/meter';
import { meteringPolicy } from '../domain/metering-policy';
import { MetersRepository } from './meters.repository';

/** What a host says of a new meter. */
export interface NewMeter {
  readonly siteId: string;
  readonly hallId: string | null;
  readonly kind: MeterKind;
  readonly name: string;
  readonly serial: string | null;
  readonly ratedKw: string;
}

@Injectable()
export class Meters {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly meters: MetersRepository,
    private readonly sites: Sites,
    private readonly halls: Halls,
  ) {}

  /** A meter in the actor's sight: a host's own, and those that count for a tenant. Throws NotFoundError. */
  get(actor: Actor, id: string): Promise<Meter> {
    return this.database.read(actor, () => this.meters.get(actor, id));
  }

  /** Up to `limit + 1` meters in sight, by name. */
  list(actor: Actor, siteId: string | null, after: { readonly name: string; readonly id: string } | null, limit: number): Promise<readonly Meter[]> {
    return this.database.read(actor, () => this.meters.list(actor, siteId, after, limit + 1));
  }

  /** What a meter counts and counted for, as far as the actor may see it. */
  assignmentsOf(actor: Actor, meterId: string): Promise<readonly MeterAssignment[]> {
    return this.database.read(actor, () => this.meters.assignmentsOf(actor, [meterId]));
  }

  /** Adds a meter at one of the host's own sites. Throws NotFoundError for a site or hall that is not theirs. */
  add(actor: Actor, input: NewMeter): Promise<Meter> {
    return this.database.transaction(actor, async () => {
      authorise(meteringPolicy.add, actor, undefined);
      const site = await this.sites.get(actor, input.siteId);
      if (!actsFor(actor, site.hostId)) throw new NotFoundError('site', input.siteId);
      if (input.hallId !== null && (await this.halls.get(actor, input.hallId)).siteId !== site.id) throw new NotFoundError('hall', input.hallId);
      const facts = meterFacts(input);
      if (await this.meters.nameTaken(site.id, facts.name)) throw new InvalidInputError({ path: 'name', given: facts.name, expected: 'a name that no other meter of the site has' });
      const meter = await this.meters.add({ id: newId('meter'), hostId: site.hostId, siteId: site.id, hallId: input.hallId, kind: input.kind, ...facts });
      await this.outbox.publish({ type: 'meter.added', subject: meter.id, organisations: [meter.hostId], data: { siteId: meter.siteId, kind: meter.kind, name: meter.name, ratedW: meter.ratedW.toString() } });
      return meter;
    });
  }
}
