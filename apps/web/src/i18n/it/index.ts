import { entry } from './entry';
import { metering } from './metering';
import { refusals } from './refusals';
import { shell } from './shell';
import { words } from './words';

export const it = { ...shell, ...entry, ...metering, ...words, ...refusals };
