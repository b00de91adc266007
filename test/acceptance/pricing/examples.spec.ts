import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare, decimal, moneyText } from '@busbar/kernel';
import { parseRatingDocument, rate, readRatingDocument, type RatedLine, type WorkedExample } from '@busbar/pricing';

type Expected = WorkedExample['expected'];
type ExpectedLine = Expected['lines'][number];

const folder = join(__dirname, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => parseRatingDocument(JSON.parse(readFileSync(join(folder, name), 'utf8'))));

const same = (a: string, b: string): boolean => compare(decimal(a), decimal(b)) === 0;
/** Quantities and prices compare as numbers, amounts as text. */
function asExpected(line: RatedLine, expected: ExpectedLine | undefined): ExpectedLine {
  const wanted = expected?.quantity;
  const quantity = typeof wanted === 'string' ? (line.fraction === null && same(line.quantity, wanted) ? wanted : line.quantity)
    : { value: wanted && same(line.quantity, wanted.value) ? wanted.value : line.quantity, numerator: line.fraction?.numerator ?? '', denominator: line.fraction?.denominator ?? '' };
  const price = line.informational ? `blended ${line.unitPrice}${expected?.unit_price.includes('EUR') ? ' EUR' : ''} (informational)` : expected && same(line.unitPrice, expected.unit_price) ? expected.unit_price : line.unitPrice;
  return { code: line.code, quantity, unit: line.unit, unit_price: price, amount: moneyText(line.amount) };
}

describe('the worked examples of the specification', () => {
  it.each(examples.flatMap((document) => (document.example ? [[document.example.id, document.example.title, document, document.example.expected] as const] : [])))('%s: %s', (_id, _title, document, expected) => {
    const invoice = rate(readRatingDocument(document));
    expect(invoice.lines.map((line, index) => asExpected(line, expected.lines[index]))).toEqual(expected.lines);
    expect(invoice.taxLines.map((tax) => ({ code: tax.code, rate: tax.rate, amount: moneyText(tax.amount) }))).toEqual(expected.tax_lines.map(({ code, rate: taxRate, amount }) => ({ code, rate: taxRate, amount })));
    invoice.taxLines.forEach((tax, index) => expect(same(tax.base, expected.tax_lines[index]?.base ?? '')).toBe(true));
    expect({ subtotal: moneyText(invoice.subtotal), tax: moneyText(invoice.tax), total: moneyText(invoice.total) })
      .toEqual({ subtotal: expected.subtotal, tax: expected.tax, total: expected.total });
    if (expected.tax_allocation) expect(invoice.taxLines[0]?.allocation.map(Number)).toEqual(expected.tax_allocation);
  });
});
