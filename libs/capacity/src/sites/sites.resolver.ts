import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Actor, parseKw } from '@busbar/kernel';
import { OrganisationObject, organisationObject, Organisations } from '@busbar/organisations';
import { ActionObject, actionsFor, Clock, type Connection, CurrentActor, Database, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { capacityPolicy } from '../domain/capacity-policy';
import { ConversionObject, conversionObject } from '../conversions/conversions.graphql';
import { Conversions } from '../conversions/conversions.service';
import { HallObject, hallObject } from '../halls/halls.graphql';
import { Halls } from '../halls/halls.service';
import { CapacityStepObject, CreateSiteInput, powerStepObject, SiteConnection, SiteFacetObject, SiteObject, siteObject, SitesArgs, VerifySiteInput } from './sites.graphql';
import type { SiteFilter } from './sites.repository';
import { type NewSite, Sites } from './sites.service';

@Resolver(() => SiteObject)
export class SitesResolver {
  constructor(
    private readonly sites: Sites,
    private readonly halls: Halls,
    private readonly conversions: Conversions,
    private readonly organisations: Organisations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Right(capacityPolicy.visitSites)
  @Query(() => SiteObject, { description: 'One site. NOT_FOUND also for a site that is not verified and not yours.' })
  async site(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<SiteObject> {
    return siteObject(await this.sites.get(actor, id), await this.clock.read());
  }

  @Right(capacityPolicy.readSites)
  @Query(() => SiteConnection, { name: 'sites', description: "Verified sites and the viewer's own, by name. Staff see all." })
  async sitePage(@CurrentActor() actor: Actor, @Args() args: SitesArgs): Promise<Connection<SiteObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 2);
    const sites = await this.sites.page(actor, filterOf(actor, args), first, after && [String(after[0]), String(after[1])]);
    const now = await this.clock.read();
    return toConnection(sites.map((site) => siteObject(site, now)), first, (site) => encodeCursor([site.name, site.id]));
  }

  @Right(capacityPolicy.visitSites)
  @Query(() => [SiteFacetObject], { description: 'Countries and coolings of the sites in sight, with how many of each.' })
  siteFacets(@CurrentActor() actor: Actor): Promise<SiteFacetObject[]> {
    return this.sites.facets(actor);
  }

  @Right(capacityPolicy.createSite)
  @Mutation(() => SiteObject, { description: 'Describes a new site of the host. Staff verify it before it can be listed.' })
  async createSite(@CurrentActor() actor: Actor, @Args('input') input: CreateSiteInput): Promise<SiteObject> {
    return siteObject(await this.sites.create(actor, newSiteOf(input)), await this.clock.read());
  }

  @Right(capacityPolicy.verifySite)
  @Mutation(() => SiteObject, { description: "Records staff's verification of a site until a date. Not by staff of the site's own organisation." })
  async verifySite(@CurrentActor() actor: Actor, @Args('input') input: VerifySiteInput): Promise<SiteObject> {
    return siteObject(await this.sites.verify(actor, input.siteId, input.until, input.note), await this.clock.read());
  }

  @ResolveField(() => OrganisationObject, { description: 'The host.' })
  async host(@Parent() site: SiteObject): Promise<OrganisationObject | null> {
    const host = await this.database.loader('capacity.hosts', (ids) => this.organisations.byIds(ids)).load(site.hostId);
    return host && organisationObject(host);
  }

  @ResolveField('halls', () => [HallObject], { description: 'Its halls, by name.' })
  async hallsOf(@Parent() site: SiteObject): Promise<HallObject[]> {
    return ((await this.database.loader('capacity.hallsOfSite', (ids) => this.halls.ofSites(ids)).load(site.id)) ?? []).map(hallObject);
  }

  @ResolveField(() => [CapacityStepObject], { description: 'Gross kW served by the grid over time.' })
  async energised(@Parent() site: SiteObject): Promise<CapacityStepObject[]> {
    return ((await this.database.loader('capacity.steps', (ids) => this.sites.energised(ids)).load(site.id)) ?? []).map(powerStepObject);
  }

  @ResolveField(() => ConversionObject, { nullable: true, description: 'The project that turns it into AI capacity, where there is one.' })
  async conversion(@Parent() site: SiteObject): Promise<ConversionObject | null> {
    const conversion = await this.database.loader('capacity.conversions', (ids) => this.conversions.ofSites(ids)).load(site.id);
    return conversion && conversionObject(conversion);
  }

  @ResolveField(() => [ActionObject], { description: 'What the viewer may do with the site now.' })
  actions(@CurrentActor() actor: Actor, @Parent() site: SiteObject): ActionObject[] {
    return actionsFor(actor, site, [
      { name: 'addHall', right: capacityPolicy.describeSite, refusal: null },
      { name: 'updateMilestone', right: capacityPolicy.reportMilestone, refusal: null },
      { name: 'recordMining', right: capacityPolicy.recordOwnUse, refusal: null },
      { name: 'verifySite', right: capacityPolicy.verifySite, refusal: null },
    ]);
  }
}

function filterOf(actor: Actor, args: SitesArgs): SiteFilter {
  return {
    ...(args.countries?.length ? { countries: args.countries } : {}),
    ...(args.coolings?.length ? { coolings: args.coolings } : {}),
    ...(args.verified === undefined || args.verified === null ? {} : { verified: args.verified }),
    ...(args.text ? { text: args.text } : {}),
    ...(args.mine && actor.organisationId ? { hostId: actor.organisationId } : {}),
  };
}

function newSiteOf(input: CreateSiteInput): NewSite {
  const { name, place, adminRegion, country, timeZone, designPue, peakPue, firm } = input;
  return {
    name, place, adminRegion, country, timeZone, designPue, peakPue, firm,
    grossInterconnectedW: parseKw(input.grossInterconnectedKw, 'grossInterconnectedKw'),
    energised: input.energised.map((step, index) => ({ from: step.from, grossW: parseKw(step.grossKw, `energised.${index}.grossKw`), confidence: step.confidence, evidence: step.evidence })),
    description: input.description ?? '', utility: input.utility ?? '', gridRegion: input.gridRegion ?? '', curtailmentHoursPerYear: input.curtailmentHoursPerYear ?? 0,
    curtailmentNoticeMinutes: input.curtailmentNoticeMinutes ?? null, carbonSiteGPerKwh: input.carbonSiteGPerKwh ?? null, carbonGridGPerKwh: input.carbonGridGPerKwh ?? null,
    carriers: input.carriers ?? [], fibreRoutes: input.fibreRoutes ?? 0,
  };
}
