/** Who acts. Made from a session or a key by the guard, or by the worker for itself; never from input. */
export const organisationKinds = ['HOST', 'TENANT', 'STAFF'] as const;
export type OrganisationKind = (typeof organisationKinds)[number];
export const memberRoles = ['OWNER', 'ADMIN', 'FINANCE', 'OPERATOR', 'VIEWER'] as const;
export type MemberRole = (typeof memberRoles)[number];

export interface Actor {
  readonly kind: 'ANONYMOUS' | 'PERSON' | 'KEY' | 'SYSTEM';
  /** `prs_…` of the person, or the creator of the key; null for the system and for anonymous callers. */
  readonly personId: string | null;
  readonly personName: string;
  /** The active organisation, checked against the memberships on every request (decisions.md 13). */
  readonly organisationId: string | null;
  readonly organisationKinds: readonly OrganisationKind[];
  readonly role: MemberRole | null;
  /** May sign for the organisation. */
  readonly signatory: boolean;
  /** Scopes of an API key; a person has all. */
  readonly scopes: readonly string[] | 'ALL';
  /** `ses_…` or `key_…`: what the audit trail names. */
  readonly credentialId: string | null;
}

export const anonymous: Actor = {
  kind: 'ANONYMOUS', personId: null, personName: 'anonymous', organisationId: null, organisationKinds: [], role: null, signatory: false, scopes: [], credentialId: null,
};

/** The platform itself: worker, schedules, handlers. `name` says which part, for the audit trail. */
export const systemActor = (name: string): Actor => ({
  kind: 'SYSTEM', personId: null, personName: name, organisationId: null, organisationKinds: [], role: null, signatory: false, scopes: 'ALL', credentialId: null,
});

export const isStaff = (actor: Actor): boolean => actor.organisationKinds.includes('STAFF');
export const isSystem = (actor: Actor): boolean => actor.kind === 'SYSTEM';
export const isHost = (actor: Actor): boolean => actor.organisationKinds.includes('HOST');
export const isTenant = (actor: Actor): boolean => actor.organisationKinds.includes('TENANT');
/** Whether the actor acts for this organisation. */
export const actsFor = (actor: Actor, organisationId: string): boolean => actor.organisationId !== null && actor.organisationId === organisationId;
