import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { formatError } from './errors';
import { introspectionPlugin } from './introspection.plugin';
import { limits } from './limits';
import { limitsPlugin } from './limits.plugin';

/** How the API serves GraphQL; `apps/api/schema.graphql` is emitted from the same options. */
export function graphqlOptions(): ApolloDriverConfig {
  return {
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    // Open to signed-in callers; the introspection plugin closes it to the rest.
    introspection: true,
    playground: false,
    graphiql: false,
    csrfPrevention: { requestHeaders: ['apollo-require-preflight', 'x-apollo-operation-name'] },
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: limits.tokens },
    plugins: [limitsPlugin, introspectionPlugin],
    formatError,
    context: ({ req, res }: { req: unknown; res: unknown }) => ({ req, res }),
  };
}
