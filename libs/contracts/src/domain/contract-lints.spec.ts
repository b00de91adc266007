import type { PriceTerm } from '@busbar/pricing';
import { lintsOf, nothingKnown, type LintFacts } from './contract-lints';
import type { ContractTerms } from './contract-terms';
import { aTranche, terms } from '../../test/a-contract';

const secured = { kind: 'DEPOSIT', amount: '1896000' } as const;
const codes = (change: Partial<ContractTerms>, facts: Partial<LintFacts> = {}): readonly string[] =>
  lintsOf(terms({ security: secured, ...change }), { ...nothingKnown, ...facts }).map((lint) => lint.code);
const rent = (price: string, change: object = {}): PriceTerm => ({ id: 'trm_rent', code: 'capacity.reserved', price, billedIn: 'ADVANCE', ...change });
const energy: PriceTerm = { id: 'trm_e', code: 'energy.fixed', price: '0.05', billedIn: 'ARREARS' };

describe('Lints on contract terms', () => {
  it('say nothing of sound terms', () => {
    expect(codes({}, { designPue: '1.19', supplyEnds: '2037-12-31', referenceRange: { low: '100', high: '190' }, indexCurrencies: { 'ercot-hub': 'USD' } })).toEqual([]);
  });

  it('object to a PUE cap that the design cannot keep', () => {
    expect(codes({}, { designPue: '1.2501' })).toEqual(['PUE_CAP_BELOW_DESIGN']);
    expect(codes({}, { designPue: '1.25' })).toEqual([]);
    const fixed: PriceTerm = { id: 'trm_pue', code: 'energy.pue_overhead', mode: { kind: 'fixed', pue: '1.1' }, price: '0.05', billedIn: 'ARREARS' };
    expect(codes({ prices: [rent('158'), energy, fixed] }, { designPue: '1.19' })).toEqual(['PUE_CAP_BELOW_DESIGN']);
  });

  it.each([
    ['99.99', ['PRICE_OUTSIDE_REFERENCE']],
    ['100', []],
    ['190', []],
    ['190.01', ['PRICE_OUTSIDE_REFERENCE']],
  ])('hold a rent of %s a kW-month against the trade', (price, expected) => {
    expect(codes({ prices: [rent(price), energy], security: { kind: 'DEPOSIT', amount: '9000000' } }, { referenceRange: { low: '100', high: '190' } })).toEqual(expected);
  });

  it('do not compare euros with dollars, and say so', () => {
    expect(codes({ currency: 'EUR', prices: [rent('158'), energy] }, { referenceRange: { low: '100', high: '190' } })).toEqual(['PRICE_NOT_COMPARABLE']);
  });

  it('hold a shell and a GPU against the unit in which they are quoted', () => {
    const shell: Partial<ContractTerms> = { product: 'INTERRUPTIBLE_POWER', prices: [{ ...energy, price: '0.09' }] };
    expect(codes(shell, { referenceRange: { low: '0.05', high: '0.085' } })).toEqual(['PRICE_OUTSIDE_REFERENCE']);
    const gpu: PriceTerm = { id: 'trm_g', code: 'gpu.premium', sku: 'h100-sxm', price: '2.5', incrementSeconds: 60, billedIn: 'ARREARS' };
    expect(codes({ product: 'GPU_CLUSTER', prices: [gpu] }, { referenceRange: { low: '1.47', high: '6.88' } })).toEqual([]);
  });

  it('object to a ramp that falls, never gets full, or begins after the end', () => {
    const ramp = (...steps: [number, string][]): Partial<ContractTerms> => ({ tranches: [aTranche({ ramp: steps.map(([fromMonth, share]) => ({ fromMonth, share })) })] });
    expect(codes(ramp([0, '0.5'], [3, '0.4'], [6, '1']))).toEqual(['RAMP_FALLS']);
    expect(codes(ramp([0, '0.5'], [3, '0.9']))).toEqual(['RAMP_NEVER_FULL']);
    expect(codes(ramp([0, '0.5'], [12, '1']))).toEqual(['RAMP_PAST_END']);
    expect(codes(ramp([0, '0.5'], [11, '1']))).toEqual([]);
  });

  it('object to a term that outlives the power supply, less where energy is passed through', () => {
    const past = (prices: readonly PriceTerm[]) => lintsOf(terms({ security: secured, prices }), { ...nothingKnown, supplyEnds: '2022-07-31' });
    expect(past([rent('158'), energy])).toMatchObject([{ code: 'TERM_PAST_SUPPLY_END', severity: 'WARNING', item: 10 }]);
    expect(past(terms().prices)).toMatchObject([{ code: 'TERM_PAST_SUPPLY_END', severity: 'NOTICE' }]);
    expect(codes({}, { supplyEnds: '2022-08-01' })).toEqual([]);
  });

  it('object to an index in another currency without a conversion, to an escalator that is older than the contract, and to energy nobody prices', () => {
    expect(codes({}, { indexCurrencies: { 'ercot-hub': 'EUR' } })).toEqual(['INDEX_WITHOUT_CONVERSION']);
    expect(codes({ prices: [rent('158', { escalator: { kind: 'fixed', rate: '0.03', effective: '2021-06-30' } }), energy] })).toEqual(['ESCALATOR_BEFORE_START']);
    expect(codes({ prices: [rent('158')] })).toEqual(['ENERGY_NOT_PRICED']);
  });

  it('compare the security with three months of rent, to the cent', () => {
    const lints = (amount: string) => lintsOf(terms({ security: { kind: 'DEPOSIT', amount } }), nothingKnown);
    expect(lints('1896000')).toEqual([]);
    expect(lints('1895999.99')).toMatchObject([{ code: 'SECURITY_BELOW_EXPOSURE', given: '1895999.99', expected: 'at least 1896000.00, 3 months of rent' }]);
    expect(lintsOf(terms(), nothingKnown)).toMatchObject([{ code: 'SECURITY_BELOW_EXPOSURE', given: '0.00' }]);
  });

  it('ask who pays for a curtailment', () => {
    const firmness = { kind: 'CURTAILABLE', curtailableHours: 40, noticeMinutes: 60, retainedPercent: 20 } as const;
    expect(codes({ firmness })).toEqual(['CURTAILMENT_WITHOUT_CREDIT']);
    expect(codes({ firmness, prices: [...terms().prices, { id: 'trm_c', code: 'credit.curtailment', price: '0.1', billedIn: 'ARREARS' }] })).toEqual([]);
  });
});
