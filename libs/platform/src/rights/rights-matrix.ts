/** Every root field and route with its rule, found by walking the application; what has none stops the boot. */
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { type Actor, anonymous, inAudience, invariant, memberRoles, type MemberRole, type OrganisationKind, type Rule } from '@busbar/kernel';
import { RIGHT } from './right';

export interface Entry {
  /** `Mutation.approveContract` or `POST /v1/readings`. */
  readonly name: string;
  readonly right: Rule<never>;
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD', 'SEARCH'];

const actorOf = (kind: OrganisationKind, role: MemberRole): Actor => ({
  kind: 'PERSON', personId: 'prs_', personName: role, organisationId: 'org_', organisationKinds: [kind], role, signatory: false, scopes: 'ALL', credentialId: null,
});

@Injectable()
export class RightsMatrix implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService, private readonly scanner: MetadataScanner, private readonly reflector: Reflector) {}

  onApplicationBootstrap(): void {
    this.entries();
  }

  /** All root fields and routes, sorted; throws on one without a rule. */
  entries(): readonly Entry[] {
    const found: Entry[] = [];
    for (const wrapper of [...this.discovery.getProviders(), ...this.discovery.getControllers()]) {
      const instance: unknown = wrapper.isDependencyTreeStatic() ? wrapper.instance : undefined;
      if (typeof instance !== 'object' || instance === null) continue;
      const prototype: unknown = Object.getPrototypeOf(instance);
      if (typeof prototype !== 'object' || prototype === null) continue;
      for (const method of this.scanner.getAllMethodNames(prototype)) found.push(...this.entryOf(instance, method));
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  /** Root field × role as text, for the snapshot that shows a change of rights in review. */
  table(): string {
    const columns: [string, Actor][] = [['anonymous', anonymous]];
    for (const kind of ['HOST', 'TENANT', 'STAFF'] as const) for (const role of memberRoles) columns.push([`${kind.toLowerCase()}.${role.toLowerCase()}`, actorOf(kind, role)]);
    return this.entries()
      .map(({ name, right }) => {
        const who = columns.filter(([, actor]) => inAudience({ ...right.audience, signatory: false }, actor)).map(([title]) => title);
        const extra = [right.audience.signatory ? 'signatory' : '', right.audience.scope ? `key:${right.audience.scope}` : ''].filter(Boolean);
        return `${name} [${right.name}] ${who.length === columns.length ? 'everyone' : who.join(' ') || 'nobody'}${extra.length ? ` + ${extra.join(' ')}` : ''}`;
      })
      .join('\n');
  }

  private entryOf(instance: object, method: string): Entry[] {
    const handler: unknown = (instance as Record<string, unknown>)[method];
    if (typeof handler !== 'function') return [];
    const resolverType: unknown = Reflect.getMetadata('graphql:resolver_type', handler);
    const path: unknown = Reflect.getMetadata('path', handler);
    const verb: unknown = Reflect.getMetadata('method', handler);
    const isRoot = resolverType === 'Query' || resolverType === 'Mutation';
    const isRoute = typeof path === 'string' && typeof verb === 'number';
    if (!isRoot && !isRoute) return [];
    const base: unknown = Reflect.getMetadata('path', instance.constructor);
    const fieldName: unknown = Reflect.getMetadata('graphql:resolver_name', handler);
    const name = isRoot
      ? `${String(resolverType)}.${typeof fieldName === 'string' ? fieldName : method}`
      : `${METHODS[verb as number] ?? '?'} /${[base, path].filter((part) => typeof part === 'string' && part !== '/' && part !== '').join('/')}`;
    const right = this.reflector.get<Rule<never> | undefined>(RIGHT, handler as () => void);
    invariant(right, `${name} (${instance.constructor.name}.${method}) has no rule: state one with @Right().`);
    return [{ name, right }];
  }
}
