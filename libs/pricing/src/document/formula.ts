/** Arithmetic in text, for series that a test or an example writes down as a rule: `200000 + (104729*i mod 60000)`. */
import { decimal, divideFloor, minus, negative, over, plus, rational, times, type Rational } from '@busbar/kernel';
import { refuse } from '../refusals';

/** Values of the names that a formula may use. */
export type FormulaNames = Readonly<Record<string, bigint>>;
export type Formula = (names: FormulaNames) => Rational;

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z]+|[-+*/()])/y;
/** Longer formulas are no formulas. */
const MOST_CHARACTERS = 500;

/** Reads `+ - * / mod ( )`, decimals and names; `*`, `/` and `mod` bind alike, from left to right. Exact. */
export function parseFormula(text: string, allowed: readonly string[], path: string): Formula {
  const tokens = tokensOf(text, path);
  let position = 0;
  const next = (): string | undefined => tokens[position];
  const take = (): string => {
    position += 1;
    return tokens[position - 1] ?? refuse('RATING_INPUT_INVALID', path, 'The formula ends where a value is expected.', text);
  };

  function sum(): Formula {
    let left = product();
    while (next() === '+' || next() === '-') {
      const [first, operator, second] = [left, take(), product()];
      left = operator === '+' ? (names) => plus(first(names), second(names)) : (names) => minus(first(names), second(names));
    }
    return left;
  }
  function product(): Formula {
    let left = value();
    while (next() === '*' || next() === '/' || next() === 'mod') {
      const [first, operator, second] = [left, take(), value()];
      left = operator === '*' ? (names) => times(first(names), second(names)) : operator === '/' ? (names) => over(first(names), nonZero(second(names))) : (names) => modulo(first(names), nonZero(second(names)));
    }
    return left;
  }
  function value(): Formula {
    const token = take();
    if (token === '-') {
      const inner = value();
      return (names) => negative(inner(names));
    }
    if (token === '(') {
      const inner = sum();
      if (take() !== ')') refuse('RATING_INPUT_INVALID', path, 'A bracket of the formula is not closed.', text);
      return inner;
    }
    if (/^\d/.test(token)) {
      const number = decimal(token);
      return () => number;
    }
    if (!allowed.includes(token)) refuse('RATING_INPUT_INVALID', path, `The formula may use ${allowed.join(', ')}, not "${token}".`, text);
    return (names) => rational(names[token] ?? 0n);
  }
  const nonZero = (divisor: Rational): Rational => (divisor.n === 0n ? refuse('RATING_INPUT_INVALID', path, 'The formula divides by zero.', text) : divisor);

  const formula = sum();
  if (position < tokens.length) refuse('RATING_INPUT_INVALID', path, `The formula goes on after its end: "${tokens[position]}".`, text);
  return formula;
}

function tokensOf(text: string, path: string): readonly string[] {
  if (text.length > MOST_CHARACTERS) refuse('RATING_INPUT_INVALID', path, `A formula has at most ${MOST_CHARACTERS} characters.`);
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  let end = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    tokens.push(match[1] as string);
    end = TOKEN.lastIndex;
  }
  if (text.slice(end).trim() !== '') refuse('RATING_INPUT_INVALID', path, `The formula cannot be read from "${text.slice(end).trim().slice(0, 20)}" on.`, text);
  return tokens;
}

/** The remainder with the sign of the divisor. */
const modulo = (a: Rational, b: Rational): Rational => {
  const quotient = over(a, b);
  return minus(a, times(b, rational(divideFloor(quotient.n, quotient.d))));
};
