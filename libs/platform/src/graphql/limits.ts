/**
 * What one operation may ask: depth, aliases, root fields, directives, and a cost that knows that lists multiply
 * (reliability.md C16, C17). Computed on the parsed document before any resolver runs.
 */
import {
  type DocumentNode, type FieldNode, type FragmentDefinitionNode, getNamedType, getNullableType, GraphQLError, type GraphQLOutputType, type GraphQLSchema,
  type InlineFragmentNode, isCompositeType, isInterfaceType, isListType, isObjectType, Kind, type OperationDefinitionNode, type SelectionNode, type SelectionSetNode,
} from 'graphql';

export const limits = { depth: 8, aliases: 15, rootFields: 5, directives: 20, tokens: 2000, cost: 20_000 } as const;
/** Children assumed in a list that is no connection. */
const PLAIN_LIST = 10;

interface Measured {
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly directives: number;
  readonly cost: number;
}

const NOTHING: Measured = { depth: 0, aliases: 0, rootFields: 0, directives: 0, cost: 0 };

const together = (a: Measured, b: Measured): Measured => ({
  depth: Math.max(a.depth, b.depth), aliases: a.aliases + b.aliases, rootFields: a.rootFields + b.rootFields, directives: a.directives + b.directives, cost: a.cost + b.cost,
});

const TRANSPARENT = new Set(['edges', 'node']);

export class OperationTooLargeError extends GraphQLError {
  constructor(limit: keyof typeof limits, measured: number) {
    super(`The operation's ${limit} is ${measured}; at most ${limits[limit]} is answered.`, {
      extensions: { code: 'OPERATION_TOO_LARGE', kind: 'LIMITED', details: { limit, measured, most: limits[limit] } },
    });
  }
}

function countOf(field: FieldNode, variables: Readonly<Record<string, unknown>>): number | undefined {
  const argument = field.arguments?.find(({ name }) => name.value === 'first');
  if (!argument) return undefined;
  if (argument.value.kind === Kind.INT) return Number(argument.value.value);
  if (argument.value.kind === Kind.VARIABLE) {
    const given = variables[argument.value.name.value];
    return typeof given === 'number' ? given : 100;
  }
  return 100;
}

/** How many objects a field may answer. A page is as long as asked for; the list inside a connection is that page. */
function timesOf(node: FieldNode, type: GraphQLOutputType | undefined, variables: Readonly<Record<string, unknown>>): number {
  const asked = countOf(node, variables);
  if (asked !== undefined) return Math.max(1, Math.min(asked, 100));
  return type !== undefined && isListType(getNullableType(type)) && !TRANSPARENT.has(node.name.value) ? PLAIN_LIST : 1;
}

/**
 * Measures one operation; fragments count wherever they are spread. Each fragment is walked once, whatever spreads it: two
 * hundred fragments that each spread the next one twice would otherwise be 2²⁰⁰ walks in a request of two kilobytes.
 */
export function measure(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Measured {
  const fragments = new Map(document.definitions.filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]));
  const known = new Map<string, Measured>();

  /** What is asked of one object of `parent`; `rootFields` are its fields, should it be the root. */
  const selected = (selections: SelectionSetNode, parent: GraphQLOutputType | undefined): Measured =>
    selections.selections.map((selection) => one(selection, parent)).reduce(together, NOTHING);

  const one = (selection: SelectionNode, parent: GraphQLOutputType | undefined): Measured => {
    const directives = selection.directives?.length ?? 0;
    const measured = selection.kind === Kind.FIELD ? field(selection, parent) : selection.kind === Kind.FRAGMENT_SPREAD ? spread(selection.name.value) : inline(selection, parent);
    return { ...measured, directives: measured.directives + directives };
  };

  const inline = (node: InlineFragmentNode, parent: GraphQLOutputType | undefined): Measured => {
    const on = node.typeCondition ? schema.getType(node.typeCondition.name.value) : parent;
    return selected(node.selectionSet, isCompositeType(on) ? on : parent);
  };

  const spread = (name: string): Measured => {
    const measured = known.get(name);
    const fragment = fragments.get(name);
    if (measured || !fragment) return measured ?? NOTHING;
    // Validation refuses fragments that spread themselves; here such a spread adds nothing.
    known.set(name, NOTHING);
    const on = schema.getType(fragment.typeCondition.name.value);
    const found = selected(fragment.selectionSet, isCompositeType(on) ? on : undefined);
    known.set(name, found);
    return found;
  };

  const field = (node: FieldNode, parent: GraphQLOutputType | undefined): Measured => {
    const name = node.name.value;
    // The schema's own fields run no resolver of ours; their nesting is bounded by validation.
    if (name.startsWith('__')) return { ...NOTHING, cost: name === '__typename' ? 0 : 1 };
    const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;
    const named = type ? getNamedType(type) : undefined;
    const inner = node.selectionSet ? selected(node.selectionSet, isCompositeType(named) ? named : undefined) : NOTHING;
    return {
      depth: inner.depth + (TRANSPARENT.has(name) ? 0 : 1),
      aliases: inner.aliases + (node.alias && node.alias.value !== name ? 1 : 0),
      rootFields: 1,
      directives: inner.directives,
      cost: 1 + inner.cost * timesOf(node, type, variables),
    };
  };

  const root = schema.getRootType(operation.operation) ?? undefined;
  const measured = selected(operation.selectionSet, root);
  return { ...measured, directives: measured.directives + (operation.directives?.length ?? 0) };
}

/** Throws OPERATION_TOO_LARGE (kind LIMITED) for the first limit that is passed; answers the cost otherwise. */
export function admit(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): number {
  const measured = measure(schema, document, operation, variables);
  for (const limit of ['depth', 'aliases', 'rootFields', 'directives', 'cost'] as const) if (measured[limit] > limits[limit]) throw new OperationTooLargeError(limit, measured[limit]);
  return measured.cost;
}
