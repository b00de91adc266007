import { decimal, kilowatts, parseDate, parseInstant } from '@busbar/kernel';
import { draftTerms, negotiationEnds, revisedTerms, usual, type AgreedTranche, type Agreement } from './draft';
import { ids, terms } from '../../test/a-contract';

const tranche = (change: Partial<AgreedTranche> = {}): AgreedTranche => ({
  id: ids.tranche, siteId: ids.site, siteName: 'Brazos Fork Campus', zone: 'America/Chicago', hallId: ids.hall, hallName: 'Hall A', powerW: kilowatts(4000n), clusterId: null, gpus: 0, gpuModel: null,
  start: parseDate('2021-07-01'), to: parseInstant('2022-07-01T05:00:00Z'), ...change,
});
const agreement = (change: Partial<Agreement> = {}): Agreement => ({
  product: 'COLOCATION', host: { organisationId: ids.host, name: 'Larkspur' }, tenant: { organisationId: ids.tenant, name: 'Meridian' }, currency: 'USD', tranches: [tranche()], prices: terms().prices,
  firmness: terms().firmness, conditions: '', depositMonths: 0, value: decimal('9600000'), months: 12, platformFeeRate: '0.02', ...change,
});

describe('The first version of a contract', () => {
  it('says what was agreed, and the usual where nothing was', () => {
    const draft = draftTerms(agreement());
    expect(draft).toMatchObject({ start: '2021-07-01', end: '2022-07-01', zone: 'America/Chicago', security: { kind: 'NONE' }, taxes: [], ...usual });
    expect(draft.tranches).toMatchObject([{ kw: '4000', rentStart: '2021-07-01', end: '2022-07-01', ramp: [] }]);
  });

  it('runs from the first start to the last end, in the zone of the first tranche', () => {
    const later = tranche({ id: 'trn_2', zone: 'Europe/Oslo', start: parseDate('2021-10-01'), to: parseInstant('2023-09-30T22:00:00Z') });
    expect(draftTerms(agreement({ tranches: [tranche(), later] }))).toMatchObject({ start: '2021-07-01', end: '2023-10-01', zone: 'America/Chicago' });
  });

  it('asks months of rent as deposit, or of the mean value where no rent is charged', () => {
    expect(draftTerms(agreement({ depositMonths: 3 })).security).toEqual({ kind: 'DEPOSIT', amount: '1896000.00' });
    const energy = { id: 'trm_e', code: 'energy.fixed', price: '0.068', billedIn: 'ARREARS' } as const;
    expect(draftTerms(agreement({ depositMonths: 2, prices: [energy], product: 'INTERRUPTIBLE_POWER', value: decimal('1000000'), months: 12 })).security).toEqual({ kind: 'DEPOSIT', amount: '166666.67' });
  });

  it('is refused where both sides are one', () => {
    expect(() => draftTerms(agreement({ tenant: { organisationId: ids.host, name: 'Larkspur' } }))).toThrow(expect.objectContaining({ code: 'TERMS_INVALID' }));
  });

  it('holds its capacity for sixty days', () => {
    expect(negotiationEnds(parseInstant('2021-06-01T12:00:00Z')).toString()).toBe('2021-07-31T12:00:00Z');
  });
});

describe('A revision', () => {
  it('changes what it names and leaves the rest', () => {
    expect(revisedTerms(terms(), { billingDay: 15, language: 'it' })).toEqual({ ...terms(), billingDay: 15, language: 'it' });
    expect(revisedTerms(terms(), {})).toEqual(terms());
  });

  it('is checked as the first version was', () => {
    expect(() => revisedTerms(terms(), { billingDay: 0 })).toThrow(expect.objectContaining({ code: 'TERMS_INVALID', details: expect.objectContaining({ path: 'billingDay' }) }));
    expect(() => revisedTerms(terms(), { rentStarts: [{ trancheId: ids.tranche, rentStart: '2022-08-01' }] })).toThrow(expect.objectContaining({ code: 'TERMS_INVALID' }));
  });
});
