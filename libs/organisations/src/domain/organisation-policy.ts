/** Who may do what with people, organisations and keys. */
import { actsFor, isStaff, managers, rule } from '@busbar/kernel';
import type { Organisation } from './organisation';

export const organisationPolicy = {
  signIn: rule('sign in', { anonymous: true }),
  signOut: rule('sign out', { anonymous: true }),
  register: rule('register an organisation', { anonymous: true }),
  seeSelf: rule('see who is signed in', { anonymous: true }),
  /** Members see their own organisation; staff see all. Counterparties are named by the contexts that know of the deal. */
  see: rule<Organisation>('see an organisation', { kinds: 'ANY' }, (actor, organisation) => isStaff(actor) || actsFor(actor, organisation.id)),
  list: rule('list organisations', { kinds: ['STAFF'] }),
  verify: rule<Organisation>('verify an organisation', { kinds: ['STAFF'], roles: managers }, (actor, organisation) => !actsFor(actor, organisation.id)),
  manageKeys: rule('manage API keys', { kinds: 'ANY', roles: managers }),
  manageSessions: rule('manage own sessions', { kinds: 'ANY' }),
} as const;
