import { checkJson, type SchemaDocument } from './json-schema';

const text = { type: 'string' };
const schema = (Form: object, more: Readonly<Record<string, object>> = {}): SchemaDocument => ({ definitions: { Form, ...more } }) as SchemaDocument;
const check = (value: unknown, form: object, path = '', more: Readonly<Record<string, object>> = {}): void => checkJson(value, 'Form', schema(form, more), path);
const refused = (code: string, path: string, message: string, given?: string): Error => expect.objectContaining({ code, message, details: given === undefined ? { path } : { path, given } });
const invalid = (path: string, message: string, given?: string): Error => refused('RATING_INPUT_INVALID', path, message, given);

describe('the form of a document: single values', () => {
  it.each([
    ['text', text, 'a'],
    ['a number', { type: 'number' }, 1.5],
    ['a whole number', { type: 'integer' }, 3],
    ['true or false', { type: 'boolean' }, false],
    ['nothing', { type: 'null' }, null],
    ['one of two kinds', { type: ['string', 'null'] }, null],
    ['the very word', { const: 'FINAL' }, 'FINAL'],
    ['a word of the list', { enum: ['kWh', 'MWh'] }, 'MWh'],
    ['a number at its least', { type: 'number', minimum: 1 }, 1],
    ['text like its pattern', { type: 'string', pattern: '^\\d+$' }, '12'],
    ['anything where nothing is said', {}, { a: 1 }],
    ['a word where an object with fields could stand', { type: ['string', 'object'], required: ['kw'] }, 'all'],
  ])('%s is taken', (_what, form, value) => expect(() => check(value, form)).not.toThrow());

  it.each([
    ['a number for text', text, 1, 'terms[0] must be text.', '1'],
    ['text for a number', { type: 'number' }, '1', 'terms[0] must be a number.', '"1"'],
    ['a part for a whole number', { type: 'integer' }, 1.5, 'terms[0] must be a whole number.', '1.5'],
    ['a number for yes or no', { type: 'boolean' }, 0, 'terms[0] must be true or false.', '0'],
    ['nothing for an object', { type: 'object' }, null, 'terms[0] must be an object.', 'null'],
    ['a list for an object', { type: 'object' }, [], 'terms[0] must be an object.', '[]'],
    ['an object for a list', { type: 'array' }, {}, 'terms[0] must be a list.', '{}'],
    ['a number for text or nothing', { type: ['string', 'null'] }, 1, 'terms[0] must be text or null.', '1'],
    ['another word', { const: 'FINAL' }, 'final', 'terms[0] must be "FINAL".', '"final"'],
    ['a word that is not listed', { enum: ['kWh', 'MWh'] }, 'Wh', 'terms[0] must be one of "kWh", "MWh".', '"Wh"'],
    ['what is no number', { type: 'number' }, Number.NaN, 'terms[0] must be a finite number.', 'null'],
    ['a number without end', { type: 'number' }, Number.POSITIVE_INFINITY, 'terms[0] must be a finite number.', 'null'],
    ['what is not there', text, undefined, 'terms[0] must be text.', 'nothing'],
    ['text unlike its pattern', { type: 'string', pattern: '^\\d+$' }, '1a', 'terms[0] must be text like ^\\d+$.', '"1a"'],
    ['a letter before a number', { type: 'string', pattern: '^\\d+$' }, 'a12', 'terms[0] must be text like ^\\d+$.', '"a12"'],
    ['a minus before what is no number', { type: 'string', pattern: '^\\d+$' }, '-a', 'terms[0] must be text like ^\\d+$.', '"-a"'],
    ['a kind that has no name here', { type: 'date' }, 1, 'terms[0] must be date.', '1'],
  ])('%s is refused', (_what, form, value, sentence, given) => expect(() => check(value, form, 'terms[0]')).toThrow(invalid('terms[0]', sentence, given)));

  it('a number below its least, and a minus where none can be, are said as such', () => {
    expect(() => check(0.5, { type: 'number', minimum: 1 }, 'gpus')).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'gpus', 'gpus must be at least 1.', '0.5'));
    expect(() => check('-12', { type: 'string', pattern: '^\\d+$' }, 'kw')).toThrow(refused('RATING_QUANTITY_NEGATIVE', 'kw', 'kw cannot be negative.', '-12'));
  });

  it('what was given is shown with sixty characters at most', () => {
    expect(() => check('x'.repeat(100), { type: 'number' }, 'a')).toThrow(invalid('a', 'a must be a number.', `"${'x'.repeat(59)}`));
  });
});

