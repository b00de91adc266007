/**
 * Numbers as the reader writes them. Values arrive as decimal text and stay text: `Intl.NumberFormat` formats a string exactly,
 * a double would lose the last digits of a megawatt-month in millijoules.
 */
export type Language = 'en' | 'it';

const numberLocale: Readonly<Record<Language, string>> = { en: 'en-US', it: 'it-IT' };

/** A thin space that never breaks: between a number and its unit. */
export const thin = '\u202F';
export const none = '—';

interface Digits {
  readonly min: number;
  readonly max: number;
}

const formats = new Map<string, Intl.NumberFormat>();

function formatter(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language}${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(numberLocale[language], options);
  formats.set(key, made);
  return made;
}

/** `Intl` takes decimal text as it is; the type only knows literals of numbers. */
function exact(text: string | bigint | number): number | bigint | Intl.StringNumericLiteral {
  return typeof text === 'string' ? (text as Intl.StringNumericLiteral) : text;
}

function withMinus(text: string): string {
  return text.replace('-', '\u2212');
}

/** Decimal text with digits grouped, always: Italian leaves `1234` ungrouped otherwise, and columns stop lining up. */
export function decimal(language: Language, value: string | bigint | number, digits: Digits = { min: 0, max: 3 }): string {
  return withMinus(
    formatter(language, { useGrouping: 'always', minimumFractionDigits: digits.min, maximumFractionDigits: digits.max, roundingMode: 'halfExpand' }).format(exact(value)),
  );
}

/** An amount of money at its currency's own digits. */
export function money(language: Language, value: { readonly amount: string; readonly currency: string }): string {
  return withMinus(formatter(language, { style: 'currency', currency: value.currency, useGrouping: 'always', roundingMode: 'halfExpand' }).format(exact(value.amount)));
}

/** A headline amount, without cents. */
export function wholeMoney(language: Language, value: { readonly amount: string; readonly currency: string }): string {
  return withMinus(formatter(language, { style: 'currency', currency: value.currency, useGrouping: 'always', maximumFractionDigits: 0, roundingMode: 'halfExpand' }).format(exact(value.amount)));
}

/** A price of one unit: four decimals in lists and lines, twelve where the reader asked for all of them. */
export function unitPrice(language: Language, price: string, currency: string, digits: Digits = { min: 4, max: 4 }): string {
  return withMinus(
    formatter(language, { style: 'currency', currency, minimumFractionDigits: digits.min, maximumFractionDigits: digits.max, roundingMode: 'halfExpand' }).format(exact(price)),
  );
}

/** Power from kW text: below 1,000 kW in kW, from there in MW. */
export function power(language: Language, kw: string): string {
  const mega = Math.abs(Number(kw)) >= 1000;
  return mega ? `${decimal(language, shifted(kw, -3), { min: 0, max: 2 })}${thin}MW` : `${decimal(language, kw, { min: 0, max: 3 })}${thin}kW`;
}

/** Energy from kWh text, with three decimals as an invoice prints it. */
export function energy(language: Language, kwh: string, digits: Digits = { min: 3, max: 3 }): string {
  return `${decimal(language, kwh, digits)}${thin}kWh`;
}

/** A share of one, as percent. */
export function percent(language: Language, share: string | number, digits: Digits = { min: 1, max: 1 }): string {
  const text = typeof share === 'number' ? String(share) : share;
  return withMinus(formatter(language, { style: 'percent', minimumFractionDigits: digits.min, maximumFractionDigits: digits.max, roundingMode: 'halfExpand' }).format(exact(text)));
}

/**
 * Moves the point of decimal text, exactly.
 *
 * @example shifted('48000.5', -3) === '48.0005'
 */
export function shifted(text: string, places: number): string {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace(/^[-+]/, '').split('.');
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = point <= 0 ? '0'.repeat(1 - point) + digits : digits.padEnd(point, '0');
  const at = point <= 0 ? 1 : point;
  const front = padded.slice(0, at).replace(/^0+(?=\d)/, '');
  const back = padded.slice(at).replace(/0+$/, '');
  return `${negative && (front !== '0' || back !== '') ? '-' : ''}${front}${back ? `.${back}` : ''}`;
}
