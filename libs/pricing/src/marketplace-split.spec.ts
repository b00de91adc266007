import fc from 'fast-check';
import { moneyText, parseMoney, type Money } from '@busbar/kernel';
import { marketplaceSplit } from './marketplace-split';

const usd = (text: string): Money => parseMoney(text, 'USD');
const line = (amount: string, passThrough = false, payees: readonly { organisationId: string; share: string }[] = []) => ({ amount: usd(amount), passThrough, payees });
const printed = (split: ReturnType<typeof marketplaceSplit>): string[] => [`fee ${moneyText(split.platformFee)}`, ...split.hosts.map(({ organisationId, amount }) => `${organisationId} ${moneyText(amount)}`)];

describe('The host’s part of an invoice', () => {
  it('is the net less the platform’s fee', () => expect(printed(marketplaceSplit([line('10000.00')], 'org_host', '0.15', 'USD'))).toEqual(['fee 1500.00', 'org_host 8500.00']));

  it('bears no fee on what is passed through', () => expect(printed(marketplaceSplit([line('10000.00'), line('5000.00', true)], 'org_host', '0.02', 'USD'))).toEqual(['fee 200.00', 'org_host 14800.00']));

  it('rounds the fee once, half away from zero, and leaves the residual to the host', () => expect(printed(marketplaceSplit([line('0.33'), line('0.42')], 'org_host', '0.02', 'USD'))).toEqual(['fee 0.02', 'org_host 0.73']));

  it('is shared by payees to the cent, the first of equals taking the odd one', () => {
    const payees = ['org_host', 'org_b', 'org_c'].map((organisationId, index) => ({ organisationId, share: index === 0 ? '0.34' : '0.33' }));
    expect(printed(marketplaceSplit([line('100.01', false, payees)], 'org_host', '0', 'USD'))).toEqual(['fee 0.00', 'org_host 34.01', 'org_b 33.00', 'org_c 33.00']);
  });

  // Half a cent each: both floors are nothing, and the cent goes to the lower index of equal fractions. The host earned nothing and bears nothing.
  it('gives a single cent to one of two payees, and takes none from the host', () => {
    const payees = [{ organisationId: 'org_b', share: '0.5' }, { organisationId: 'org_c', share: '0.5' }];
    expect(printed(marketplaceSplit([line('0.01', false, payees)], 'org_host', '0', 'USD'))).toEqual(['fee 0.00', 'org_host 0.00', 'org_b 0.01', 'org_c 0.00']);
  });

  // 9,120.55 + 1,644.88 passed through and 8,000.00: fee 0.15 × (18,765.43 − 9,120.55) = 1,446.732; 17,318.70 in the ratio 50 : 30 : 20.
  it('leaves what is passed through whole, and takes the fee of the rest', () => {
    const payees = [{ organisationId: 'org_host', share: '0.50' }, { organisationId: 'org_b', share: '0.30' }, { organisationId: 'org_c', share: '0.20' }];
    const split = marketplaceSplit([line('9120.55', true, payees), line('1644.88', false, payees), line('8000.00', false, payees)], 'org_host', '0.15', 'USD');
    expect(printed(split)).toEqual(['fee 1446.73', 'org_host 8659.35', 'org_b 5195.61', 'org_c 3463.74']);
    expect([split.net, split.feeBase].map(moneyText)).toEqual(['18765.43', '9644.88']);
  });

  // Of 1,000.00 the fee is 20.00; the utility's 500.00 was passed through and reaches it whole.
  it('hands a payee of what is passed through the whole of it: each line bears its own fee', () =>
    expect(printed(marketplaceSplit([line('1000.00'), line('500.00', true, [{ organisationId: 'org_utility', share: '1' }])], 'org_host', '0.02', 'USD'))).toEqual(['fee 20.00', 'org_host 980.00', 'org_utility 500.00']));

  it('is equal parts where nothing was earned', () => {
    const payees = [{ organisationId: 'org_host', share: '0.5' }, { organisationId: 'org_b', share: '0.5' }];
    expect(printed(marketplaceSplit([line('10.00', true, payees), line('-10.00', true, payees)], 'org_host', '0.02', 'USD'))).toEqual(['fee 0.00', 'org_host 0.00', 'org_b 0.00']);
    expect(printed(marketplaceSplit([], 'org_host', '0.02', 'EUR'))).toEqual(['fee 0.00', 'org_host 0.00']);
  });

  it('may be negative where prices were: the host bears it', () => expect(printed(marketplaceSplit([line('-120.00', true)], 'org_host', '0.02', 'USD'))).toEqual(['fee 0.00', 'org_host -120.00']));

  // The credit of 10.00 lowers the fee by 1.00, which is the payee's: its line bears its own fee.
  it('takes a payee’s negative part as it is, and the host bears the rest', () =>
    expect(printed(marketplaceSplit([line('100.00'), line('-10.00', false, [{ organisationId: 'org_b', share: '1' }])], 'org_host', '0.10', 'USD'))).toEqual(['fee 9.00', 'org_host 90.00', 'org_b -9.00']));

  it('loses nothing and makes nothing: fee and parts are the net, whatever the lines', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -1_000_000, max: 9_000_000 }), fc.boolean(), fc.constantFrom('1', '0.5', '0.125')), { minLength: 1, maxLength: 12 }), fc.constantFrom('0', '0.02', '0.0333', '0.15'), (lines, rate) => {
        const rated = lines.map(([minor, passThrough, share]) => ({ amount: { minor: BigInt(minor), currency: 'USD' as const }, passThrough, payees: share === '1' ? [] : [{ organisationId: 'org_host', share }, { organisationId: 'org_b', share: share === '0.5' ? '0.5' : '0.875' }] }));
        const { platformFee, hosts } = marketplaceSplit(rated, 'org_host', rate, 'USD');
        expect(hosts.reduce((sum, { amount }) => sum + amount.minor, platformFee.minor)).toBe(rated.reduce((sum, { amount }) => sum + amount.minor, 0n));
      }),
    ));
});