describe('the form of a document: lists and objects', () => {
  const item = { type: 'object', properties: { kw: text, until: text }, required: ['kw'], additionalProperties: false };

  it('each entry of a list is looked at, and named by its place', () => {
    expect(() => check(['a', 'b'], { type: 'array', items: text, minItems: 2 })).not.toThrow();
    expect(() => check(['a', 2], { type: 'array', items: text }, 'holidays')).toThrow(invalid('holidays[1]', 'holidays[1] must be text.', '2'));
    expect(() => check(['a'], { type: 'array', items: text, minItems: 2 }, 'tiers')).toThrow(invalid('tiers', 'tiers has at least 2 entries.'));
  });

  it('a list has at most two hundred thousand entries', () => {
    expect(() => check(new Array(200_000).fill(1), { type: 'array' }, 'wh')).not.toThrow();
    expect(() => check(new Array(200_001).fill(1), { type: 'array' }, 'wh')).toThrow(invalid('wh', 'A list has at most 200000 entries.'));
  });

  it('an object has the fields it must have, and none that nobody knows', () => {
    expect(() => check({ kw: '1' }, item)).not.toThrow();
    expect(() => check({ until: '1' }, item)).toThrow(invalid('kw', 'kw is missing.'));
    expect(() => check({ until: '1' }, item, 'segments[0]')).toThrow(invalid('segments[0].kw', 'segments[0].kw is missing.'));
    expect(() => check({ kw: 1 }, item, 'segments[0]')).toThrow(invalid('segments[0].kw', 'segments[0].kw must be text.', '1'));
    expect(() => check({ kw: '1', kW: '2' }, item, 'segments[0]')).toThrow(invalid('segments[0].kW', 'segments[0].kW is not a field of it; known are kw, until.'));
  });

  it('what every object inherits is no field of it', () => {
    expect(() => check({}, { type: 'object', required: ['toString'] })).toThrow(invalid('toString', 'toString is missing.'));
    expect(() => check({ constructor: 1 }, { ...item, required: [] })).toThrow(invalid('constructor', 'constructor is not a field of it; known are kw, until.'));
  });

  it('further fields are free where nothing forbids them, and of one form where it is said', () => {
    expect(() => check({ a: 1 }, { type: 'object', properties: {} })).not.toThrow();
    expect(() => check({ a: 1 }, { type: 'object', additionalProperties: true })).not.toThrow();
    expect(() => check({ hub: '1' }, { type: 'object', additionalProperties: text })).not.toThrow();
    expect(() => check({ hub: 1 }, { type: 'object', additionalProperties: text }, 'prices')).toThrow(invalid('prices.hub', 'prices.hub must be text.', '1'));
  });
});

