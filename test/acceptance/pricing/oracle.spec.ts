import { engineSays, oracleSays, said } from '../../oracle/agreement';
import { dice, randomContract } from '../../oracle/random-contract';

/** `ORACLE_SEED` makes other contracts; the long suite takes ten thousand. */
const first = Number(process.env['ORACLE_SEED'] ?? 1);
const CONTRACTS = 120;

describe(`random contracts from seed ${first} on`, () => {
  it(`${CONTRACTS} of them come to the same lines, taxes and totals in the engine and in the oracle`, () => {
    for (let seed = first; seed < first + CONTRACTS; seed += 1) {
      const document = randomContract(seed);
      expect({ seed, ...engineSays(document) }).toEqual({ seed, ...oracleSays(document) });
    }
  }, 60_000);

  it('are made again by their seed alone', () => {
    expect(randomContract(first)).toEqual(randomContract(first));
    expect(randomContract(first)).not.toEqual(randomContract(first + 1));
    expect(dice(7)()).toBe(dice(7)());
  });
});

/** Bugs as they are made: each is put into the engine, and must be seen within these contracts. */
const bugs: readonly (readonly [string, string, (real: Record<string, unknown>) => Record<string, unknown>])[] = [
  ['leftover units of a split go to the last', '../../../libs/pricing/src/split-signed', (real) => ({
    splitSigned: (total: bigint, weights: readonly bigint[]) => (real['splitSigned'] as (t: bigint, w: readonly bigint[]) => bigint[])(total, [...weights].reverse()).reverse(),
  })],
  ['a short period is prorated by one day too many', '../../../libs/pricing/src/rating/span', (real) => ({
    ...real, nominalDays: (...given: readonly unknown[]) => (real['nominalDays'] as (...all: readonly unknown[]) => number)(...given) + 1,
  })],
  ['an escalated price keeps all its decimals', '../../../libs/pricing/src/rating/escalation', (real) => ({
    ...real, escalatedPrice: (price: string, escalator: object | undefined, ...rest: readonly unknown[]) => (real['escalatedPrice'] as (...all: readonly unknown[]) => unknown)(price, escalator && { ...escalator, scale: 12 }, ...rest),
  })],
  ['consumer prices are read a month early', '../../../libs/pricing/src/rating/escalation', (real) => ({
    ...real, escalatedPrice: (price: string, escalator: object | undefined, ...rest: readonly unknown[]) =>
      (real['escalatedPrice'] as (...all: readonly unknown[]) => unknown)(price, escalator && 'lagMonths' in escalator ? { ...escalator, lagMonths: Number(escalator.lagMonths) + 1 } : escalator, ...rest),
  })],
  ['consumer prices leave their collar', '../../../libs/pricing/src/rating/escalation', (real) => ({
    ...real, escalatedPrice: (price: string, escalator: object | undefined, ...rest: readonly unknown[]) =>
      (real['escalatedPrice'] as (...all: readonly unknown[]) => unknown)(price, escalator && 'cap' in escalator ? { ...escalator, cap: '9' } : escalator, ...rest),
  })],
  ['a contract year runs on past its anniversary', '../../../libs/pricing/src/rating/contract-year', (real) => ({ ...real, cutByContractYear: (span: unknown) => [span] })],
  ['a short contract year owes the level of a whole one', '../../../libs/pricing/src/rating/contract-year', (real) => ({
    ...real, contractYearOf: (...given: readonly unknown[]) => {
      const year = (real['contractYearOf'] as (...all: readonly unknown[]) => { readonly wholeDays: number })(...given);
      return { ...year, days: year.wholeDays };
    },
  })],
  ['the bank is drawn on from the youngest year', '../../../libs/pricing/src/rating/history', (real) => ({
    ...real, historyOf: (...given: readonly unknown[]) => {
      const history = (real['historyOf'] as (...all: readonly unknown[]) => { readonly bank?: readonly unknown[] })(...given);
      return { ...history, bank: [...(history.bank ?? [])].reverse() };
    },
  })],
  ['what a load leaves of its blocks is not sold back', '../../../libs/pricing/src/pricers/energy-block', (real) => {
    const { energyBlock } = real as { readonly energyBlock: { readonly price: (...given: readonly unknown[]) => { readonly lines: readonly { readonly code: string }[] } } };
    return { energyBlock: { ...energyBlock, price: (...given: readonly unknown[]) => ({ lines: energyBlock.price(...given).lines.filter(({ code }) => code !== 'energy.block_below') }) } };
  }],
  ['the clock on the wall is read a quarter-hour late', '../../../libs/pricing/src/rating/local-grid', (real) => ({
    ...real, localGrid: (zone: string, startMs: number, ...rest: readonly unknown[]) => (real['localGrid'] as (...all: readonly unknown[]) => unknown)(zone, startMs - 900_000, ...rest),
  })],
  ['half a unit is rounded down', '../../../libs/kernel/src/rational', (real) => ({
    ...real, toScaled: (value: { n: bigint; d: bigint }, scale: number) => {
      const doubled = 2n * value.n * 10n ** BigInt(scale);
      return doubled % (2n * value.d) === value.d ? doubled / (2n * value.d) : (real['toScaled'] as (v: object, s: number) => bigint)(value, scale);
    },
  })],
];

/** Whether an engine with one module exchanged differs from the oracle on any of so many contracts. */
function differs(path: string, broken: (real: Record<string, unknown>) => Record<string, unknown>, contracts: number): boolean {
  let found = false;
  jest.isolateModules(() => {
    jest.doMock(path, () => broken(jest.requireActual<Record<string, unknown>>(path)));
    const pricing = jest.requireActual<typeof import('@busbar/pricing')>('../../../libs/pricing/src/index');
    found = Array.from({ length: contracts }, (_, place) => first + place).some((seed) => {
      const document = randomContract(seed);
      return JSON.stringify(said(pricing.rate(pricing.readRatingDocument(document)))) !== JSON.stringify(oracleSays(document));
    });
    jest.dontMock(path);
  });
  return found;
}

describe('a bug in the engine is found by the oracle', () => {
  it.each(bugs)('%s', (_what, path, broken) => expect(differs(path, broken, 400)).toBe(true), 60_000);

  it('and an engine without one is not accused', () => expect(differs(bugs[0]?.[1] ?? '', (real) => ({ ...real }), 60)).toBe(false), 60_000);
});
