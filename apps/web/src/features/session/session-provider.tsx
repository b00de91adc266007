import { useApolloClient, useQuery } from '@apollo/client/react';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useMutation } from '@apollo/client/react';
import { activeOrganisation, setActiveOrganisation } from '~/app/workspace';
import { graphql } from '~/gql';
import type { ViewerQuery } from '~/gql/graphql';
import { SessionContext, type Session } from './session';

const viewerDocument = graphql(`
  query Viewer {
    businessTime {
      now
      movable
    }
    viewer {
      person {
        id
        name
        email
      }
      membership {
        id
        organisation {
          id
          name
          kinds
        }
      }
      memberships {
        id
        organisation {
          id
          name
          kinds
        }
      }
    }
  }
`);

const signOutDocument = graphql(`
  mutation SignOut {
    signOut
  }
`);

/** Asks once who is looking and tells every page; asks again after sign-in, sign-out and a change of workspace. */
export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const client = useApolloClient();
  const { data, error, refetch } = useQuery(viewerDocument, { fetchPolicy: 'cache-and-network' });
  const [signOut] = useMutation(signOutDocument);

  const renew = useCallback(async () => {
    await client.clearStore();
    await refetch();
    await client.reFetchObservableQueries();
  }, [client, refetch]);

  const session = useMemo<Session>(
    () => ({
      ...people(data?.viewer, error !== undefined),
      now: data?.businessTime.now ?? null,
      demoClock: data?.businessTime.movable ? data.businessTime.now : null,
      switchTo: async (workspaceId) => {
        setActiveOrganisation(workspaceId);
        await renew();
      },
      signOut: async () => {
        await signOut();
        setActiveOrganisation(null);
        await renew();
      },
      renew,
    }),
    [data, error, renew, signOut],
  );
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

function people(viewer: ViewerQuery['viewer'] | undefined, failed: boolean): Pick<Session, 'state' | 'person' | 'workspaces' | 'active'> {
  if (viewer === undefined && !failed) return { state: 'loading', person: null, workspaces: [], active: null };
  if (!viewer) return { state: 'anonymous', person: null, workspaces: [], active: null };
  const workspaces = viewer.memberships.map(({ organisation }) => organisation);
  const active = viewer.membership?.organisation ?? workspaces.find(({ id }) => id === activeOrganisation()) ?? null;
  return { state: 'signedIn', person: viewer.person ?? null, workspaces, active };
}
