import { defineConfig } from 'prisma/config';

/** The schema is the whole folder; the migrations are hand-written SQL beside it (see prisma/README.md). */
export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:54329/busbar' },
});
