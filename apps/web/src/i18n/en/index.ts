import { shell } from './shell';

export const en = { ...shell } as const;
