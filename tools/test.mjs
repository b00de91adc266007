// npm test and npm run test:long (--long): needs Node 20.19 and npm, nothing else; see test-all.mjs for what it runs.
import { runInstalled } from './install.mjs';

await runInstalled('test-all.mjs');
