import { Injectable } from '@nestjs/common';
import { type Actor, systemActor } from '@busbar/kernel';
import { actionsFor, Database } from '@busbar/platform';
import { organisationPolicy } from '../domain/organisation-policy';
import { organisationObject } from '../organisations/organisations.graphql';
import type { ViewerObject } from './identity.graphql';
import { IdentityRepository } from './identity.repository';

/** Who asks, whole in one read: the web needs all of it on its first page. */
@Injectable()
export class Viewers {
  private readonly system = systemActor('viewers');

  constructor(private readonly database: Database, private readonly identities: IdentityRepository) {}

  of(actor: Actor): Promise<ViewerObject> {
    return this.database.read(this.system, async () => {
      const { personId } = actor;
      const own = actor.kind === 'PERSON' && personId !== null;
      const person = own ? await this.identities.personById(personId) : null;
      const memberships = own ? await this.identities.membershipsOf(personId) : [];
      const shown = memberships.map(({ id, organisation, role, signatory }) => ({ id, organisation: organisationObject(organisation), role, signatory }));
      return {
        person, memberships: shown, membership: shown.find(({ organisation }) => organisation.id === actor.organisationId) ?? null,
        actions: actionsFor(actor, undefined, [
          { name: 'manageKeys', right: organisationPolicy.manageKeys, refusal: null },
          { name: 'listOrganisations', right: organisationPolicy.list, refusal: null },
        ]),
      };
    });
  }
}
