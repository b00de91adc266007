import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { ServerError } from '@apollo/client/errors';
import { RetryLink } from '@apollo/client/link/retry';
import { activeOrganisation } from './workspace';

/** The session is an http-only cookie of the same origin; the header below makes the browser ask before a foreign page could send it. */
export function makeClient(): ApolloClient {
  const workspace = new ApolloLink((operation, forward) => {
    const organisation = activeOrganisation();
    operation.setContext(({ headers }: { readonly headers?: Readonly<Record<string, string>> }) => ({
      headers: { ...headers, 'apollo-require-preflight': 'true', ...(organisation === null ? {} : { 'Busbar-Organisation': organisation }) },
    }));
    return forward(operation);
  });
  // A question may be asked again when the line breaks; a command never is, for it may have been heard.
  const again = new RetryLink({
    delay: { initial: 300 },
    attempts: { max: 3, retryIf: (error, operation) => String(operation.operationType) === 'query' && !ServerError.is(error) },
  });
  return new ApolloClient({
    link: ApolloLink.from([again, workspace, new HttpLink({ uri: '/graphql', credentials: 'same-origin' })]),
    cache: new InMemoryCache(),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
    devtools: { enabled: import.meta.env.DEV },
  });
}