describe('the form of a document: one of several', () => {
  const of = (tag: string, ...names: readonly string[]): readonly object[] => names.map((name) => ({ type: 'object', properties: { [tag]: { const: name }, price: text }, required: ['price'] }));

  it('objects are told apart by their code, so that the refusal speaks of the one that was meant', () => {
    const form = { anyOf: of('code', 'energy.fixed', 'discount') };
    expect(() => check({ code: 'discount', price: '1' }, form)).not.toThrow();
    expect(() => check({ code: 'discount' }, form, 'terms[1]')).toThrow(invalid('terms[1].price', 'terms[1].price is missing.'));
    expect(() => check({ code: 'magic' }, form, 'terms[1]')).toThrow(refused('RATING_CODE_UNSUPPORTED', 'terms[1].code', 'terms[1].code must be one of energy.fixed, discount.', 'magic'));
    expect(() => check({}, form)).toThrow(refused('RATING_CODE_UNSUPPORTED', 'code', '.code must be one of energy.fixed, discount.', 'undefined'));
  });

  it('or by their kind', () => {
    const form = { anyOf: [...of('kind', 'flat', 'file'), { type: 'null' }] };
    expect(() => check({ kind: 'file', price: '1' }, form)).not.toThrow();
    expect(() => check(null, form)).not.toThrow();
    expect(() => check({ kind: 'values' }, form, 'source')).toThrow(invalid('source.kind', 'source.kind must be one of flat, file.', 'values'));
    expect(() => check([], form, 'source')).toThrow(invalid('source', 'source must be an object or an object or null.', '[]'));
    expect(() => check('flat', form, 'source')).toThrow(invalid('source', 'source must be an object or an object or null.', '"flat"'));
  });

  it('values by their type; a union within a union is one union', () => {
    const form = { anyOf: [{ $ref: '#/definitions/Price' }, { type: 'null' }] };
    const more = { Price: { anyOf: [{ type: 'string', pattern: '^\\d+$' }, { type: 'integer' }] } };
    for (const value of ['1', 1, null]) expect(() => check(value, form, 'price', more)).not.toThrow();
    expect(() => check('a', form, 'price', more)).toThrow(invalid('price', 'price must be text like ^\\d+$.', '"a"'));
    expect(() => check(1.5, form, 'price', more)).toThrow(invalid('price', 'price must be text or a whole number or null.', '1.5'));
    expect(() => check(true, form, 'price', more)).toThrow(invalid('price', 'price must be text or a whole number or null.', 'true'));
  });

  it('a choice of which nothing is said takes anything; one of listed words is said to be known', () => {
    expect(() => check({ a: 1 }, { anyOf: [{ type: 'null' }, {}] })).not.toThrow();
    expect(() => check(1, { anyOf: [{ type: 'null' }, { type: ['string', 'boolean'] }] }, 'a')).toThrow(invalid('a', 'a must be null or text or true or false.', '1'));
    expect(() => check('c', { anyOf: [{ const: 'a' }, { type: 'null' }] }, 'a')).toThrow(invalid('a', 'a must be "a".', '"c"'));
  });

  it('objects without a word that tells them apart are told apart by being objects', () => {
    const form = { anyOf: [{ type: 'object', properties: { kw: text } }, { type: 'string' }] };
    expect(() => check({ kw: '1' }, form)).not.toThrow();
    expect(() => check({ kw: 1 }, form, 'a')).toThrow(invalid('a.kw', 'a.kw must be text.', '1'));
  });

  it('a word that only one of them has tells none of them apart', () => {
    const form = { anyOf: [{ type: 'object', properties: { kw: text } }, { type: 'object', properties: { code: { const: 'discount' } } }] };
    expect(() => check({ kw: '1', code: 'magic' }, form)).not.toThrow();
  });

  it('the document itself is named where nothing else can be', () => {
    expect(() => check([], { type: 'object' })).toThrow(invalid('', 'The document must be an object.', '[]'));
  });
});

describe('depth', () => {
  const self = { $ref: '#/definitions/Form' };
  const nested = (levels: number, wrap: (inner: unknown) => unknown, core: unknown): unknown => (levels === 0 ? core : wrap(nested(levels - 1, wrap, core)));
  /** How many levels are taken before the refusal: thirty, or half as many where a union counts too. */
  it.each([
    ['objects', { type: 'object', properties: { a: self } }, (inner: unknown) => ({ a: inner }), {}, 30],
    ['objects of free names', { type: 'object', additionalProperties: self }, (inner: unknown) => ({ a: inner }), {}, 30],
    ['lists', { type: 'array', items: self }, (inner: unknown) => [inner], [], 30],
    ['unions of lists', { anyOf: [{ type: 'array', items: self }, { type: 'null' }] }, (inner: unknown) => [inner], [], 14],
    ['unions of kinds', { anyOf: [{ type: 'object', properties: { kind: { const: 'a' }, a: self } }, { type: 'object', properties: { kind: { const: 'b' } } }] }, (inner: unknown) => ({ kind: 'a', a: inner }), { kind: 'b' }, 14],
  ])('%s are refused before they cost anything', (_what, form, wrap, core, most) => {
    expect(() => check(nested(most, wrap, core), form)).not.toThrow();
    expect(() => check(nested(most + 1, wrap, core), form)).toThrow(expect.objectContaining({ code: 'RATING_INPUT_INVALID', message: 'The input is nested too deeply.' }));
  });

  it('a definition that does not exist is our own mistake', () => expect(() => check(1, { $ref: '#/definitions/Nowhere' })).toThrow('The schema has no definition #/definitions/Nowhere.'));
  it('a definition may have a name that an address writes otherwise', () => expect(() => check(1, { $ref: '#/definitions/List%3Ctext%3E' }, 'a', { 'List<text>': text })).toThrow(invalid('a', 'a must be text.', '1')));
});
