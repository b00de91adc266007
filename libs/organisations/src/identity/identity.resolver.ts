import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Request, Response } from 'express';
import { type Actor, instantOf } from '@busbar/kernel';
import { CurrentActor, Right } from '@busbar/platform';
import { organisationPolicy } from '../domain/organisation-policy';
import { Organisations } from '../organisations/organisations.service';
import { RegisterOrganisationInput, RevokeSessionInput, SessionObject, SignInDemoInput, SignInInput, ViewerObject } from './identity.graphql';
import { deviceOf } from './passport.service';
import { SessionCookie } from './session-cookie.service';
import { Sessions, type SignedIn } from './sessions.service';
import { Viewers } from './viewers.service';

interface Http {
  readonly req: Request & { actor?: Actor };
  readonly res: Response;
}

@Resolver()
export class IdentityResolver {
  constructor(private readonly sessions: Sessions, private readonly viewers: Viewers, private readonly organisations: Organisations, private readonly cookie: SessionCookie) {}

  @Right(organisationPolicy.seeSelf)
  @Query(() => ViewerObject, { nullable: true, description: 'Who is signed in; null for anonymous callers.' })
  async viewer(@CurrentActor() actor: Actor): Promise<ViewerObject | null> {
    return actor.kind === 'ANONYMOUS' ? null : this.viewers.of(actor);
  }

  @Right(organisationPolicy.manageSessions)
  @Query(() => [SessionObject], { name: 'sessions', description: "The viewer's own live sessions, the latest first; at most 50." })
  async mySessions(@CurrentActor() actor: Actor): Promise<SessionObject[]> {
    const sessions = await this.sessions.mine(actor);
    return sessions.map((session) => ({
      id: session.id, userAgent: session.userAgent, address: session.address, startedAt: instantOf(session.createdMs), lastSeenAt: instantOf(session.lastSeenMs), current: session.id === actor.credentialId,
    }));
  }

  @Right(organisationPolicy.signIn)
  @Mutation(() => ViewerObject, { description: 'Signs in and sets the session cookie. Scripts use POST /v1/session for a bearer token.' })
  async signIn(@Context() http: Http, @Args('input') input: SignInInput): Promise<ViewerObject> {
    return this.enter(http, await this.sessions.signIn(input, deviceOf(http.req)));
  }

  @Right(organisationPolicy.signIn)
  @Mutation(() => ViewerObject, { description: 'Enters the demo world with one click. Answers DEMO_UNAVAILABLE wherever there is none.' })
  async signInDemo(@Context() http: Http, @Args('input') input: SignInDemoInput): Promise<ViewerObject> {
    return this.enter(http, await this.sessions.signInDemo(input.role, deviceOf(http.req)));
  }

  @Right(organisationPolicy.signOut)
  @Mutation(() => Boolean, { description: 'Ends the session and clears the cookie. True, also for a caller who was not signed in.' })
  async signOut(@Context() http: Http, @CurrentActor() actor: Actor): Promise<boolean> {
    await this.sessions.signOut(actor);
    this.cookie.clear(http.res);
    return true;
  }

  @Right(organisationPolicy.manageSessions)
  @Mutation(() => Boolean, { description: "Ends one of the viewer's own sessions." })
  async revokeSession(@CurrentActor() actor: Actor, @Args('input') input: RevokeSessionInput): Promise<boolean> {
    await this.sessions.revoke(actor, input.sessionId);
    return true;
  }

  @Right(organisationPolicy.register)
  @Mutation(() => ViewerObject, { description: 'Registers an organisation with its first person and signs in. It stays unverified until staff have looked.' })
  async registerOrganisation(@Context() http: Http, @Args('input') input: RegisterOrganisationInput): Promise<ViewerObject> {
    const device = deviceOf(http.req);
    await this.organisations.register(input, device.address);
    return this.enter(http, await this.sessions.signIn(input, device));
  }

  /** The viewer of the session just opened. */
  private async enter(http: Http, session: SignedIn): Promise<ViewerObject> {
    this.cookie.set(http.res, session);
    return this.viewers.of(session.actor);
  }
}
