import { Injectable } from '@nestjs/common';
import { type Actor, authorise, invariant, localDateOf, NotFoundError, systemActor, type Instant } from '@busbar/kernel';
import { Organisations } from '@busbar/organisations';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import { requestPolicy, seesRequest } from '../domain/marketplace-policy';
import { checkRequirements, checkWeights, checkWording, moveRequest, type Request } from '../domain/request';
import type { RequestAction, RequestState } from '../domain/request-lifecycle';
import { OrganisationNotVerifiedError } from '../domain/request.errors';
import { RequestsRepository } from './requests.repository';

export type NewRequest = Pick<Request, 'title' | 'description' | 'requirements' | 'weights' | 'addressedTo' | 'deadline'>;

const clockwork = systemActor('marketplace.expireRequests');
const EXPIRED_BATCH = 100;

@Injectable()
export class Requests {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly requests: RequestsRepository,
    private readonly organisations: Organisations,
  ) {}

  /** A request in the actor's sight: the tenant's own, or an open one addressed to the host. */
  get(actor: Actor, id: string): Promise<Request> {
    return this.database.read(actor, async () => {
      const request = await this.requests.find(id);
      if (!request || !seesRequest(actor, request)) throw new NotFoundError('request', id);
      return request;
    });
  }

  /** For objects that name a request which the viewer deals with; whether they do is checked there. */
  byIds(ids: readonly string[]): Promise<Map<string, Request>> {
    return this.requests.byIds(ids);
  }

  page(actor: Actor, filter: { readonly states?: readonly RequestState[]; readonly own?: boolean }, limit: number, after: string | null): Promise<Request[]> {
    return this.database.read(actor, () => this.requests.page(actor, this.clock.now(), filter, limit + 1, after));
  }

  /** A draft of the actor's own organisation. Requirements that contradict themselves are refused with their field. */
  create(actor: Actor, input: NewRequest): Promise<Request> {
    return this.database.transaction(actor, async () => {
      authorise(requestPolicy.create, actor, undefined);
      invariant(actor.organisationId, 'A tenant acts for an organisation.');
      const now = this.clock.now();
      checkWording(input);
      checkRequirements(input.requirements, localDateOf(now, 'UTC').subtract({ days: 1 }));
      checkWeights(input.weights);
      const request: Request = { ...input, id: newId('request'), tenantId: actor.organisationId, state: 'DRAFT', version: 1, createdAt: now, openedAt: null };
      await this.requests.insert(request);
      await this.outbox.publish({ type: 'request.created', subject: request.id, organisations: [request.tenantId], data: { product: request.requirements.product } });
      return request;
    });
  }

  /** Opens or closes a request of the actor's own. Only a verified organisation opens one. */
  perform(actor: Actor, action: 'open' | 'close', id: string): Promise<Request> {
    return this.database.transaction(actor, async () => {
      const request = await this.requests.findForChange(id);
      if (!request || !seesRequest(actor, request)) throw new NotFoundError('request', id);
      authorise(requestPolicy[action], actor, request);
      if (action === 'open' && !(await this.organisations.isVerified(request.tenantId))) throw new OrganisationNotVerifiedError({ organisationId: request.tenantId });
      return this.move(request, action);
    });
  }

  /** Awards the request to an accepted proposal. Inside the acceptance's transaction; the caller has authorised it and locked the request. */
  award(request: Request): Promise<Request> {
    return this.move(request, 'award');
  }

  /** The request, locked until the transaction ends: proposals and acceptances of one request follow each other. */
  async locked(id: string): Promise<Request> {
    const request = await this.requests.findForChange(id);
    if (!request) throw new NotFoundError('request', id);
    return request;
  }

  nextDeadline(): Promise<Instant | null> {
    return this.database.read(clockwork, () => this.requests.nextDeadline());
  }

  /** Ends a batch of open requests whose deadline has come; they took no proposals since. */
  expireDue(): Promise<number> {
    return this.database.transaction(clockwork, async () => {
      const due = await this.requests.pastDeadline(EXPIRED_BATCH);
      for (const request of due) await this.move(request, 'expire');
      return due.length;
    });
  }

  private async move(request: Request, action: RequestAction): Promise<Request> {
    const [moved, event] = moveRequest(request, action, this.clock.now());
    await this.requests.saveState(moved);
    const { type, requestId: subject, tenantId, ...data } = event;
    await this.outbox.publish({ type, subject, organisations: [tenantId], data });
    return moved;
  }
}
