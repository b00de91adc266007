import { createContext, useContext } from 'react';

export type Role = 'HOST' | 'TENANT' | 'STAFF';

export interface Workspace {
  readonly id: string;
  readonly name: string;
  readonly kinds: readonly Role[];
}

/** Who is looking. `loading` until the first answer; then nobody or somebody. */
export interface Session {
  readonly state: 'loading' | 'anonymous' | 'signedIn';
  readonly person: { readonly id: string; readonly name: string; readonly email: string } | null;
  readonly workspaces: readonly Workspace[];
  readonly active: Workspace | null;
  /** Business time, by which dates are past or to come; null until known. */
  readonly now: string | null;
  /** Business time where the world's clock can be moved (demo); null where it is the wall's. */
  readonly demoClock: string | null;
  readonly switchTo: (workspaceId: string) => Promise<void>;
  readonly signOut: () => Promise<void>;
  /** Asks again who is looking, after a sign-in. */
  readonly renew: () => Promise<void>;
}

const nobody: Session = {
  state: 'loading',
  person: null,
  workspaces: [],
  active: null,
  now: null,
  demoClock: null,
  switchTo: async () => undefined,
  signOut: async () => undefined,
  renew: async () => undefined,
};

export const SessionContext = createContext<Session>(nobody);

export function useSession(): Session {
  return useContext(SessionContext);
}

export function hasRole(session: Session, role: Role): boolean {
  return session.active?.kinds.includes(role) ?? false;
}
