import request from 'supertest';
import type { NestExpressApplication } from '@nestjs/platform-express';

export interface GraphqlAnswer {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>> | null | undefined;
  readonly errors: readonly { readonly message: string; readonly extensions: { readonly code: string; readonly kind: string; readonly details: Readonly<Record<string, unknown>> } }[] | undefined;
}

/** GraphQL as one caller asks it. */
export interface Asking {
  /** One GraphQL request. */
  ask(query: string, variables?: object): Promise<GraphqlAnswer>;
  /** The answer's one root field; fails on any error. */
  field<T>(query: string, variables?: object): Promise<T>;
  /** The code of the first error; `answered` where there is none. */
  refusal(query: string, variables?: object): Promise<string>;
}

export type HttpServer = ReturnType<NestExpressApplication['getHttpServer']>;

/** Asks over HTTP, every time with these headers, which say who asks. */
export function asking(http: HttpServer, headers: Readonly<Record<string, string>> = {}): Asking {
  const ask = async (query: string, variables: object = {}): Promise<GraphqlAnswer> => {
    const { status, body } = await request(http).post('/graphql').set('apollo-require-preflight', 'true').set(headers).send({ query, variables });
    return { status, ...(body as Omit<GraphqlAnswer, 'status'>) };
  };
  return {
    ask,
    field: async <T>(query: string, variables?: object) => {
      const { data, errors } = await ask(query, variables);
      if (errors?.[0]) throw new Error(`${errors[0].extensions.code}: ${errors[0].message} ${JSON.stringify(errors[0].extensions.details)}`);
      return Object.values(data ?? {})[0] as T;
    },
    refusal: async (query, variables) => (await ask(query, variables)).errors?.[0]?.extensions.code ?? 'answered',
  };
}
