import type { ApolloServerPlugin } from '@apollo/server';
import { admit } from './limits';

/** Refuses what is too large before any resolver runs, and tells the cost of what was answered in `extensions.cost`. */
export const limitsPlugin: ApolloServerPlugin = {
  async requestDidStart() {
    let cost = 0;
    return {
      async didResolveOperation({ schema, document, operation, request }) {
        if (operation) cost = admit(schema, document, operation, request.variables ?? {});
      },
      async willSendResponse({ response }) {
        if (response.body.kind === 'single') response.body.singleResult.extensions = { ...response.body.singleResult.extensions, cost };
      },
    };
  },
};
