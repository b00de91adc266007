import { Injectable } from '@nestjs/common';
import { type Actor, decimal, invariant } from '@busbar/kernel';
import { CapacityLedger, Halls, Sites } from '@busbar/capacity';
import { latestVersion, Listings, type Proposal } from '@busbar/marketplace';
import { Organisations } from '@busbar/organisations';
import { Clock, newId } from '@busbar/platform';
import { type AgreedTranche, type Agreement, negotiationEnds } from '../domain/draft';

/** An agreement, and the holds that stand behind its tranches. */
export interface Agreed {
  readonly agreement: Agreement;
  /** Reservation by tranche. */
  readonly holds: ReadonlyMap<string, string>;
}

/** What an accepted proposal says, with the names a contract needs, and its holds carried over. */
@Injectable()
export class Agreements {
  constructor(
    private readonly clock: Clock,
    private readonly listings: Listings,
    private readonly organisations: Organisations,
    private readonly sites: Sites,
    private readonly halls: Halls,
    private readonly capacity: CapacityLedger,
  ) {}

  /** Joins the caller's transaction. */
  async read(proposal: Proposal): Promise<Agreed> {
    const version = latestVersion(proposal);
    const offered = (await this.listings.byIds([proposal.listingId])).get(proposal.listingId);
    const parties = await this.organisations.byIds([proposal.hostId, proposal.tenantId]);
    const [host, tenant] = [parties.get(proposal.hostId), parties.get(proposal.tenantId)];
    invariant(offered && host && tenant, `Proposal ${proposal.id} names a listing or a party that is missing.`);
    const { tranches, holds } = await this.tranches(proposal);
    const agreement: Agreement = {
      product: proposal.product,
      host: { organisationId: host.id, name: host.name },
      tenant: { organisationId: tenant.id, name: tenant.name },
      currency: version.currency,
      tranches,
      prices: version.terms,
      firmness: offered.listing.firmness,
      conditions: version.conditions,
      depositMonths: version.depositMonths,
      value: decimal(version.price.basis.total),
      months: version.price.basis.months,
      platformFeeRate: version.fees.find(({ code }) => code === 'platform')?.rate ?? '0',
    };
    return { agreement, holds };
  }

  /** The proposal's holds become the contract's, for as long as a negotiation may last. Throws RESERVATION_EXPIRED where one has lapsed. */
  async carryOver(actor: Actor, holds: Agreed['holds']): Promise<void> {
    const until = negotiationEnds(this.clock.now());
    for (const [trancheId, reservationId] of holds) await this.capacity.convert(actor, reservationId, 'HOLD', trancheId, until);
  }

  private async tranches(proposal: Proposal): Promise<{ tranches: AgreedTranche[]; holds: Map<string, string> }> {
    const proposed = latestVersion(proposal).tranches;
    const sites = await this.sites.byIds(proposed.map(({ siteId }) => siteId));
    const halls = await this.halls.byIds(proposed.map(({ hallId }) => hallId));
    const clusters = await this.halls.clustersByIds(proposed.flatMap(({ clusterId }) => clusterId ?? []));
    const holds = new Map<string, string>();
    const tranches = proposed.map((one): AgreedTranche => {
      const [site, hall, cluster] = [sites.get(one.siteId), halls.get(one.hallId), one.clusterId === null ? null : clusters.get(one.clusterId)];
      invariant(site && hall && cluster !== undefined && one.reservationId, `Proposal ${proposal.id} names capacity that is missing or not held.`);
      const id = newId('tranche');
      holds.set(id, one.reservationId);
      return {
        id, siteId: site.id, siteName: site.name, zone: site.timeZone, hallId: hall.id, hallName: hall.name, powerW: one.quantity.powerW, clusterId: one.clusterId, gpus: one.quantity.gpus ?? 0,
        gpuModel: cluster?.model ?? null, start: one.start, to: one.to,
      };
    });
    return { tranches, holds };
  }
}
