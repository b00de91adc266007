import fc from 'fast-check';
import { compare, decimal, InvalidInputError, kilowatts, moneyText, parseInstant, toFixed } from '@busbar/kernel';
import { type AssumptionKey, assumptionKeys, assumptionsFor, valuesOf } from './assumptions';
import { netPresentValue } from './discounting';
import { type Scenario, scenarios, siteEconomics } from './site-economics';

const site = { gridRegion: 'ercot-west', designPue: '1.2', peakPue: '1.25' };
const now = parseInstant('2026-11-22T12:00:00Z');
const economics = (given: Partial<Record<AssumptionKey, string>> = {}, mw = 10n) =>
  siteEconomics(kilowatts(mw * 1000n), valuesOf(assumptionsFor(site, Object.entries(given).map(([key, value]) => ({ key, value: String(value) })))), now);
const row = (scenario: Scenario, given: Partial<Record<AssumptionKey, string>> = {}) => economics(given).results.find((result) => result.scenario === scenario)!;

describe('the economics of a site', () => {
  it('stand side by side over the same months, from the next one on', () => {
    const { months, results } = economics({ horizonMonths: '24' });
    expect(results.map((result) => result.scenario)).toEqual(scenarios);
    expect([months[0]?.toString(), months.at(-1)?.toString(), months.length]).toEqual(['2026-12-01', '2028-11-01', 24]);
    expect(results.every((result) => result.cashFlowCents.length === 24 && result.revenueCents.length === 24)).toBe(true);
  });

  it('of mining are energy × what a kWh earns, less power and running costs', () => {
    // 10 MW × 730.5 h × 0.95 = 6,939,750 kWh; 40 ÷ (20 × 24 × 1) = 0.0833…; less 5 ¢ and 1 ¢.
    const mining = row('MINING', { hashpriceUsdPerPhDay: '40', fleetJPerTh: '20', miningPue: '1', powerUsdPerKwh: '0.05' });
    expect(mining.revenueCents[0]).toBe(57_831_250n);
    expect(mining.cashFlowCents[0]).toBe(57_831_250n - 41_638_500n);
    expect([mining.earner, toFixed(mining.revenueUsdPerKwh, 4), toFixed(mining.marginUsdPerKwh, 4), mining.multipleOfMining, moneyText(mining.capex)]).toEqual(['MINER', '0.0833', '0.0233', null, '0.00']);
  });

  it('of mining halve in the month after the halving of April 2028', () => {
    const { revenueCents } = row('MINING', { powerUsdPerKwh: '0.01' });
    const [april, may] = [revenueCents[16]!, revenueCents[17]!];
    expect(april).toBe(revenueCents[0]);
    expect(Number(may) / Number(april)).toBeCloseTo(0.505, 6);
  });

  it('of mining are nothing where power costs more than it earns: the fleet is switched off, at no loss', () => {
    const mining = row('MINING', { powerUsdPerKwh: '0.05' });
    expect(mining.cashFlowCents[16]! > 0n).toBe(false);
    expect(mining.revenueCents.every((revenue) => revenue === 0n)).toBe(true);
    expect(toFixed(mining.marginUsdPerKwh, 4)).toBe('-0.0001');
  });

  it('of a landlord are rent on critical kW, after conversion and ramp, less a share of the rent', () => {
    // 10 MW ÷ 1.25 = 8,000 critical kW at $150 is $1,200,000 a month; conversion 8 × $8 million over 14 months.
    const full = row('FULL_COLOCATION', { rentEscalator: '0', powerUsdPerKwh: '0.05', miningStopsMonth: '0' });
    expect(toFixed(full.criticalKw, 0)).toBe('8000');
    expect(moneyText(full.capex)).toBe('64000000.00');
    expect(full.cashFlowCents.slice(0, 14).reduce((sum, flow) => sum + flow, 0n)).toBe(-6_400_000_000n);
    expect([13, 14, 15, 19, 20].map((month) => full.revenueCents[month])).toEqual([0n, 20_000_000n, 40_000_000n, 120_000_000n, 120_000_000n]);
    expect(full.cashFlowCents[20]).toBe(102_000_000n);
    expect(moneyText(full.firstFullYearRevenue)).toBe('14400000.00');
  });

  it('of a landlord know no price of a GPU, and never a GPU operator’s multiple', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 10, max: 100 }), (price, use) => {
        const gpu = { gpuUsdPerHour: (price / 100).toFixed(2), gpuUtilisation: (use / 100).toFixed(2) };
        for (const scenario of ['HYBRID_COLOCATION', 'FULL_COLOCATION'] as const) expect(row(scenario, { ...gpu, horizonMonths: '24' })).toEqual(row(scenario, { horizonMonths: '24' }));
      }),
      { numRuns: 10 },
    );
    const { results } = economics();
    const landlords = results.filter((result) => result.earner === 'LANDLORD');
    const operators = results.filter((result) => result.earner === 'GPU_OPERATOR');
    expect(landlords.map((result) => toFixed(result.multipleOfMining!, 1))).toEqual(['2.9', '2.9']);
    expect(operators.every((result) => compare(result.multipleOfMining!, decimal('15')) > 0)).toBe(true);
  });

  it('of a GPU operator buy the machines twice within ten years, and count the first time as capital', () => {
    const full = row('FULL_GPU_CLOUD', { gpuPriceTrend: '0', powerUsdPerKwh: '0.05', rampMonths: '1', gpuUtilisation: '1' });
    // 8 MW × ($8 million + $28 million).
    expect(moneyText(full.capex)).toBe('288000000.00');
    const steady = full.cashFlowCents[20]!;
    expect(full.cashFlowCents[74]).toBe(steady - 22_400_000_000n);
    // 8,000 kW ÷ 1.275 × 730.5 h × $2.35.
    expect(full.revenueCents[20]).toBe(1_077_129_412n);
  });

  it('of a hybrid lie between mining and full conversion, to the cent', () => {
    const given = { hybridShare: '0.25', powerUsdPerKwh: '0.03' };
    const [mining, full, hybrid] = [row('MINING', given), row('FULL_COLOCATION', given), row('HYBRID_COLOCATION', given)];
    hybrid.cashFlowCents.forEach((flow, month) => {
      const between = (mining.cashFlowCents[month]! * 3n + full.cashFlowCents[month]!) / 4n;
      expect(Number(flow - between)).toBeGreaterThanOrEqual(-3);
      expect(Number(flow - between)).toBeLessThanOrEqual(3);
    });
  });

  it('tell what a conversion earns over mining on', () => {
    const { results } = economics({ powerUsdPerKwh: '0.04' });
    const [mining, , full] = results;
    expect(full!.presentValueOverMining.minor).toBe(full!.presentValue.minor - mining!.presentValue.minor);
    const overMining = full!.cashFlowCents.map((flow, month) => flow - mining!.cashFlowCents[month]!);
    // At the rate that the conversion earns, its value over mining is nothing: within what a millionth of a rate moves.
    expect(Math.abs(Number(netPresentValue(overMining, full!.internalRate!)))).toBeLessThan(50_000);
    expect(full!.paybackMonths).toBeGreaterThan(14);
    expect(mining).toMatchObject({ internalRate: null, paybackMonths: null, presentValueOverMining: { minor: 0n } });
  });

  it('tell no payback for a conversion that never pays', () => {
    expect(row('FULL_COLOCATION', { rentUsdPerKwMonth: '10' })).toMatchObject({ paybackMonths: null });
  });
});

