/** A Busbar of its own with the demo world in it. */
import { type Busbar, startProcesses } from '../scenario/processes';

export type DemoBusbar = Pick<Busbar, 'url' | 'stop'>;

/** The demo world is told step by step through the services, and takes its time on a busy machine. */
export const STARTS_WITHIN_MS = 300_000;

export const startDemoBusbar = (root: string): Promise<DemoBusbar> => startProcesses(root, { DEMO: 'true' }, STARTS_WITHIN_MS);
