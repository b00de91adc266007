import { Args, Query, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { claimCases } from '../domain/claim-check';
import { insightsPolicy } from '../domain/insights-policy';
import { RevenueClaimObject, revenueClaimObject, SiteEconomicsArgs, SiteEconomicsObject, siteEconomicsObject } from './economics.graphql';
import { Economics } from './economics.service';

@Resolver()
export class EconomicsResolver {
  constructor(private readonly economics: Economics) {}

  @Right(insightsPolicy.see)
  @Query(() => SiteEconomicsObject, { description: 'Mine or host: mining, hybrid and full conversion of a site side by side, with everything that they rest on.' })
  async siteEconomics(@CurrentActor() actor: Actor, @Args() { siteId, assumptions: given }: SiteEconomicsArgs): Promise<SiteEconomicsObject> {
    const { assumptions, economics, halvings } = await this.economics.ofSite(actor, siteId, given ?? []);
    return siteEconomicsObject(siteId, assumptions, economics, halvings);
  }

  @Right(insightsPolicy.see)
  @Query(() => [RevenueClaimObject], { description: 'The public cases of "AI earns up to 25 times the revenue of mining per kWh", recomputed, each with who earns it.' })
  revenueClaims(): RevenueClaimObject[] {
    return claimCases.map(revenueClaimObject);
  }
}
