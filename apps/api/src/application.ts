import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Logger } from 'nestjs-pino';
import { configureHttp } from '@busbar/platform';
import { ApiModule } from './api.module';

/** The API, ready to listen: what `main` runs and tests over HTTP start. */
export async function createApi(environment: Readonly<Record<string, string | undefined>>): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(ApiModule.with(environment), { bodyParser: false, bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(Logger));
  configureHttp(app);
  app.enableShutdownHooks();
  await app.init();
  return app;
}
