import 'reflect-metadata';
import { Config, SettingsError } from '@busbar/platform';
import { createApi } from './application';

async function main(): Promise<void> {
  const app = await createApi(process.env);
  const { host, port } = app.get(Config);
  await app.listen(port, host);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof SettingsError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
