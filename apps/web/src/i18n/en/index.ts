import { entry } from './entry';
import { market } from './market';
import { metering } from './metering';
import { price } from './price';
import { refusals } from './refusals';
import { request } from './request';
import { shell } from './shell';
import { site } from './site';
import { words } from './words';

export const en = { ...entry, ...market, ...metering, ...price, ...refusals, ...request, ...shell, ...site, ...words } as const;
