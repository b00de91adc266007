/** A deal to try rules on: 4 MW of colocation in Texas, twelve months, rent and energy at an index. */
import { instantOf, parseDate, parseInstant, type Actor } from '@busbar/kernel';
import type { Contract } from '../src/domain/contract';
import type { ContractTerms, TrancheTerms } from '../src/domain/contract-terms';

const idOf = (prefix: string, last: string): string => `${prefix}_0${last.padStart(25, '0')}`;
export const ids = {
  host: idOf('org', 'h'),
  tenant: idOf('org', 't'),
  staff: idOf('org', 's'),
  contract: idOf('ctr', '1'),
  version: idOf('ver', '1'),
  proposal: idOf('prp', '1'),
  tranche: idOf('trn', '1'),
  site: idOf('site', '1'),
  hall: idOf('hall', '1'),
} as const;

export const at = parseInstant('2021-06-01T12:00:00Z');

export const aTranche = (change: Partial<TrancheTerms> = {}): TrancheTerms => ({
  id: ids.tranche,
  siteId: ids.site,
  siteName: 'Brazos Fork Campus',
  hallId: ids.hall,
  hallName: 'Hall A',
  kw: '4000',
  clusterId: null,
  gpus: 0,
  gpuModel: null,
  start: '2021-07-01',
  rentStart: '2021-08-01',
  end: '2022-08-01',
  ramp: [],
  ...change,
});

export const terms = (change: Partial<ContractTerms> = {}): ContractTerms => ({
  form: 1,
  language: 'en',
  product: 'COLOCATION',
  host: { organisationId: ids.host, name: 'Larkspur Digital Power' },
  tenant: { organisationId: ids.tenant, name: 'Meridian Models' },
  zone: 'America/Chicago',
  currency: 'USD',
  start: '2021-07-01',
  end: '2022-08-01',
  tranches: [aTranche()],
  prices: [
    { id: 'trm_rent', code: 'capacity.reserved', price: '158', billedIn: 'ADVANCE' },
    { id: 'trm_index', code: 'energy.index', indexId: 'ercot-hub', billedIn: 'ARREARS', passThrough: true },
    { id: 'trm_adder', code: 'energy.index_adder', price: '0.004', billedIn: 'ARREARS' },
    { id: 'trm_pue', code: 'energy.pue_overhead', mode: { kind: 'measured_capped', cap: '1.25' }, price: '0.05', billedIn: 'ARREARS' },
  ],
  taxes: [{ code: 'tax.state', rate: '0.0825' }],
  firmness: { kind: 'FIRM', curtailableHours: 0, noticeMinutes: 0, retainedPercent: 100 },
  security: { kind: 'NONE' },
  billingDay: 1,
  paymentDays: 30,
  settlement: 'PLATFORM',
  platformFeeRate: '0.02',
  conditions: '',
  ...change,
});

export const aContract = (change: Partial<Contract> = {}): Contract => ({
  id: ids.contract,
  proposalId: ids.proposal,
  hostId: ids.host,
  tenantId: ids.tenant,
  state: 'DRAFT',
  revision: 1,
  versionId: ids.version,
  versionNumber: 1,
  sha256: 'a'.repeat(64),
  zone: 'America/Chicago',
  currency: 'USD',
  start: parseDate('2021-07-01'),
  end: parseDate('2022-08-01'),
  securityRequired: false,
  authorIds: ['prs_author'],
  signatures: [],
  draftedAt: instantOf(0),
  ...change,
});

const person = (personId: string, personName: string, organisationId: string, kind: 'HOST' | 'TENANT' | 'STAFF', change: Partial<Actor>): Actor => ({
  kind: 'PERSON',
  personId,
  personName,
  organisationId,
  organisationKinds: [kind],
  role: 'OWNER',
  signatory: true,
  scopes: 'ALL',
  credentialId: 'ses_1',
  ...change,
});
export const aHost = (change: Partial<Actor> = {}): Actor => person('prs_host', 'Hanna Holt', ids.host, 'HOST', change);
export const aTenant = (change: Partial<Actor> = {}): Actor => person('prs_tenant', 'Tara Ténant', ids.tenant, 'TENANT', change);
export const aReviewer = (change: Partial<Actor> = {}): Actor => person('prs_reviewer', 'Rosa Rewe', ids.staff, 'STAFF', { signatory: false, ...change });
export const aStranger = (change: Partial<Actor> = {}): Actor => person('prs_stranger', 'Sam Stranger', idOf('org', 'x'), 'TENANT', change);
