import fc from 'fast-check';
import { InvalidInputError } from './domain-error';
import {
  addMoney, AmountOutOfRangeError, compareMoney, CurrencyMixedError, currencyCodes, exponentOf, fromMoney, isCurrency, money, moneyText, negateMoney, parseMoney, shareOfMoney, subtractMoney, sumMoney, toMoney, zeroMoney,
} from './money';
import { decimal } from './rational';

const amounts = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });

describe('money', () => {
  it('is whole minor units, written with exactly the decimals of its currency', () => {
    expect(moneyText(money(-5n, 'USD'))).toBe('-0.05');
    expect(moneyText(money(289580n, 'JPY'))).toBe('289580');
    expect(moneyText(money(1n, 'KWD'))).toBe('0.001');
  });

  it('is read back as it was written, in every currency', () => {
    fc.assert(fc.property(amounts, fc.constantFrom(...currencyCodes), (minor, currency) => {
      expect(parseMoney(moneyText(money(minor, currency)), currency)).toEqual(money(minor, currency));
      expect(toMoney(fromMoney(money(minor, currency)), currency)).toEqual(money(minor, currency));
    }));
  });

  it('refuses decimals that the currency does not have, rather than rounding them', () => {
    expect(() => parseMoney('1.005', 'USD', 'input.amount')).toThrow(InvalidInputError);
    expect(() => parseMoney('1.5', 'JPY')).toThrow(/at most 0 decimals in JPY/);
    expect(parseMoney('1.500', 'USD')).toEqual(money(150n, 'USD'));
  });

  it('rounds a computed amount once, half away from zero: 1300.1 kWh at 0.05 cost 65.01', () => {
    expect(moneyText(toMoney(decimal('65.005'), 'USD'))).toBe('65.01');
    expect(moneyText(toMoney(decimal('-65.005'), 'USD'))).toBe('-65.01');
    expect(moneyText(shareOfMoney(money(101n, 'USD'), decimal('0.5')))).toBe('0.51');
  });

  it('adds and subtracts without loss', () => {
    fc.assert(fc.property(amounts, amounts, (a, b) => {
      const [first, second] = [money(a, 'EUR'), money(b, 'EUR')];
      expect(subtractMoney(addMoney(first, second), second)).toEqual(first);
      expect(addMoney(first, negateMoney(first))).toEqual(zeroMoney('EUR'));
      expect(compareMoney(first, second)).toBe(a < b ? -1 : a > b ? 1 : 0);
      expect(sumMoney([first, second], 'EUR')).toEqual(addMoney(first, second));
    }));
  });

  it('never mixes currencies', () => {
    expect(() => addMoney(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(CurrencyMixedError);
    expect(() => subtractMoney(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(CurrencyMixedError);
    expect(() => compareMoney(money(1n, 'USD'), money(1n, 'EUR'))).toThrow(CurrencyMixedError);
    expect(() => sumMoney([money(1n, 'EUR')], 'USD')).toThrow(CurrencyMixedError);
  });

  it('fits what the database holds, to the last unit', () => {
    const most = 2n ** 63n;
    expect(money(most - 1n, 'USD').minor).toBe(most - 1n);
    expect(money(-most, 'USD').minor).toBe(-most);
    expect(() => money(most, 'USD')).toThrow(AmountOutOfRangeError);
    expect(() => money(-most - 1n, 'USD')).toThrow(AmountOutOfRangeError);
    expect(() => negateMoney(money(-most, 'USD'))).toThrow(AmountOutOfRangeError);
  });

  it('knows its currencies, and no property of objects as one', () => {
    expect(isCurrency('USD')).toBe(true);
    expect(isCurrency('toString')).toBe(false);
    expect(exponentOf('KWD')).toBe(3);
  });
});
