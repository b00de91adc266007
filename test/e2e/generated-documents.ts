/** Operations made from the schema: one for every place of every root field that takes a value. */
import {
  getNamedType, getNullableType, type GraphQLArgument, type GraphQLField, type GraphQLInputField, type GraphQLInputType, type GraphQLSchema, isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType,
} from 'graphql';

/** One place of an operation that takes a value, such as `Mutation.payInvoice(input.invoiceId)`. */
export interface Place {
  readonly operation: 'Query' | 'Mutation';
  readonly field: string;
  /** From the argument on: `['input', 'invoiceId']`. */
  readonly path: readonly string[];
  /** The named type, such as `ID`. */
  readonly type: string;
}

/** Plausible values by the name of a field, where the type alone would be refused before any id is looked at. */
export type Plausible = Readonly<Record<string, unknown>>;

type Slot = GraphQLArgument | GraphQLInputField;

/** Every place of the schema's root fields that takes a value, nested inputs included. */
export function placesOf(schema: GraphQLSchema): readonly Place[] {
  return rootFields(schema).flatMap(([operation, field]) => field.args.flatMap((argument) => leavesOf(argument)).map((leaf) => ({ operation, field: field.name, ...leaf })));
}

function leavesOf(slot: Slot): readonly Pick<Place, 'path' | 'type'>[] {
  const type = getNamedType(slot.type);
  if (!isInputObjectType(type)) return [{ path: [slot.name], type: type.name }];
  return Object.values(type.getFields()).flatMap((inner) => leavesOf(inner).map((leaf) => ({ ...leaf, path: [slot.name, ...leaf.path] })));
}

function rootFields(schema: GraphQLSchema): readonly (readonly ['Query' | 'Mutation', GraphQLField<unknown, unknown>])[] {
  const of = (operation: 'Query' | 'Mutation') => Object.values((operation === 'Query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {}).map((field) => [operation, field] as const);
  return [...of('Query'), ...of('Mutation')];
}

/** The operation of a place with this value in it; everything else is plausible. */
export function operationAt(schema: GraphQLSchema, place: Place, given: unknown, plausible: Plausible): { readonly query: string; readonly variables: Readonly<Record<string, unknown>> } {
  const field = rootFields(schema).find(([operation, { name }]) => operation === place.operation && name === place.field)?.[1];
  if (!field) throw new Error(`The schema has no ${place.operation}.${place.field}.`);
  const variables = Object.fromEntries(field.args.flatMap((argument) => valueAt(argument, place.path, given, plausible)));
  const sent = field.args.filter(({ name }) => name in variables);
  const heads = sent.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const query = `${place.operation.toLowerCase()} ${heads ? `(${heads})` : ''} { ${field.name}${sent.length > 0 ? `(${sent.map(({ name }) => `${name}: $${name}`).join(', ')})` : ''} ${selectionOf(field)} }`;
  return { query, variables };
}

/** What is asked back: the id where there is one, else only the type's name. */
function selectionOf(field: GraphQLField<unknown, unknown>): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  return 'edges' in type.getFields() ? '{ edges { node { __typename } } }' : '{ __typename }';
}

/** The argument with its value, or nothing where it is not needed. */
function valueAt(slot: Slot, path: readonly string[], given: unknown, plausible: Plausible): readonly (readonly [string, unknown])[] {
  const [here, ...rest] = path;
  if (here === slot.name) return [[slot.name, listed(slot.type, rest.length === 0 ? given : filled(slot.type, rest, given, plausible))]];
  if (slot.name in plausible) return [[slot.name, listed(slot.type, plausible[slot.name])]];
  if (!isNonNullType(slot.type) || slot.defaultValue !== undefined) return [];
  return [[slot.name, listed(slot.type, filled(slot.type, [], given, plausible))]];
}

const listed = (type: GraphQLInputType, value: unknown): unknown => (isListType(getNullableType(type)) && !Array.isArray(value) ? [value] : value);

function filled(type: GraphQLInputType, path: readonly string[], given: unknown, plausible: Plausible): unknown {
  const named = getNamedType(type);
  if (isInputObjectType(named)) return Object.fromEntries(Object.values(named.getFields()).flatMap((inner) => valueAt(inner, path, given, plausible)));
  if (isEnumType(named)) return named.getValues()[0]?.name;
  return { ID: typeof given === 'string' ? given : 'none', Int: 1, Decimal: '1', String: 'A text that is long enough', Boolean: true, DateTime: '2027-03-01T00:00:00Z', LocalDate: '2027-03-01' }[named.name];
}
