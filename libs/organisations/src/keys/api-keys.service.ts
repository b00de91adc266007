import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor, authorise, invariant, NotFoundError, systemActor } from '@busbar/kernel';
import { Clock, Database, newId, Outbox } from '@busbar/platform';
import { type ApiKey, checkedScopes, keyText, readKey } from '../domain/api-key';
import { checkedName } from '../domain/organisation';
import { CredentialRefusedError } from '../domain/organisation.errors';
import { organisationPolicy } from '../domain/organisation-policy';
import { ApiKeysRepository } from './api-keys.repository';

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
const TOUCH_EVERY_MS = 60_000;

@Injectable()
export class ApiKeys {
  private readonly system = systemActor('api keys');
  private readonly decoy = sha256(randomBytes(32).toString('hex'));

  constructor(private readonly database: Database, private readonly clock: Clock, private readonly outbox: Outbox, private readonly keys: ApiKeysRepository) {}

  /** Makes a key of the actor's organisation; its text is answered once and never kept. */
  create(actor: Actor, given: { readonly name: string; readonly scopes: readonly string[] }): Promise<{ key: ApiKey; text: string }> {
    authorise(organisationPolicy.manageKeys, actor, undefined);
    const { organisationId, personId } = actor;
    invariant(organisationId && personId, 'Keys are made by people for an organisation.');
    const name = checkedName(given.name, 'name').slice(0, 80);
    const scopes = checkedScopes(given.scopes);
    const secret = randomBytes(32).toString('hex');
    const id = newId('apiKey');
    return this.database.transaction(actor, async () => {
      const key = await this.keys.insert({ id, organisationId, createdBy: personId, name, secretHash: sha256(secret).toString('hex'), scopes });
      await this.outbox.publish({ type: 'apiKey.created', subject: id, organisations: [organisationId], data: { name, scopes } });
      return { key, text: keyText(id, secret) };
    });
  }

  mine(actor: Actor): Promise<ApiKey[]> {
    authorise(organisationPolicy.manageKeys, actor, undefined);
    const { organisationId } = actor;
    invariant(organisationId, 'The audience has an organisation.');
    return this.database.read(actor, () => this.keys.of(organisationId));
  }

  revoke(actor: Actor, id: string): Promise<void> {
    authorise(organisationPolicy.manageKeys, actor, undefined);
    const { organisationId } = actor;
    invariant(organisationId, 'The audience has an organisation.');
    return this.database.transaction(actor, async () => {
      if (!(await this.keys.revoke(id, organisationId, new Date(this.clock.wall().epochMilliseconds)))) throw new NotFoundError('API key', id);
      await this.outbox.publish({ type: 'apiKey.revoked', subject: id, organisations: [organisationId], data: {} });
    });
  }

  /** The actor of a key. An unknown id and a wrong secret take the same path and answer CREDENTIAL_REFUSED. */
  async authenticate(text: string): Promise<Actor> {
    const read = readKey(text);
    const found = read && (await this.database.read(this.system, () => this.keys.findWithSecret(read.id)));
    const right = timingSafeEqual(found ? Buffer.from(found.secretHash, 'hex') : this.decoy, sha256(read?.secret ?? ''));
    if (!found || !right || found.key.revokedAtMs !== null) throw new CredentialRefusedError();
    const { key, organisation } = found;
    const now = this.clock.wall().epochMilliseconds;
    if (now - (key.lastUsedAtMs ?? 0) > TOUCH_EVERY_MS) await this.database.transaction(this.system, () => this.keys.touch(key.id, new Date(now)));
    return {
      kind: 'KEY', personId: key.createdBy, personName: key.name, organisationId: organisation.id, organisationKinds: organisation.kinds, role: null, signatory: false, scopes: key.scopes, credentialId: key.id,
    };
  }
}
