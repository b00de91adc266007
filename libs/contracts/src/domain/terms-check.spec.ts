import { assertTerms, faultsOf } from './terms-check';
import { aTranche, ids, terms } from '../../test/a-contract';

const paths = (change: Parameters<typeof terms>[0]): readonly string[] => faultsOf(terms(change)).map((fault) => fault.path);

describe('Terms that may become a contract', () => {
  it('are accepted as they are', () => {
    const good = terms();
    expect(assertTerms(good)).toBe(good);
  });

  it('name both sides, and not the same one twice', () => {
    expect(paths({ tenant: { organisationId: ids.host, name: 'Larkspur' } })).toEqual(['tenant']);
  });

  it.each([
    ['zone', { zone: 'Texas' }],
    ['currency', { currency: 'BTC' as 'USD' }],
    ['start', { start: '2021-02-30' }],
    ['end', { end: '2021-07-01', tranches: [aTranche({ end: '2021-07-01' })] }],
    ['end', { end: '2061-07-02' }],
    ['tranches', { tranches: [] }],
    ['tranches', { tranches: [aTranche(), aTranche()] }],
    ['billingDay', { billingDay: 32 }],
    ['paymentDays', { paymentDays: -1 }],
    ['platformFeeRate', { platformFeeRate: '1' }],
    ['platformFeeRate', { platformFeeRate: '2 %' }],
    ['security.amount', { security: { kind: 'DEPOSIT', amount: '0' } as const }],
    ['security.amount', { security: { kind: 'DEPOSIT', amount: '10.005' } as const }],
    ['prices', { prices: [] }],
  ])('refuse a wrong %s', (path, change) => {
    expect(paths(change)).toContain(path);
  });

  it.each([
    ['kw', { kw: '0' }],
    ['kw', { kw: '4000.0005' }],
    ['gpus', { gpus: 1.5, clusterId: 'gpu_1', gpuModel: 'h100-sxm' }],
    ['clusterId', { gpus: 8 }],
    ['clusterId', { clusterId: 'gpu_1', gpuModel: 'h100-sxm' }],
    ['end', { start: '2022-08-01', rentStart: '2022-08-01' }],
    ['rentStart', { rentStart: '2021-06-30' }],
    ['rentStart', { rentStart: '2022-08-01' }],
    ['start', { start: '2021-06-30' }],
    ['end', { end: '2022-08-02' }],
    ['ramp.1.fromMonth', { ramp: [{ fromMonth: 3, share: '0.5' }, { fromMonth: 3, share: '1' }] }],
    ['ramp.0.share', { ramp: [{ fromMonth: 0, share: '1.2' }] }],
  ])('refuse a tranche with a wrong %s', (path, change) => {
    expect(paths({ tranches: [aTranche(change)] })).toContain(`tranches.0.${path}`);
  });

  it('refuse a tranche whose dates are no dates, without a second complaint', () => {
    expect(paths({ tranches: [aTranche({ rentStart: 'soon' })] })).toEqual(['tranches.0']);
  });

  it('want GPUs in a contract for GPUs', () => {
    expect(paths({ product: 'GPU_CLUSTER' })).toEqual(['tranches.0.gpus']);
  });

  it('refuse prices that name what the contract does not hold', () => {
    const rent = { id: 'trm_1', code: 'capacity.reserved', price: '158', billedIn: 'ADVANCE' } as const;
    expect(paths({ prices: [rent, rent] })).toEqual(['prices']);
    expect(paths({ prices: [{ ...rent, trancheId: 'trn_other' }] })).toEqual(['prices.0.trancheId']);
    expect(paths({ prices: [{ ...rent, price: '1,58' }] })).toEqual(['prices.0.price']);
    expect(paths({ prices: [{ ...rent, payees: [{ organisationId: ids.host, share: '0.6' }, { organisationId: ids.staff, share: '0.3' }] }] })).toEqual(['prices.0.payees']);
    expect(paths({ prices: [{ ...rent, payees: [{ organisationId: ids.host, share: '0.6' }, { organisationId: ids.staff, share: '0.4' }] }] })).toEqual([]);
    expect(paths({ prices: [{ ...rent, from: '2022-01-01', until: '2022-01-01' }] })).toEqual(['prices.0.until']);
    expect(paths({ prices: [{ id: 'trm_2', code: 'energy.pue_overhead', mode: { kind: 'measured' }, energyTermIds: ['trm_none'], billedIn: 'ARREARS' }] })).toEqual(['prices.0.energyTermIds']);
  });

  it('refuse taxes that are half inclusive, or compound on what comes later', () => {
    expect(paths({ taxes: [{ code: 'tax.a', rate: '0.1', inclusive: true }, { code: 'tax.b', rate: '0.1' }] })).toEqual(['taxes']);
    expect(paths({ taxes: [{ code: 'tax.a', rate: '0.1', compoundOn: ['tax.b'] }, { code: 'tax.b', rate: '0.1' }] })).toEqual(['taxes.0.compoundOn']);
  });

  it('tell all faults at once', () => {
    expect(() => assertTerms(terms({ zone: 'Texas', billingDay: 0, prices: [] }))).toThrow(
      expect.objectContaining({ code: 'TERMS_INVALID', details: expect.objectContaining({ path: 'zone', faults: [expect.objectContaining({ path: 'zone' }), expect.objectContaining({ path: 'billingDay' }), expect.objectContaining({ path: 'prices' })] }) }),
    );
  });
});
