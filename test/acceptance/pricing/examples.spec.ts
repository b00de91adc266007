import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compare, decimal, moneyText } from '@busbar/kernel';
import { rate, readRatingDocument, type RatedLine, type RatingDocument } from '@busbar/pricing';

interface ExpectedLine {
  readonly code: string;
  readonly quantity: string | { readonly value: string; readonly numerator: string; readonly denominator: string };
  readonly unit: string;
  readonly unit_price: string;
  readonly amount: string;
}
interface Example {
  readonly id: string;
  readonly title: string;
  readonly document: RatingDocument;
  readonly expected: {
    readonly lines: readonly ExpectedLine[];
    readonly tax_lines: readonly { readonly code: string; readonly rate: string; readonly base: string; readonly amount: string }[];
    readonly subtotal: string;
    readonly tax: string;
    readonly total: string;
    readonly derived?: { readonly allocation_to_lines_cents?: readonly number[] };
  };
}

const folder = join(__dirname, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.json')).sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Example);

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
  it.each(examples.map((example) => [example.id, example.title, example] as const))('%s: %s', (_id, _title, example) => {
    const invoice = rate(readRatingDocument(example.document));
    expect(invoice.lines.map((line, index) => asExpected(line, example.expected.lines[index]))).toEqual(example.expected.lines);
    expect(invoice.taxLines.map((tax) => ({ code: tax.code, rate: tax.rate, amount: moneyText(tax.amount) }))).toEqual(example.expected.tax_lines.map(({ code, rate: taxRate, amount }) => ({ code, rate: taxRate, amount })));
    invoice.taxLines.forEach((tax, index) => expect(same(tax.base, example.expected.tax_lines[index]?.base ?? '')).toBe(true));
    expect({ subtotal: moneyText(invoice.subtotal), tax: moneyText(invoice.tax), total: moneyText(invoice.total) })
      .toEqual({ subtotal: example.expected.subtotal, tax: example.expected.tax, total: example.expected.total });
    if (example.expected.derived?.allocation_to_lines_cents) expect(invoice.taxLines[0]?.allocation.map(Number)).toEqual(example.expected.derived.allocation_to_lines_cents);
  });
});
