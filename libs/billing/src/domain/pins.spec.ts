import { instantOf, intervalSeries, INTERVAL_MS, quality, totalMj } from '@busbar/kernel';
import { billingPeriod, type PriceTerm } from '@busbar/pricing';
import { type BillableContract, billsEnergy } from './billable-contract';
import { billableFrom, packColumn, pinnedTerms, ratePinned, ratingInput, unpackColumn, type Pins } from './pins';

const rent: PriceTerm = { id: 'trm_rent', code: 'capacity.reserved', billedIn: 'ADVANCE', price: '10.00' };
const energy: PriceTerm = { id: 'trm_energy', code: 'energy.fixed', billedIn: 'ARREARS', price: '0.05' };
const [july, august, september] = [billingPeriod('2021-07-01', '2021-08-01', 'UTC'), billingPeriod('2021-08-01', '2021-09-01', 'UTC'), billingPeriod('2021-09-01', '2021-10-01', 'UTC')];
const tranche = (id: string, rentStart: string, kw: string) => ({ id, rentStart, end: '2022-08-01', segments: [{ from: '2021-08-01', until: '2022-08-01', kw }] });
const contract = (overrides: Partial<BillableContract> = {}): BillableContract => ({
  id: 'ctr_1', versionId: 'ver_1', hostId: 'org_host', tenantId: 'org_tenant', zone: 'UTC', currency: 'USD', start: '2021-08-01', end: '2022-08-01', billingDay: 1, paymentDays: 30,
  settlement: 'PLATFORM', platformFeeRate: '0.02', terms: [rent, energy], taxes: [], tranches: [tranche('trn_1', '2021-08-01', '1000')], allocations: [], ...overrides,
});
const series = (kwhEach: bigint) => {
  const count = (august.toMs - august.fromMs) / INTERVAL_MS;
  return intervalSeries(august.fromMs, INTERVAL_MS, new BigInt64Array(count).fill(kwhEach * 3_600_000_000n), new Uint16Array(count).fill(quality.VALID));
};
const rated = (scope: Parameters<typeof pinnedTerms>[1], of = contract()) => {
  const pins: Pins = { form: 1, versionId: of.versionId, terms: pinnedTerms(of, scope), energy: scope.opening ? [] : [{ trancheId: 'trn_1', role: 'IT', sha256: 'a' }], indices: [], advancedTranches: [] };
  return ratePinned(ratingInput(JSON.parse(JSON.stringify(pins)) as Pins, () => series(100n), () => new BigInt64Array()));
};
const printed = (invoice: ReturnType<typeof rated>): string[] => invoice.lines.map((line) => `${line.termId} ${line.code} ${line.period.from} ${line.period.to} ${line.amount.minor}`);

describe('What is billed at the end of a period', () => {
  it('is the period’s energy in arrears and the following period’s rent in advance', () =>
    expect(printed(rated({ period: august, opening: false, following: september, advancedBefore: ['trn_1'] }))).toEqual([
      'trm_energy energy.fixed 2021-08-01 2021-09-01 1488000', 'trm_rent capacity.reserved 2021-09-01 2021-10-01 1000000',
    ]));

  it('is the first rent alone in the opening period', () =>
    expect(printed(rated({ period: july, opening: true, following: august, advancedBefore: [] }))).toEqual(['trm_rent capacity.reserved 2021-08-01 2021-09-01 1000000']));

  it('is no rent ahead at the end of the term', () =>
    expect(printed(rated({ period: august, opening: false, following: null, advancedBefore: ['trn_1'] }))).toEqual(['trm_energy energy.fixed 2021-08-01 2021-09-01 1488000']));

  it('is also the rent of a tranche that was handed over after its rent fell due, from the day of handover on', () => {
    const two = contract({ tranches: [tranche('trn_1', '2021-08-01', '1000'), tranche('trn_2', '2021-08-17', '310')] });
    expect(printed(rated({ period: august, opening: false, following: september, advancedBefore: ['trn_1'] }, two))).toEqual([
      'trm_energy energy.fixed 2021-08-01 2021-09-01 1488000',
      'trm_rent capacity.reserved 2021-09-01 2021-10-01 1000000',
      'trm_rent capacity.reserved 2021-09-01 2021-10-01 310000',
      'trm_rent capacity.reserved 2021-08-17 2021-09-01 150000',
    ]);
  });
});

describe('What is billed in advance but is no rent', () => {
  const charge: PriceTerm = { id: 'trm_hands', code: 'charge.amount', lineCode: 'charge.hands', billedIn: 'ADVANCE', amount: '500.00' };
  it('is the contract’s and comes once, though a tranche came later', () => {
    const two = contract({ terms: [charge, rent], tranches: [tranche('trn_1', '2021-08-01', '1000'), tranche('trn_2', '2021-08-17', '310')] });
    const ids = pinnedTerms(two, { period: august, opening: false, following: september, advancedBefore: ['trn_1'] }).terms.map(({ id }) => id);
    expect(ids).toEqual(['trm_hands', 'trm_rent', 'trm_rent+trn_2']);
  });
});

describe('Whether readings are needed', () => {
  it.each([['capacity.reserved', false], ['gpu.premium', false], ['charge.amount', false], ['energy.index', true], ['demand.peak', true], ['capacity.commit', true], ['transmission.4cp', true]] as const)('by %s: %s', (code, needed) =>
    expect(billsEnergy({ terms: [{ ...rent, code } as PriceTerm] })).toBe(needed));
});

describe('Pins', () => {
  it('give the same bytes whenever they are rated again, and after a trip through JSON', () => {
    const print = (): string => JSON.stringify(rated({ period: august, opening: false, following: september, advancedBefore: ['trn_1'] }), (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
    expect(print()).toBe(print());
  });
  it('keep columns of prices exactly, negative ones too', () => expect([...unpackColumn(packColumn(BigInt64Array.of(0n, -20_120_000n, 8_995_000_000n)))]).toEqual([0n, -20_120_000n, 8_995_000_000n]));
  it('bill no energy from before the rent of a tranche', () => {
    const cut = billableFrom(series(1n), instantOf(august.fromMs + 10 * INTERVAL_MS));
    expect(totalMj(series(1n)) - totalMj(cut)).toBe(10n * 3_600_000_000n);
    expect(billableFrom(series(1n), instantOf(0))).toEqual(series(1n));
  });
});
