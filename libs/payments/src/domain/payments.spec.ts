import * as fc from 'fast-check';
import { money, parseInstant, sumMoney } from '@busbar/kernel';
import { advances, chargeStates, partsOf, RAIL_LEAST_MINOR, RAIL_LIMIT_MINOR, stateOfIntent } from './charge';
import { bankingDaysAfter, releaseTimes, transferGate } from './host-release';

describe('what is owed as payments that the rail takes', () => {
  it('takes an invoice of up to 999,999.99 in one payment', () => {
    expect(partsOf(money(RAIL_LIMIT_MINOR, 'USD'))).toEqual([money(99_999_999n, 'USD')]);
    expect(partsOf(money(RAIL_LIMIT_MINOR + 50n, 'USD'))).toEqual([money(99_999_999n, 'USD'), money(50n, 'USD')]);
  });

  it('fills a rest up that would be too small for the rail', () => {
    expect(partsOf(money(RAIL_LIMIT_MINOR + 1n, 'USD'))).toEqual([money(99_999_950n, 'USD'), money(50n, 'USD')]);
  });

  it('loses and adds nothing, whatever is owed, and the rail takes every part', () => {
    fc.assert(fc.property(fc.oneof(fc.bigInt(RAIL_LEAST_MINOR, RAIL_LIMIT_MINOR * 40n), fc.tuple(fc.bigInt(1n, 39n), fc.bigInt(0n, 60n)).map(([parts, rest]) => RAIL_LIMIT_MINOR * parts + rest)), (minor) => {
      const parts = partsOf(money(minor, 'USD')) ?? [];
      expect(sumMoney(parts, 'USD').minor).toBe(minor);
      expect(parts.every((part) => part.minor >= RAIL_LEAST_MINOR && part.minor <= RAIL_LIMIT_MINOR)).toBe(true);
    }));
  });

  it('gives up beyond the most parts', () => {
    expect(partsOf(money(RAIL_LIMIT_MINOR * 40n + 1n, 'USD'))).toBeNull();
  });
});

describe('the state of a charge', () => {
  it('never moves back, whatever arrives and in whatever order', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...chargeStates)), (told) => {
      const end = told.reduce((held, state) => (advances(held, state) ? state : held), 'PENDING' as (typeof chargeStates)[number]);
      expect(end).toBe(told.includes('SUCCEEDED') ? 'SUCCEEDED' : told.includes('FAILED') ? 'FAILED' : told.includes('PROCESSING') ? 'PROCESSING' : 'PENDING');
    }));
  });

  it('does not take an intent without a try for a failed one', () => {
    expect(stateOfIntent('requires_payment_method', false)).toBeNull();
    expect(stateOfIntent('requires_payment_method', true)).toBe('FAILED');
  });
});

describe('the release of a host share', () => {
  const friday = parseInstant('2021-09-03T12:00:00Z');

  it('waits five banking days after a debit, over the weekend', () => {
    expect(bankingDaysAfter(friday, 5).toString()).toBe('2021-09-10T12:00:00Z');
    expect(releaseTimes([{ succeededAt: friday, kind: 'US_BANK_ACCOUNT' }])).toEqual({ releaseAt: parseInstant('2021-09-10T12:00:00Z'), transferAt: parseInstant('2021-09-10T12:00:00Z') });
  });

  it('is at once for a card, whose transfer waits seven days', () => {
    expect(releaseTimes([{ succeededAt: friday, kind: 'CARD' }])).toEqual({ releaseAt: friday, transferAt: parseInstant('2021-09-10T12:00:00Z') });
  });

  it('waits for the last part, and is nothing without parts', () => {
    const monday = parseInstant('2021-09-06T12:00:00Z');
    expect(releaseTimes([{ succeededAt: monday, kind: 'US_BANK_ACCOUNT' }, { succeededAt: friday, kind: 'US_BANK_ACCOUNT' }])?.releaseAt.toString()).toBe('2021-09-13T12:00:00Z');
    expect(releaseTimes([])).toBeNull();
  });

  it('leaves only to an account that Stripe has cleared', () => {
    const account = { hostId: 'org_1', stripeId: 'acct_1', payoutsEnabled: true, requirements: [], bankLabel: null };
    expect(transferGate(account)).toBeNull();
    expect(transferGate(null)).toBe('PAYOUT_ACCOUNT_MISSING');
    expect(transferGate({ ...account, requirements: ['external_account'] })).toBe('PAYOUT_ACCOUNT_INCOMPLETE');
  });
});
