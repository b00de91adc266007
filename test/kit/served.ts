import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { NextFunction, Request, Response } from 'express';
import request from 'supertest';
import { type Actor, anonymous } from '@busbar/kernel';
import { configureHttp, graphqlOptions, OperationMiddleware, PlatformModule, type RequestWithActor } from '@busbar/platform';
import { type Asking, asking, type HttpServer } from './asking';
import { aDatabase } from './database';
import { testEnvironment } from './module';

/** A caller of a served module, signed in already. */
export interface ServedCaller extends Asking {
  /** REST requests: `post('/v1/readings')` and the like. */
  readonly http: ReturnType<typeof request.agent>;
}

/** Some contexts behind GraphQL and REST over HTTP, as the API serves them, but for who is asking: see `as`. */
export interface Served {
  /** The provider of this class, as Nest would inject it. */
  get<T>(provider: Type<T>): T;
  readonly http: HttpServer;
  /** Stands where authentication stands; who the actor is, is organisations' business. */
  as(actor: Actor): ServedCaller;
  close(): Promise<void>;
}

const ACTOR = 'test-actor';

/** Serves these Nest modules and the platform on the database at `url`, or else on one of its own that goes with it. */
export async function served(modules: readonly Type[], url?: string): Promise<Served> {
  const own = url === undefined ? await aDatabase() : null;
  const actors: Actor[] = [];
  try {
    const platform = PlatformModule.with(testEnvironment(url ?? own?.url ?? ''));
    const module = await Test.createTestingModule({ imports: [platform, GraphQLModule.forRoot(graphqlOptions()), ...modules], providers: [OperationMiddleware] }).compile();
    const app = module.createNestApplication<NestExpressApplication>({ bodyParser: false, logger: false });
    const operations = app.get(OperationMiddleware);
    configureHttp(app);
    app.use((incoming: Request & RequestWithActor, outgoing: Response, next: NextFunction) => {
      incoming.actor = actors[Number(incoming.headers[ACTOR])] ?? anonymous;
      operations.use(incoming, outgoing, next);
    });
    await app.init();
    const http = app.getHttpServer();
    return {
      get: (provider) => app.get(provider, { strict: false }),
      http,
      as: (actor) => {
        const headers = { [ACTOR]: String(actors.push(actor) - 1) };
        return { ...asking(http, headers), http: request.agent(http).set(headers) };
      },
      close: async () => {
        await app.close();
        await own?.close();
      },
    };
  } catch (error) {
    await own?.close();
    throw error;
  }
}
