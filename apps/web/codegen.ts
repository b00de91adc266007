import type { CodegenConfig } from '@graphql-codegen/cli';

/** Types and documents from the checked-in schema; scalars are text, because a money amount must never become a double. */
const config: CodegenConfig = {
  schema: 'apps/api/schema.graphql',
  documents: ['apps/web/src/**/*.{ts,tsx}', '!apps/web/src/gql/**'],
  ignoreNoDocuments: true,
  generates: {
    'apps/web/src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        defaultScalarType: 'unknown',
        scalars: { DateTime: 'string', LocalDate: 'string', Decimal: 'string', BigInt: 'string', JSON: 'unknown' },
      },
    },
  },
};

export default config;
