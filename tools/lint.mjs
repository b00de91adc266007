// ESLint over the whole repository. The boundaries rule reads Nx's project graph, which is made first: without it the
// rule would skip every file and say so only in a warning.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '..');
process.env.NX_DAEMON = 'false';
process.chdir(root);

const { createProjectGraphAsync } = require('@nx/devkit');
await createProjectGraphAsync({ exitOnError: true });

const eslint = path.join(path.dirname(require.resolve('eslint/package.json')), 'bin/eslint.js');
const wanted = process.argv.slice(2);
const { status } = spawnSync(process.execPath, [eslint, ...(wanted.length > 0 ? wanted : ['.']), '--max-warnings=0'], { stdio: 'inherit' });
process.exitCode = status ?? 1;
