import { Injectable } from '@nestjs/common';
import { type Actor, actsFor, localDateOf, seesEverything } from '@busbar/kernel';
import { CapacityLedger } from '@busbar/capacity';
import { Clock, Database } from '@busbar/platform';
import { isWithinReach, match } from '../domain/match';
import type { Candidate, Matching } from '../domain/matching';
import { overlaid } from '../domain/place';
import { horizonOf } from '../domain/placement';
import type { Request } from '../domain/request';
import { MarketQueries, type Offered } from '../listings/market.queries';

/** What a match found, with each offer as the market shows it now. */
export interface Found extends Matching {
  readonly offers: ReadonlyMap<string, Offered>;
}

/** Offers of one product that a match looks at: more than the market has today, a bound on what it may cost tomorrow. */
const MOST_CANDIDATES = 500;

@Injectable()
export class Matches {
  constructor(private readonly database: Database, private readonly clock: Clock, private readonly market: MarketQueries, private readonly ledger: CapacityLedger) {}

  /** Ranked matches and near misses, computed now from what is free now. A host sees those among its own listings. */
  of(actor: Actor, request: Request): Promise<Found> {
    return this.database.read(actor, async () => {
      const seesAll = seesEverything(actor) || actsFor(actor, request.tenantId);
      const hosts = seesAll ? request.addressedTo : [actor.organisationId ?? ''];
      const { requirements } = request;
      const offers = await this.market.candidates(request.tenantId, requirements.product, hosts, MOST_CANDIDATES);
      const offered = offers.map(({ listing, place }) => ({ listing, place, today: localDateOf(this.clock.now(), place.site.timeZone) })).filter((each) => isWithinReach(requirements, each));
      const free = await this.ledger.free(offered.map(({ listing: { hallId, clusterId, term } }) => ({ hallId, clusterId, period: horizonOf(requirements, term.minimumMonths) })));
      const candidates = offered.map((each, index): Candidate => ({ ...each, free: overlaid(free[index]?.power ?? [], free[index]?.gpus ?? null) }));
      const matching = match(request, candidates);
      const ids = [...matching.matches, ...matching.nearMisses].map(({ listing }) => listing.id);
      return { ...matching, offers: await this.market.byIds(ids) };
    });
  }
}
