/** Checks JSON against the part of JSON Schema that our generated schemas use, with the path of the first thing that is wrong. */
import { invariant } from '@busbar/kernel';
import { refuse } from '../refusals';

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
}
export interface SchemaDocument extends Schema {
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** Deeper or longer input is refused before it costs anything. */
const MOST_DEPTH = 30;
const MOST_ITEMS = 200_000;

/** Throws a refusal naming the first place where the value is not what the definition says. */
export function checkJson(value: unknown, definition: string, document: SchemaDocument, path: string): void {
  check(value, { $ref: `#/definitions/${definition}` }, document, path, 0);
}

function check(value: unknown, schema: Schema, document: SchemaDocument, path: string, depth: number): void {
  if (depth > MOST_DEPTH) refuse('RATING_INPUT_INVALID', path, 'The input is nested too deeply.');
  const resolved = resolve(schema, document);
  if (resolved.anyOf) return checkUnion(value, options(resolved, document), document, path, depth);
  if ('const' in resolved && value !== resolved.const) return wrong(path, `${JSON.stringify(resolved.const)}`, value);
  if (resolved.enum && !resolved.enum.includes(value)) return wrong(path, `one of ${resolved.enum.map((item) => JSON.stringify(item)).join(', ')}`, value);
  const types = resolved.type === undefined ? [] : [resolved.type].flat();
  if (types.length > 0 && !types.includes(typeOf(value)) && !(types.includes('integer') && Number.isInteger(value))) return wrong(path, types.map(nameOf).join(' or '), value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) wrong(path, 'a finite number', value);
    if (resolved.minimum !== undefined && value < resolved.minimum) refuse('RATING_QUANTITY_NEGATIVE', path, `${path} must be at least ${resolved.minimum}.`, String(value));
  }
  if (typeof value === 'string') checkText(value, resolved.pattern, path);
  if (Array.isArray(value)) checkList(value, resolved, document, path, depth);
  else if (value !== null && typeof value === 'object') checkObject(value, resolved, document, path, depth);
}

function checkText(value: string, pattern: string | undefined, path: string): void {
  if (pattern === undefined || new RegExp(pattern).test(value)) return;
  // A minus where none can be is said as such.
  if (value.startsWith('-') && new RegExp(pattern).test(value.slice(1))) refuse('RATING_QUANTITY_NEGATIVE', path, `${path} cannot be negative.`, value);
  wrong(path, `text like ${pattern}`, value);
}

function checkList(value: readonly unknown[], schema: Schema, document: SchemaDocument, path: string, depth: number): void {
  if (value.length > MOST_ITEMS) refuse('RATING_INPUT_INVALID', path, `A list has at most ${MOST_ITEMS} entries.`);
  if (schema.minItems !== undefined && value.length < schema.minItems) refuse('RATING_INPUT_INVALID', path, `${path} has at least ${schema.minItems} entries.`);
  const { items } = schema;
  if (items) value.forEach((item, index) => check(item, items, document, `${path}[${index}]`, depth + 1));
}

function checkObject(value: object, schema: Schema, document: SchemaDocument, path: string, depth: number): void {
  const properties = schema.properties ?? {};
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  for (const name of schema.required ?? []) if (!Object.hasOwn(value, name)) refuse('RATING_INPUT_INVALID', at(name), `${at(name)} is missing.`);
  for (const [name, item] of Object.entries(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known) check(item, known, document, at(name), depth + 1);
    else if (schema.additionalProperties === false) refuse('RATING_INPUT_INVALID', at(name), `${at(name)} is not a field of it; known are ${Object.keys(properties).join(', ')}.`);
    else if (typeof schema.additionalProperties === 'object') check(item, schema.additionalProperties, document, at(name), depth + 1);
  }
}

/** A union of objects is told apart by `code` or `kind`, so that the refusal speaks of the one that was meant. */
function checkUnion(value: unknown, choices: readonly Schema[], document: SchemaDocument, path: string, depth: number): void {
  const tag = ['code', 'kind'].find((name) => choices.filter((choice) => choice.properties).every((choice) => choice.properties?.[name] && 'const' in choice.properties[name]));
  if (tag !== undefined && value !== null && typeof value === 'object' && !Array.isArray(value) && choices.some((choice) => choice.properties)) {
    const given = (value as Readonly<Record<string, unknown>>)[tag];
    const meant = choices.find((choice) => choice.properties?.[tag]?.const === given);
    if (meant) return check(value, meant, document, path, depth + 1);
    const known = choices.flatMap((choice) => (choice.properties ? [String(choice.properties[tag]?.const)] : [])).join(', ');
    return refuse(tag === 'code' ? 'RATING_CODE_UNSUPPORTED' : 'RATING_INPUT_INVALID', path === '' ? tag : `${path}.${tag}`, `${path}.${tag} must be one of ${known}.`, String(given));
  }
  const fits = choices.find((choice) => fitsType(value, choice));
  if (fits) return check(value, fits, document, path, depth + 1);
  wrong(path, choices.map((choice) => [choice.type ?? 'a known value'].flat().map(nameOf).join(' or ')).join(' or '), value);
}

const fitsType = (value: unknown, schema: Schema): boolean => schema.type === undefined || [schema.type].flat().includes(typeOf(value)) || ([schema.type].flat().includes('integer') && Number.isInteger(value));

function options(schema: Schema, document: SchemaDocument): readonly Schema[] {
  return (schema.anyOf ?? []).flatMap((choice) => {
    const resolved = resolve(choice, document);
    return resolved.anyOf ? options(resolved, document) : [resolved];
  });
}

function resolve(schema: Schema, document: SchemaDocument): Schema {
  if (schema.$ref === undefined) return schema;
  const target = document.definitions[decodeURIComponent(schema.$ref.replace('#/definitions/', ''))];
  invariant(target, `The schema has no definition ${schema.$ref}.`);
  return resolve(target, document);
}

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const nameOf = (type: string): string => ({ string: 'text', array: 'a list', object: 'an object', number: 'a number', integer: 'a whole number', boolean: 'true or false', null: 'null' })[type] ?? type;

function wrong(path: string, expected: string, given: unknown): never {
  return refuse('RATING_INPUT_INVALID', path, `${path === '' ? 'The document' : path} must be ${expected}.`, (JSON.stringify(given) ?? 'nothing').slice(0, 60));
}
