// Builds the server where it is stale, then plays the story that is named (august, march, february), or August.
import { createRequire } from 'node:module';
import { buildServer } from './build.mjs';

await buildServer();
createRequire(import.meta.url)('../dist/test/scenario/main.js');
