/** A Busbar of its own with the demo world in it. */
import { type Busbar, startProcesses } from '../scenario/processes';

export interface DemoBusbar extends Pick<Busbar, 'url' | 'stop'> {
  /** The passwords of the demo world's people, by their role: `host`, `tenant`, `staff`. */
  readonly passwords: Readonly<Partial<Record<string, string>>>;
}

/** The demo world is told step by step through the services, and takes its time on a busy machine. */
export const STARTS_WITHIN_MS = 300_000;

export async function startDemoBusbar(root: string): Promise<DemoBusbar> {
  const { url, stop, signIns } = await startProcesses(root, { DEMO: 'true' }, STARTS_WITHIN_MS);
  return { url, stop, passwords: Object.fromEntries(signIns.map(({ role, password }) => [role, password])) };
}
