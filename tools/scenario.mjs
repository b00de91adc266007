// npm run scenario: one whole deal over HTTP against a Busbar of its own. Needs Node 20.19 and npm, nothing else.
import { runInstalled } from './install.mjs';

await runInstalled('scenario-all.mjs');
