import { Args, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, NotFoundError, parseKw } from '@busbar/kernel';
import { Clock, CurrentActor, Database, Idempotency, Right } from '@busbar/platform';
import { capacityPolicy } from '../domain/capacity-policy';
import type { Reservation } from '../domain/reservation';
import { SiteObject } from '../sites/sites.graphql';
import { CapacityLedger } from './capacity-ledger.service';
import { CapacityConflictObject, capacityConflictObject, RecordMaintenanceInput, RecordMiningInput, ReleaseReservationInput, ReservationObject, reservationObject } from './reservations.graphql';

@Resolver(() => ReservationObject)
export class ReservationsResolver {
  constructor(private readonly ledger: CapacityLedger, private readonly idempotency: Idempotency, private readonly database: Database, private readonly clock: Clock) {}

  @Right(capacityPolicy.recordOwnUse)
  @Mutation(() => ReservationObject, { description: 'Records gross power that goes on mining at a hybrid site. CAPACITY_EXCEEDED where it is promised to AI.' })
  recordMining(@CurrentActor() actor: Actor, @Args('input') input: RecordMiningInput): Promise<ReservationObject> {
    const { siteId, from, to = null } = input;
    return this.once(actor, 'recordMining', input, () => this.ledger.recordOwnUse(actor, { kind: 'MINING', hallId: null, siteId, powerW: parseKw(input.grossKw, 'grossKw'), from, to, subject: siteId }));
  }

  @Right(capacityPolicy.recordOwnUse)
  @Mutation(() => ReservationObject, { description: 'Takes critical power of a hall out of service for a time. CAPACITY_EXCEEDED where it is promised.' })
  recordMaintenance(@CurrentActor() actor: Actor, @Args('input') input: RecordMaintenanceInput): Promise<ReservationObject> {
    const { hallId, from, to, note } = input;
    return this.once(actor, 'recordMaintenance', input, () => this.ledger.recordOwnUse(actor, { kind: 'MAINTENANCE', hallId, powerW: parseKw(input.kw), from, to, subject: note }));
  }

  @Right(capacityPolicy.recordOwnUse)
  @Mutation(() => ReservationObject, { description: "Ends the host's own mining or maintenance; ending it twice changes nothing." })
  async releaseReservation(@CurrentActor() actor: Actor, @Args('input') input: ReleaseReservationInput): Promise<ReservationObject> {
    return reservationObject(await this.ledger.endOwnUse(actor, input.reservationId, input.reason), await this.clock.read());
  }

  private async once(actor: Actor, operation: string, input: { readonly idempotencyKey: string }, work: () => Promise<Reservation>): Promise<ReservationObject> {
    const id = await this.idempotency.once(actor, operation, input.idempotencyKey, input, async () => (await work()).id);
    return this.database.read(actor, async () => {
      const reservation = (await this.ledger.reservationsByIds([id])).get(id);
      if (!reservation) throw new NotFoundError('reservation', id);
      return reservationObject(reservation, this.clock.now());
    });
  }
}

/** What is claimed on a site, for its host and for staff. */
@Resolver(() => SiteObject)
export class SiteClaimsResolver {
  constructor(private readonly ledger: CapacityLedger, private readonly clock: Clock) {}

  @ResolveField(() => [ReservationObject], { nullable: true, description: 'Live claims on the site and its halls in order of time, at most 500. Null unless the viewer is its host or staff.' })
  async reservations(@CurrentActor() actor: Actor, @Parent() site: SiteObject): Promise<ReservationObject[] | null> {
    const claims = await this.ledger.claims(actor, site.id);
    const now = await this.clock.seen();
    return claims && claims.reservations.map((reservation) => reservationObject(reservation, now));
  }

  @ResolveField(() => [CapacityConflictObject], { nullable: true, description: 'Promises that a slipped milestone put in question. Null unless the viewer is its host or staff.' })
  async conflicts(@CurrentActor() actor: Actor, @Parent() site: SiteObject): Promise<CapacityConflictObject[] | null> {
    const claims = await this.ledger.claims(actor, site.id);
    return claims && claims.conflicts.map(capacityConflictObject);
  }
}
