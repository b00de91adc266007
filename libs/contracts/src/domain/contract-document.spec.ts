import { documentText } from './contract-document';
import { canonicalText, languages, type ContractTerms } from './contract-terms';
import { aTranche, ids, terms } from '../../test/a-contract';

const head = { contractId: ids.contract, versionNumber: 1 };

/** The same terms with the keys of every object in the opposite order, as a database may give them back. */
const reordered = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(reordered) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).reverse().map(([key, field]) => [key, reordered(field)])) as T;
};

describe('The document of a contract version', () => {
  it.each(languages)('is the same bytes for the same terms in %s, whatever order they were stored in', (language) => {
    expect(documentText(head, reordered(terms()), language)).toBe(documentText(head, terms(), language));
  });

  it('differs when any term differs, however small', () => {
    const changes: readonly Partial<ContractTerms>[] = [
      { billingDay: 2 }, { paymentDays: 31 }, { platformFeeRate: '0.021' }, { conditions: 'Rail spur stays open.' }, { taxes: [] }, { settlement: 'DIRECT' }, { language: 'it' },
      { tranches: [aTranche({ kw: '4000.001' })] }, { tranches: [aTranche({ ramp: [{ fromMonth: 0, share: '0.5' }] })] }, { security: { kind: 'DEPOSIT', amount: '1.00' } },
      { prices: terms().prices.map((term) => ({ ...term, taxableFraction: '0.5' })) }, { end: '2022-08-02' }, { host: { organisationId: ids.host, name: 'Larkspur' } },
    ];
    const texts = [terms(), ...changes.map((change) => terms(change))].map((one) => documentText(head, one, 'en'));
    expect(new Set(texts).size).toBe(texts.length);
    expect(documentText({ ...head, versionNumber: 2 }, terms(), 'en')).not.toBe(texts[0]);
  });

  it('says in each language which one governs', () => {
    expect(documentText(head, terms(), 'en')).toContain('This text governs.');
    expect(documentText(head, terms(), 'it')).toContain('Traduzione di cortesia: fa fede il testo inglese.');
    expect(documentText(head, terms({ language: 'it' }), 'it')).toContain('Fa fede questo testo.');
    expect(documentText(head, terms({ language: 'it' }), 'en')).toContain('Courtesy translation');
  });

  it('states parties, capacity, every price, the fee and the security in words', () => {
    const text = documentText(head, terms({ security: { kind: 'DEPOSIT', amount: '1896000' } }), 'en');
    expect(text).toContain('Host: Larkspur Digital Power');
    expect(text).toContain('4000 kW of critical power in Hall A, Brazos Fork Campus');
    expect(text).toContain('at 158 USD/kW-month');
    expect(text).toContain('index ercot-hub, as it is, negative prices included');
    expect(text).toContain('measured PUE of at most 1.25, at 0.05 USD/kWh');
    expect(text).toContain('Busbar keeps the share 0.02');
    expect(text).toContain('A deposit of 1896000.00 USD is due');
    expect(text).not.toContain('undefined');
  });

  it('writes out a term that has no sentence of its own, parameter by parameter', () => {
    const minimum = { id: 'trm_min', code: 'commit.minimum_true_up', minimum: '600000', qualifyingCodes: ['energy.*'], billedIn: 'ARREARS' } as const;
    expect(documentText(head, terms({ prices: [minimum] }), 'en')).toContain('with minimum = 600000, qualifyingCodes = ["energy.*"].');
    expect(documentText(head, terms({ prices: [minimum] }), 'it')).toContain('con minimum = 600000, qualifyingCodes = ["energy.*"].');
  });

  it('ends with the terms as data, which read back as the terms', () => {
    const last = documentText(head, terms(), 'en').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toEqual(terms());
    expect(last).toBe(canonicalText(terms()));
  });
});
