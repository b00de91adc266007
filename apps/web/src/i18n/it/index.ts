import { shell } from './shell';

export const it = { ...shell };
