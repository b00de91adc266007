import { acquireTestServer } from '../../tools/test-server.mjs';

/** Before the first test file: the shared PostgreSQL and its template. The workers inherit the environment. */
export default async function globalSetup() {
  const { server, template, prefix } = await acquireTestServer();
  process.env.BUSBAR_TEST_SERVER = server;
  process.env.BUSBAR_TEST_TEMPLATE = template;
  process.env.BUSBAR_TEST_PREFIX = prefix;
}
