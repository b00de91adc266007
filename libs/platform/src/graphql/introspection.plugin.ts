import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, Kind, type OperationDefinitionNode } from 'graphql';
import { anonymous } from '@busbar/kernel';
import type { RequestWithActor } from '../rights/right';

const asksForSchema = (operation: OperationDefinitionNode): boolean =>
  operation.selectionSet.selections.some((selection) => selection.kind === Kind.FIELD && (selection.name.value === '__schema' || selection.name.value === '__type'));

/** Introspection is open to whoever is signed in or sends a key (decisions.md 12), closed to anonymous callers. */
export const introspectionPlugin: ApolloServerPlugin<{ req: RequestWithActor }> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        if (operation && asksForSchema(operation) && (contextValue.req.actor ?? anonymous).kind === 'ANONYMOUS')
          throw new GraphQLError('Sign in, or send an API key, to read the schema here; it is also published as schema.graphql.', { extensions: { code: 'NOT_SIGNED_IN', kind: 'UNAUTHENTICATED', details: {} } });
      },
    };
  },
};
