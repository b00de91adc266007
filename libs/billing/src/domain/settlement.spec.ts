import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { moneyText, parseMoney, type Money } from '@busbar/kernel';
import { settle } from './settlement';

const usd = (text: string): Money => parseMoney(text, 'USD');

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