describe('the assumptions', () => {
  it('are all there, each with its unit and source; the site and the reader come before the usual', () => {
    const assumptions = assumptionsFor(site, [{ key: 'rentUsdPerKwMonth', value: '175.5' }]);
    expect(assumptions.map((one) => one.key)).toEqual(assumptionKeys);
    const find = (key: string) => assumptions.find((one) => one.key === key);
    expect(find('rentUsdPerKwMonth')).toMatchObject({ value: '175.5', usual: '150', basis: 'READER' });
    expect(find('aiPue')).toMatchObject({ value: '1.2', basis: 'SITE' });
    expect(find('powerUsdPerKwh')).toMatchObject({ value: '0.042', basis: 'RECALLED' });
    expect(assumptionsFor({ ...site, gridRegion: 'elsewhere' }, []).find((one) => one.key === 'powerUsdPerKwh')).toMatchObject({ value: '0.05', basis: 'ASSUMED' });
    expect(assumptions.every((one) => one.source !== '' && compare(decimal(one.value), decimal(one.least)) >= 0 && compare(decimal(one.value), decimal(one.most)) <= 0)).toBe(true);
  });

  it.each([
    ['an unknown name', [{ key: 'price', value: '1' }]],
    ['the same twice', [{ key: 'aiPue', value: '1.2' }, { key: 'aiPue', value: '1.3' }]],
    ['a value out of range', [{ key: 'aiPue', value: '0.9' }]],
    ['half a month', [{ key: 'horizonMonths', value: '12.5' }]],
    ['too long a horizon', [{ key: 'horizonMonths', value: '241' }]],
  ])('with %s are refused', (_, given) => expect(() => assumptionsFor(site, given)).toThrow(InvalidInputError));
});
