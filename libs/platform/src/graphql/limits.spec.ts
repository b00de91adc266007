import { buildSchema, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { admit, limits, measure } from './limits';

const schema = buildSchema(`
  interface Named { name: String }
  type Site implements Named { name: String, halls: [Hall!]!, contracts(first: Int!, after: String): ContractConnection, parent: Site }
  type Hall implements Named { name: String, site: Site }
  type Contract { id: ID!, site: Site, invoices(first: Int!): ContractConnection }
  type ContractEdge { node: Contract }
  type ContractConnection { edges: [ContractEdge!]! }
  union Thing = Site | Hall
  type Query { site: Site, named: Named, thing: Thing, contracts(first: Int!): ContractConnection }
`);
const operationOf = (document: ReturnType<typeof parse>): OperationDefinitionNode => document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION) as OperationDefinitionNode;
const measured = (query: string, variables: Record<string, unknown> = {}) => {
  const document = parse(query);
  return measure(schema, document, operationOf(document), variables);
};
const admitted = (query: string) => {
  const document = parse(query);
  return admit(schema, document, operationOf(document), {});
};
const refusal = (query: string): unknown => {
  try {
    return admitted(query);
  } catch (error) {
    return (error as { extensions?: { details?: unknown } }).extensions?.details;
  }
};
const nested = (levels: number, leaf: string): string => (levels === 0 ? leaf : `parent { ${nested(levels - 1, leaf)} }`);

describe('what an operation asks', () => {
  it('counts a page as long as it is asked for, and the lists inside a page once', () => {
    expect(measured('{ contracts(first: 50) { edges { node { id } } } }')).toMatchObject({ cost: 1 + 50 * (1 + 1 + 1), depth: 2, rootFields: 1 });
    expect(measured('{ contracts(first: 50) { edges { node { invoices(first: 20) { edges { node { id } } } } } } }')).toMatchObject({ cost: 1 + 50 * (2 + 1 + 20 * 3), depth: 3 });
  });

  it('takes the length of a page from a variable, and the longest page where it cannot know', () => {
    const query = 'query ($n: Int!) { contracts(first: $n) { edges { node { id } } } }';
    expect(measured(query, { n: 7 }).cost).toBe(1 + 7 * 3);
    expect(measured(query, {}).cost).toBe(1 + 100 * 3);
    expect(measured(query, { n: 'seven' }).cost).toBe(1 + 100 * 3);
    expect(measured(query, { n: 1e9 }).cost).toBe(1 + 100 * 3);
    expect(measured(query, { n: -5 }).cost).toBe(1 + 3);
  });

  it('assumes ten in a list that is no page', () => {
    expect(measured('{ site { halls { name } } }').cost).toBe(1 + 1 + 10);
  });

  it('does not count edges and node as depth', () => {
    expect(measured('{ contracts(first: 1) { edges { node { site { name } } } } }').depth).toBe(3);
  });

  it('counts fragments wherever they are spread, inline fragments and types of a union', () => {
    expect(measured('{ site { ...f halls { site { ...f } } } } fragment f on Site { a: name halls { name } }')).toMatchObject({ aliases: 2, depth: 5, cost: 1 + 12 + 1 + 10 * (1 + 12) });
    expect(measured('{ thing { ... on Site { halls { name } } ... on Hall { b: name } ... @include(if: true) { __typename } } }')).toMatchObject({ aliases: 1, directives: 1, depth: 3, cost: 1 + 11 + 1 });
    expect(measured('{ ...r } fragment r on Query { site { name } named { name } }')).toMatchObject({ rootFields: 2, depth: 2 });
  });

  it('ends on fragments that spread each other, which validation refuses besides', () => {
    const query = '{ site { ...f } } fragment f on Site { name ...g } fragment g on Site { parent { ...f } }';
    expect(measured(query).cost).toBeLessThan(10);
    expect(validate(schema, parse(query)).map(({ message }) => message).join()).toContain('Cannot spread fragment');
  });

  it('measures 150 fragments that each spread the next one twice in no time, and refuses them', () => {
    const chain = Array.from({ length: 150 }, (_, n) => `fragment f${n} on Site { ...f${n + 1} ...f${n + 1} }`).join(' ');
    const query = `{ site { ...f0 } } ${chain} fragment f150 on Site { name }`;
    const began = performance.now();
    expect(refusal(query)).toMatchObject({ limit: 'cost' });
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(() => parse(query, { maxTokens: limits.tokens })).not.toThrow();
  });

  it('lets the schema’s own fields be free of cost', () => {
    expect(measured('{ __typename site { __typename name } }')).toMatchObject({ cost: 2, rootFields: 1 });
  });
});

describe('an operation at its limit is answered, one beyond is not', () => {
  const many = (count: number, text: (n: number) => string): string => Array.from({ length: count }, (_, n) => text(n)).join(' ');
  // One field for the page, and for each of its 100 rows an edge, a node and these.
  const costly = (fields: number): string => `{ contracts(first: 100) { edges { node { ${many(fields, () => 'id')} } } } }`;

  it.each([
    ['depth', `{ site { ${nested(limits.depth - 2, 'name')} } }`, `{ site { ${nested(limits.depth - 1, 'name')} } }`],
    ['aliases', `{ site { ${many(limits.aliases, (n) => `a${n}: name`)} } }`, `{ site { ${many(limits.aliases + 1, (n) => `a${n}: name`)} } }`],
    ['rootFields', `{ ${many(limits.rootFields, (n) => `a${n}: site { name }`)} }`, `{ ${many(limits.rootFields + 1, (n) => `a${n}: site { name }`)} }`],
    ['directives', `{ site { ${many(limits.directives, () => 'name @include(if: true)')} } }`, `{ site { ${many(limits.directives + 1, () => 'name @include(if: true)')} } }`],
    ['cost', costly(197), costly(198)],
  ])('%s', (limit, within, beyond) => {
    expect(admitted(within)).toBeGreaterThan(0);
    expect(refusal(beyond)).toMatchObject({ limit, most: limits[limit as keyof typeof limits] });
  });

  it('tokens', () => {
    const query = (fields: number): string => `{ site { ${'name '.repeat(fields)} } }`;
    const parsed = (fields: number) => () => parse(query(fields), { maxTokens: limits.tokens });
    expect(parsed(limits.tokens - 5)).not.toThrow();
    expect(parsed(limits.tokens - 4)).toThrow('2000 tokens');
  });

  it('whose refusal says the limit, what was measured and what is answered at most', () => {
    expect(refusal(`{ ${many(6, (n) => `a${n}: site { name }`)} }`)).toEqual({ limit: 'rootFields', measured: 6, most: 5 });
  });
});
