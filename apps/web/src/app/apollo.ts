import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, type FieldFunctionOptions } from '@apollo/client';
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
  return new ApolloClient({
    link: ApolloLink.from([workspace, new HttpLink({ uri: '/graphql', credentials: 'same-origin' })]),
    cache: new InMemoryCache(),
    defaultOptions: { watchQuery: { fetchPolicy: 'cache-and-network', nextFetchPolicy: 'cache-first' } },
    devtools: { enabled: import.meta.env.DEV },
  });
}

interface Page {
  readonly edges: readonly unknown[];
}

/** Pages of a connection follow each other; a page asked without a cursor begins anew. */
export function mergePages(existing: Page | undefined, incoming: Page, { args }: FieldFunctionOptions): Page {
  const after = args === null ? null : (args['after'] as string | null | undefined);
  return existing && after ? { ...incoming, edges: [...existing.edges, ...incoming.edges] } : incoming;
}
