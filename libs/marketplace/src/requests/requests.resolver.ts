import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Actor } from '@busbar/kernel';
import { OrganisationObject, organisationObject, Organisations } from '@busbar/organisations';
import { ActionObject, actionsFor, Clock, type Connection, CurrentActor, Database, decodeCursor, encodeCursor, pageSize, Right, toConnection } from '@busbar/platform';
import { requestPolicy } from '../domain/marketplace-policy';
import { requestActionRefusal, type Request } from '../domain/request';
import { MatchObject, matchObject, NearMissObject, nearMissObject } from './matches.graphql';
import { type Found, Matches } from './matches.service';
import { CreateRequestInput, newRequestOf, RequestConnection, RequestObject, requestObject, RequestsArgs } from './requests.graphql';
import { Requests } from './requests.service';

@Resolver(() => RequestObject)
export class RequestsResolver {
  /** One computation for both lists of one request object. */
  private readonly computed = new WeakMap<Request, Promise<Found>>();

  constructor(
    private readonly requests: Requests,
    private readonly matches: Matches,
    private readonly organisations: Organisations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Right(requestPolicy.read)
  @Query(() => RequestObject, { description: "One request: the viewer's own, or an open one that it may answer. NOT_FOUND for any other." })
  async request(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<RequestObject> {
    return requestObject(await this.requests.get(actor, id), await this.clock.read());
  }

  @Right(requestPolicy.read)
  @Query(() => RequestConnection, { name: 'requests', description: "The tenant's own requests; for hosts the open ones that they may answer. Newest first." })
  async requestPage(@CurrentActor() actor: Actor, @Args() args: RequestsArgs): Promise<Connection<RequestObject>> {
    const first = pageSize(args);
    const after = decodeCursor(args.after, 1);
    const requests = await this.requests.page(actor, { ...(args.states && { states: args.states }), ...(args.own && { own: args.own }) }, first, after && String(after[0]));
    const now = await this.clock.read();
    return toConnection(requests.map((request) => requestObject(request, now)), first, ({ id }) => encodeCursor([id]));
  }

  @Right(requestPolicy.create)
  @Mutation(() => RequestObject, { description: 'Drafts a request. REQUIREMENT_INVALID names the field that contradicts itself.' })
  async createRequest(@CurrentActor() actor: Actor, @Args('input') input: CreateRequestInput): Promise<RequestObject> {
    return requestObject(await this.requests.create(actor, newRequestOf(input)), await this.clock.read());
  }

  @Right(requestPolicy.open)
  @Mutation(() => RequestObject, { description: 'Opens a draft to the hosts it is addressed to, until its deadline.' })
  async openRequest(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<RequestObject> {
    return requestObject(await this.requests.perform(actor, 'open', id), await this.clock.read());
  }

  @Right(requestPolicy.close)
  @Mutation(() => RequestObject, { description: 'Closes a request: it takes no more proposals, and the live ones are lost.' })
  async closeRequest(@CurrentActor() actor: Actor, @Args('id', { type: () => ID }) id: string): Promise<RequestObject> {
    return requestObject(await this.requests.perform(actor, 'close', id), await this.clock.read());
  }

  @ResolveField('matches', () => [MatchObject], { description: 'Offers that satisfy every requirement, best first, computed now. A host sees its own.' })
  async matchesOf(@CurrentActor() actor: Actor, @Parent() { request }: RequestObject): Promise<MatchObject[]> {
    const { matches, offers } = await this.foundFor(actor, request);
    return matches.map((match) => matchObject(match, offers));
  }

  @ResolveField('nearMisses', () => [NearMissObject], { description: 'Offers that fail one or two requirements, with the smallest change that would let them in; fewest changes first. A host sees its own.' })
  async nearMissesOf(@CurrentActor() actor: Actor, @Parent() { request }: RequestObject): Promise<NearMissObject[]> {
    const { nearMisses, offers } = await this.foundFor(actor, request);
    return nearMisses.map((nearMiss) => nearMissObject(nearMiss, offers));
  }

  @ResolveField(() => OrganisationObject, { description: 'The tenant.' })
  async tenant(@Parent() { tenantId }: RequestObject): Promise<OrganisationObject | null> {
    const tenant = await this.database.loader('marketplace.organisations', (ids) => this.organisations.byIds(ids)).load(tenantId);
    return tenant && organisationObject(tenant);
  }

  @ResolveField(() => [ActionObject], { description: 'What the viewer may do with it now.' })
  async actions(@CurrentActor() actor: Actor, @Parent() { request }: RequestObject): Promise<ActionObject[]> {
    const now = await this.clock.seen();
    return (['open', 'close'] as const).flatMap((name) => actionsFor(actor, request, [{ name, right: requestPolicy[name], refusal: requestActionRefusal(request, name, now) }]));
  }

  private foundFor(actor: Actor, request: Request): Promise<Found> {
    const known = this.computed.get(request) ?? this.matches.of(actor, request);
    this.computed.set(request, known);
    return known;
  }
}
