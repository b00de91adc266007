import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { documentModules } from './document-modules.mts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const api = process.env['BUSBAR_API'] ?? 'http://127.0.0.1:4000';

export default defineConfig({
  root: here('.'),
  cacheDir: here('../../node_modules/.vite/web'),
  plugins: [documentModules(here('./src/gql/graphql.ts')), react()],
  resolve: {
    alias: [
      { find: /^~\//, replacement: `${here('./src')}/` },
      { find: '@busbar/kernel', replacement: here('../../libs/kernel/src/index.ts') },
      { find: '@busbar/pricing', replacement: here('../../libs/pricing/src/index.ts') },
    ],
  },
  server: { host: '127.0.0.1', port: 4200, proxy: { '/graphql': api, '/api': api, '/v1': api } },
  build: { outDir: here('../../dist/apps/web'), emptyOutDir: true, target: 'es2023', reportCompressedSize: false, chunkSizeWarningLimit: 900 },
  test: { environment: 'node', include: ['src/**/*.spec.{ts,tsx}'], setupFiles: [here('./src/test-setup.ts')], maxWorkers: 1, testTimeout: 20_000 },
});
