// npm start: the whole of Busbar on this machine. Needs Node 20.19 and npm, nothing else; see start-all.mjs for what it does.
import { runInstalled } from './install.mjs';

await runInstalled('start-all.mjs');
