import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { formatError } from './errors';
import { limits } from './limits';
import { limitsPlugin } from './limits.plugin';
import { BigIntScalar, DecimalScalar, InstantScalar, LocalDateScalar } from './scalars';

/** How the API serves GraphQL; `apps/api/schema.graphql` is emitted from the same options. */
export function graphqlOptions(): ApolloDriverConfig {
  return {
    driver: ApolloDriver,
    path: '/graphql',
    autoSchemaFile: true,
    sortSchema: true,
    // Introspection is open to signed-in callers (decisions.md 12); the guard of it is in the introspection plugin of the API.
    introspection: true,
    playground: false,
    graphiql: false,
    csrfPrevention: { requestHeaders: ['apollo-require-preflight', 'x-apollo-operation-name'] },
    hideSchemaDetailsFromClientErrors: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: limits.tokens },
    plugins: [limitsPlugin],
    formatError,
    context: ({ req, res }: { req: unknown; res: unknown }) => ({ req, res }),
    resolvers: { Decimal: DecimalScalar, BigInt: BigIntScalar, DateTime: InstantScalar, LocalDate: LocalDateScalar },
  };
}
