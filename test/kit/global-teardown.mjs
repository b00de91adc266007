import { releaseTestServer } from '../../tools/test-server.mjs';

/** After the last test file: the run's databases go, and the server too if this was the last run. */
export default async function globalTeardown() {
  await releaseTestServer();
}
