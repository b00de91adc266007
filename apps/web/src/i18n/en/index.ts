import { contract } from './contract';
import { entry } from './entry';
import { home } from './home';
import { insights } from './insights';
import { invoice } from './invoice';
import { market } from './market';
import { metering } from './metering';
import { payments } from './payments';
import { price } from './price';
import { proposal } from './proposal';
import { refusals } from './refusals';
import { request } from './request';
import { review } from './review';
import { shell } from './shell';
import { site } from './site';
import { words } from './words';

export const en = { ...contract, ...entry, ...home, ...insights, ...invoice, ...market, ...metering, ...payments, ...price, ...proposal, ...refusals, ...request, ...review, ...shell, ...site, ...words } as const;
