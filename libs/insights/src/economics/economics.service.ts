import { Injectable } from '@nestjs/common';
import { type Actor, authorise, type LocalDate, notAfter, type PowerW, Temporal } from '@busbar/kernel';
import { type Site, Sites } from '@busbar/capacity';
import { Clock, Database } from '@busbar/platform';
import { type Assumption, assumptionsFor, valuesOf } from '../domain/assumptions';
import { insightsPolicy } from '../domain/insights-policy';
import { halvings, siteEconomics, type SiteEconomics } from '../domain/site-economics';

/** A site's economics with everything that they rest on. */
export interface ReckonedSite {
  readonly assumptions: readonly Assumption[];
  readonly economics: SiteEconomics;
  /** Halvings within the months looked at. */
  readonly halvings: readonly LocalDate[];
}

@Injectable()
export class Economics {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sites: Sites,
  ) {}

  /** Reckons a site in the actor's sight on what is served there today. Throws NotFoundError, InvalidInputError. */
  async ofSite(actor: Actor, siteId: string, given: readonly { readonly key: string; readonly value: string }[]): Promise<ReckonedSite> {
    authorise(insightsPolicy.see, actor, undefined);
    const { site, grossW, now } = await this.database.read(actor, async () => {
      const found = await this.sites.get(actor, siteId);
      return { site: found, grossW: await this.servedNow(found), now: this.clock.now() };
    });
    const assumptions = assumptionsFor(site, given);
    const economics = siteEconomics(grossW, valuesOf(assumptions), now);
    const [first, last] = [economics.months[0], economics.months.at(-1)];
    const within = halvings.filter((day) => first && last && Temporal.PlainDate.compare(first, day) < 0 && Temporal.PlainDate.compare(day, last) <= 0);
    return { assumptions, economics, halvings: within };
  }

  /** What the utility serves today; a site that waits for its connection is reckoned on what its agreement allows. */
  private async servedNow(site: Site): Promise<PowerW> {
    const steps = (await this.sites.energised([site.id])).get(site.id) ?? [];
    const now = this.clock.now();
    const served = steps.filter((step) => notAfter(step.from, now)).sort((a, b) => a.from.epochMilliseconds - b.from.epochMilliseconds).at(-1)?.amount ?? 0n;
    return served > 0n ? served : site.grossInterconnectedW;
  }
}
