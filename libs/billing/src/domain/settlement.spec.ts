import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { moneyText, parseMoney, type Money } from '@busbar/kernel';
import { settle, settlementOf } from './settlement';

const usd = (text: string): Money => parseMoney(text, 'USD');
const line = (amount: string, passThrough = false, payees: readonly { organisationId: string; share: string }[] = []) => ({ amount: usd(amount), passThrough, payees });
const printed = (settlement: ReturnType<typeof settlementOf>): string[] => [`fee ${moneyText(settlement.fee)}`, ...settlement.shares.map(({ organisationId, amount }) => `${organisationId} ${moneyText(amount)}`)];

describe('The host’s part of an invoice', () => {
  it('is the net less the platform’s fee', () => expect(printed(settlementOf([line('10000.00')], 'org_host', '0.15', 'USD'))).toEqual(['fee 1500.00', 'org_host 8500.00']));

  it('bears no fee on what is passed through', () => expect(printed(settlementOf([line('10000.00'), line('5000.00', true)], 'org_host', '0.02', 'USD'))).toEqual(['fee 200.00', 'org_host 14800.00']));

  it('rounds the fee once, half away from zero, and leaves the residual to the host', () => expect(printed(settlementOf([line('0.33'), line('0.42')], 'org_host', '0.02', 'USD'))).toEqual(['fee 0.02', 'org_host 0.73']));

  it('is shared by payees to the cent, the first of equals taking the odd one', () => {
    const payees = ['org_host', 'org_b', 'org_c'].map((organisationId, index) => ({ organisationId, share: index === 0 ? '0.34' : '0.33' }));
    expect(printed(settlementOf([line('100.01', false, payees)], 'org_host', '0', 'USD'))).toEqual(['fee 0.00', 'org_host 34.01', 'org_b 33.00', 'org_c 33.00']);
  });

  it('may be negative where prices were: the host bears it', () => expect(printed(settlementOf([line('-120.00', true)], 'org_host', '0.02', 'USD'))).toEqual(['fee 0.00', 'org_host -120.00']));

  it('takes a payee’s negative part as it is, and the host bears the rest', () =>
    expect(printed(settlementOf([line('100.00'), line('-10.00', false, [{ organisationId: 'org_b', share: '1' }])], 'org_host', '0.10', 'USD'))).toEqual(['fee 9.00', 'org_host 91.00', 'org_b -10.00']));

  it('loses nothing and makes nothing: fee and shares are the net, whatever the lines', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -1_000_000, max: 9_000_000 }), fc.boolean(), fc.constantFrom('1', '0.5', '0.125')), { minLength: 1, maxLength: 12 }), fc.constantFrom('0', '0.02', '0.0333', '0.15'), (lines, rate) => {
        const rated = lines.map(([minor, passThrough, share]) => ({ amount: { minor: BigInt(minor), currency: 'USD' as const }, passThrough, payees: share === '1' ? [] : [{ organisationId: 'org_host', share }, { organisationId: 'org_b', share: share === '0.5' ? '0.5' : '0.875' }] }));
        const { fee, shares } = settlementOf(rated, 'org_host', rate, 'USD');
        expect(shares.reduce((sum, { amount }) => sum + amount.minor, fee.minor)).toBe(rated.reduce((sum, { amount }) => sum + amount.minor, 0n));
      }),
    ));
});

describe('Settling an issued invoice', () => {
  interface Example { readonly id: string; readonly inputs: Record<string, string>; readonly derived: Record<string, string> }
  const { examples } = JSON.parse(readFileSync(join(__dirname, '../../examples/billing-examples.json'), 'utf8')) as { examples: readonly Example[] };

  it('takes the tenant’s credit first, keeps the remainder and leaves the deposit alone (E23)', () => {
    const e23 = examples.find(({ id }) => id === 'E23') as Example;
    const settled = settle(usd(e23.inputs['invoice_total'] ?? ''), { credit: usd(e23.inputs['credit_balance'] ?? ''), deposit: usd(e23.inputs['deposit_held'] ?? '') });
    expect(moneyText(settled.amountDue)).toBe(e23.derived['amount_due']);
    expect(moneyText(settled.creditAfter)).toBe(e23.derived['credit_after']);
    expect(moneyText(settled.depositAfter)).toBe(e23.derived['deposit_after']);
    expect(settled.charge).toBe(false);
  });

  it('asks the bank for what the credit does not cover', () => {
    const settled = settle(usd('100.00'), { credit: usd('30.00'), deposit: usd('0.00') });
    expect([moneyText(settled.creditApplied), moneyText(settled.amountDue), settled.charge]).toEqual(['30.00', '70.00', true]);
  });

  it('applies nothing to a credit note', () => expect(settle(usd('-5.00'), { credit: usd('30.00'), deposit: usd('0.00') })).toMatchObject({ charge: false, creditApplied: usd('0.00') }));
});
