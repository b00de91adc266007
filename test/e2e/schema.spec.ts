/** The schema as a whole: what is checked in is what is served, everything says what it is, and nothing lets a caller name who they are. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema, getNamedType, type GraphQLField, type GraphQLInputField, type GraphQLNamedType, type GraphQLSchema, isEnumType, isInputObjectType, isIntrospectionType, isNonNullType, isObjectType, isSpecifiedScalarType,
} from 'graphql';
import { emittedSchema } from '../../apps/api/src/emit-schema';

const checkedIn = readFileSync(join(__dirname, '../../apps/api/schema.graphql'), 'utf8');
const schema: GraphQLSchema = buildSchema(checkedIn);
const types: readonly GraphQLNamedType[] = Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));

/** Every field and argument that an answer or an input has, with its path in the schema. */
const outputs: readonly (readonly [string, GraphQLField<unknown, unknown>])[] = types.filter(isObjectType).flatMap((type) => Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const));
const inputs: readonly (readonly [string, GraphQLInputField])[] = types.filter(isInputObjectType).flatMap((type) => Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const));
const argumentsOf = outputs.flatMap(([path, field]) => field.args.map((argument) => [`${path}(${argument.name})`, argument] as const));
/** Names that say everything: the object's own id, and the id of what an input is about. */
const speaksForItself = (path: string): boolean => /[.(](id|input|[a-z]+Id)\)?$|(^|\.)[a-zA-Z]*Id$/.test(path);

describe('the schema', () => {
  it('is checked in as the code emits it', async () => {
    expect(await emittedSchema()).toBe(checkedIn);
  });

  it('says of every type what it is', () => {
    expect(types.filter(({ name, description }) => !description && !['Query', 'Mutation'].includes(name)).map(({ name }) => name)).toEqual([]);
  });

  it('says of every query and mutation what it does', () => {
    expect(outputs.filter(([path, { description }]) => /^(Query|Mutation)\./.test(path) && !description).map(([path]) => path)).toEqual([]);
  });

  it('says of every field and argument what it holds, but for ids', () => {
    const silent = [...outputs, ...inputs, ...argumentsOf].filter(([path, { description }]) => !description && !speaksForItself(path));
    expect(silent.map(([path]) => path)).toEqual([]);
  });

  it('counts in exact numbers: a floating-point number is nothing but a score', () => {
    const floating = [...outputs, ...inputs, ...argumentsOf].filter(([, { type }]) => getNamedType(type).name === 'Float').map(([path]) => path);
    expect(floating.sort()).toEqual(['Match.score', 'ScorePart.value', 'ScorePart.weight']);
  });

  it('pages with a number that must be said', () => {
    const connections = outputs.filter(([, { type }]) => getNamedType(type).name.endsWith('Connection'));
    expect(connections.length).toBeGreaterThan(10);
    const unbounded = connections.filter(([, { args }]) => !args.some(({ name, type }) => name === 'first' && isNonNullType(type) && getNamedType(type).name === 'Int') || !args.some(({ name }) => name === 'after'));
    expect(unbounded.map(([path]) => path)).toEqual([]);
  });

  it('types ids as ID', () => {
    const wrong = [...outputs, ...inputs, ...argumentsOf].filter(([path, { type }]) => /(^|\.|\()(id|[a-z]\w*Id|[a-z]\w*Ids)\)?$/.test(path) && getNamedType(type).name !== 'ID').map(([path]) => path);
    // An index is named by its published code, as in a contract; it is no row of anybody's.
    expect(wrong.filter((path) => !path.endsWith('.indexId'))).toEqual([]);
  });

  it('lets no input say who asks, when, or in what state the thing is to be', () => {
    const said = inputs.filter(([path]) => /\.(id|org|orgId|organisationId|hostId|tenantId|personId|actorId|createdAt|createdBy|updatedAt|state|status)$/.test(path)).map(([path]) => path);
    // Staff name the organisation that they verify, and whether the prices of a file are final; neither is about the actor.
    expect(said).toEqual(['ImportIndexPricesInput.status', 'VerifyOrganisationInput.organisationId']);
  });

  it('takes one input in every mutation, or the id of what moves', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(mutations.filter(({ args, name }) => name !== 'signOut' && !(args.length === 1 && ['input', 'id'].includes(args[0]?.name ?? '') && isNonNullType(args[0]?.type))).map(({ name }) => name)).toEqual([]);
  });

  it('asks a key of every command that moves money or promises capacity', () => {
    const keyed = inputs.filter(([path]) => path.endsWith('.idempotencyKey'));
    expect(keyed.map(([path]) => path.split('.')[0]).sort()).toEqual(['AcceptProposalInput', 'CounterProposalInput', 'PayInvoiceInput', 'RecordMaintenanceInput', 'RecordMiningInput', 'RunBillingInput', 'SendProposalInput']);
    expect(keyed.filter(([, { type }]) => !isNonNullType(type))).toEqual([]);
  });

  it('names enum values in capitals', () => {
    expect(types.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => name)).filter((name) => !/^[A-Z0-9_]+$/.test(name))).toEqual([]);
  });
});
