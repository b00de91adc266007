import { decimal, rational, times, toFixed, toNumber } from '@busbar/kernel';
import { claimCases } from './claim-check';
import { miningRevenue, multipleOfMining, powerOnlyMargin, rentRevenue } from './revenue-per-kwh';

describe('the claim of 25 × more revenue per kWh', () => {
  it.each([
    ['2021-bull', '0.4232', '2.8402', '6.7', 'GPU_OPERATOR'],
    ['2024-07-h100', '0.0719', '1.8039', '25.1', 'GPU_OPERATOR'],
    ['2024-07-h100-real', '0.0684', '1.2627', '18.5', 'GPU_OPERATOR'],
    ['2024-07-colo', '0.0684', '0.1280', '1.9', 'LANDLORD'],
    ['2025-11-h100', '0.0758', '1.2549', '16.6', 'GPU_OPERATOR'],
    ['2025-11-b200', '0.0758', '2.0979', '27.7', 'GPU_OPERATOR'],
    ['2026-06-h100-res', '0.0599', '1.4745', '24.6', 'GPU_OPERATOR'],
    ['2026-06-b200', '0.0599', '2.2145', '37.0', 'GPU_OPERATOR'],
    ['2026-06-rtx4090', '0.0599', '0.4352', '7.3', 'GPU_OPERATOR'],
    ['2026-06-iren-msft', '0.0599', '0.9622', '16.1', 'GPU_OPERATOR'],
    ['2026-06-colo', '0.0599', '0.1711', '2.9', 'LANDLORD'],
  ])('case %s: mining %s, AI %s, %s × for a %s', (id, miningUsd, aiUsd, ratio, earner) => {
    const { mining, ai } = claimCases.find((one) => one.id === id)!;
    const { multiple, earner: whose } = multipleOfMining(ai, mining);
    expect([toFixed(mining.usdPerKwh, 4), toFixed(ai.usdPerKwh, 4), toFixed(multiple, 1), whose]).toEqual([miningUsd, aiUsd, ratio, earner]);
  });

  it('covers every published case, and no other', () => expect(claimCases).toHaveLength(11));

  it('never holds for a landlord, who gets 2 to 4 ×', () => {
    const landlords = claimCases.filter(({ ai }) => ai.earner === 'LANDLORD').map(({ ai, mining }) => toNumber(multipleOfMining(ai, mining).multiple));
    expect(landlords).toHaveLength(2);
    for (const multiple of landlords) expect(multiple).toBeGreaterThan(1.8);
    for (const multiple of landlords) expect(multiple).toBeLessThan(4);
  });

  it('compares nothing but AI with mining', () => {
    const [{ mining, ai }] = [claimCases[0]!];
    expect(() => multipleOfMining(mining, ai)).toThrow('earner');
    expect(() => multipleOfMining(mining, mining)).toThrow('earner');
    expect(() => multipleOfMining(ai, { earner: 'MINER', usdPerKwh: rational(0n) })).toThrow('hashprice');
  });

  it('is about facility kWh: per IT kWh the rent of $150 is $0.205', () => {
    expect(toFixed(rentRevenue({ earner: 'LANDLORD', usdPerKwMonth: decimal('150'), pue: decimal('1') }).usdPerKwh, 3)).toBe('0.205');
  });
});

describe('the power-only margin of mining', () => {
  it.each([
    ['2021 average, S19 Pro', '314.61', '29.5', '0.04', '0.4232', '90.5'],
    ['2021 high, S19 Pro', '412.57', '29.5', '0.04', '0.5550', '92.8'],
    ['2021 average, S9', '314.61', '100', '0.04', '0.1248', '68.0'],
    ['July 2024, 26 J/TH', '44.84', '26', '0.05', '0.0684', '26.9'],
    ['November 2025, S21', '38.2', '17.5', '0.05', '0.0866', '42.3'],
    ['November 2025, S19j Pro', '38.2', '30.5', '0.05', '0.0497', '-0.6'],
    ['June 2026, S21 XP', '28.68', '13.5', '0.05', '0.0843', '40.7'],
    ['June 2026, S21', '28.68', '17.5', '0.05', '0.0650', '23.1'],
    ['June 2026, S19 XP', '28.68', '21.5', '0.05', '0.0529', '5.5'],
  ])('%s is as published', (_, hashprice, jPerTh, power, revenue, marginPct) => {
    const { usdPerKwh } = miningRevenue({ hashpriceUsdPerPhDay: decimal(hashprice), fleetJPerTh: decimal(jPerTh), pue: decimal('1.05') });
    expect([toFixed(usdPerKwh, 4), toFixed(times(powerOnlyMargin(usdPerKwh, decimal(power)), rational(100n)), 1)]).toEqual([revenue, marginPct]);
  });

  it('is zero at the breakeven price of power', () => {
    const { usdPerKwh } = miningRevenue({ hashpriceUsdPerPhDay: decimal('28.68'), fleetJPerTh: decimal('29.5'), pue: decimal('1') });
    expect(toFixed(usdPerKwh, 4)).toBe('0.0405');
    expect(powerOnlyMargin(usdPerKwh, usdPerKwh)).toEqual(rational(0n));
  });
});
