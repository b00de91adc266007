import { describe, expect, it } from 'vitest';
import { decimal, energy, money, percent, power, shifted, unitPrice } from './numbers';

describe('numbers as the reader writes them', () => {
  it('keeps every digit of decimal text that a double would lose', () => {
    expect(decimal('en', '12345678901234567.123', { min: 3, max: 3 })).toBe('12,345,678,901,234,567.123');
  });

  it('groups four digits in Italian too, so that a column lines up', () => {
    expect(decimal('it', '1234.5')).toBe('1.234,5');
  });

  it('writes a real minus, in both languages', () => {
    expect(money('en', { amount: '-12.50', currency: 'USD' })).toBe('\u2212$12.50');
    expect(decimal('it', '-1')).toBe('\u22121');
  });

  it('gives money its currency\u2019s own digits', () => {
    expect(money('en', { amount: '41250', currency: 'USD' })).toBe('$41,250.00');
    expect(money('en', { amount: '41250', currency: 'JPY' })).toBe('¥41,250');
    expect(money('it', { amount: '1959.38', currency: 'EUR' })).toBe('1.959,38\u00A0€');
  });

  it('shows a unit price at four decimals, and all of them on demand', () => {
    expect(unitPrice('en', '0.0475', 'USD')).toBe('$0.0475');
    expect(unitPrice('en', '0.068412345678', 'USD', { min: 4, max: 12 })).toBe('$0.068412345678');
  });

  it('says kW below a megawatt and MW from there', () => {
    expect(power('en', '999.5')).toBe('999.5\u202FkW');
    expect(power('en', '48000')).toBe('48\u202FMW');
    expect(power('it', '1500')).toBe('1,5\u202FMW');
  });

  it('prints billed energy with three decimals', () => {
    expect(energy('en', '41250')).toBe('41,250.000\u202FkWh');
  });

  it('rounds half away from zero, as the bill does', () => {
    expect(decimal('en', '2.5', { min: 0, max: 0 })).toBe('3');
    expect(decimal('en', '-2.5', { min: 0, max: 0 })).toBe('\u22123');
    expect(percent('en', '0.99955')).toBe('100.0%');
  });
});

describe('moving the point of decimal text', () => {
  it.each([
    ['48000.5', -3, '48.0005'],
    ['5', -3, '0.005'],
    ['0.005', 3, '5'],
    ['-1200', -2, '-12'],
    ['-0.0', -3, '0'],
    ['1.25', 2, '125'],
  ])('%s by %i is %s', (text, places, moved) => {
    expect(shifted(text, places)).toBe(moved);
  });
});
