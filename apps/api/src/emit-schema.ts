/** Writes the schema as the API serves it to apps/api/schema.graphql, which is checked in and reviewed as a diff. */
import 'reflect-metadata';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { ApiModule } from './api.module';

/** No database is asked: the schema comes from the code alone. */
export async function emittedSchema(): Promise<string> {
  const app = await NestFactory.create(ApiModule.with({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none', LOG_LEVEL: 'silent' }), { logger: false, abortOnError: false });
  await app.init();
  const { schema } = app.get(GraphQLSchemaHost);
  const text = `${printSchema(lexicographicSortSchema(schema))}\n`;
  await app.close();
  return text;
}

if (require.main === module) {
  emittedSchema().then((text) => writeFileSync(join(process.cwd(), 'apps/api/schema.graphql'), text)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
}
