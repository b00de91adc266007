/**
 * What one operation may ask: depth, aliases, root fields, directives, and a cost that knows that lists multiply
 * (reliability.md C16, C17). Computed on the parsed document before any resolver runs.
 */
import {
  type DocumentNode, type FieldNode, type FragmentDefinitionNode, getNamedType, getNullableType, GraphQLError, type GraphQLObjectType, type GraphQLOutputType, type GraphQLSchema,
  isCompositeType, isInterfaceType, isListType, isObjectType, Kind, type OperationDefinitionNode, type SelectionSetNode,
} from 'graphql';

export const limits = { depth: 8, aliases: 15, rootFields: 5, directives: 20, tokens: 2000, cost: 20_000 } as const;
/** Children assumed in a list that is no connection. */
const PLAIN_LIST = 10;

interface Measured {
  depth: number;
  aliases: number;
  rootFields: number;
  directives: number;
  cost: number;
}

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

/** Measures one operation; fragments count where they are spread. */
export function measure(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): Measured {
  const fragments = new Map(document.definitions.filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION).map((node) => [node.name.value, node]));
  const measured: Measured = { depth: 0, aliases: 0, rootFields: 0, directives: operation.directives?.length ?? 0, cost: 0 };
  const root = schema.getRootType(operation.operation);

  const walk = (selections: SelectionSetNode, parent: GraphQLOutputType | undefined, depth: number, times: number, seen: readonly string[]): number => {
    let cost = 0;
    for (const selection of selections.selections) {
      measured.directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FIELD) cost += field(selection, parent, depth, times, seen);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : parent;
        cost += walk(selection.selectionSet, isCompositeType(on) ? on : parent, depth, times, seen);
      } else {
        const name = selection.name.value;
        const fragment = fragments.get(name);
        if (!fragment || seen.includes(name)) continue;
        const on = schema.getType(fragment.typeCondition.name.value);
        cost += walk(fragment.selectionSet, isCompositeType(on) ? on : parent, depth, times, [...seen, name]);
      }
      if (cost > limits.cost * 1000) return cost;
    }
    return cost;
  };

  const field = (node: FieldNode, parent: GraphQLOutputType | undefined, depth: number, times: number, seen: readonly string[]): number => {
    const name = node.name.value;
    if (name.startsWith('__')) return 1;
    if (node.alias && node.alias.value !== name) measured.aliases += 1;
    if (depth === 0) measured.rootFields += 1;
    const own = TRANSPARENT.has(name) ? depth : depth + 1;
    measured.depth = Math.max(measured.depth, own);
    const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;
    const asked = countOf(node, variables);
    const isList = type !== undefined && isListType(getNullableType(type));
    const factor = asked !== undefined ? Math.max(1, Math.min(asked, 100)) : isList && !TRANSPARENT.has(name) ? PLAIN_LIST : 1;
    if (!node.selectionSet) return times;
    const inner = type ? getNamedType(type) : undefined;
    return times + walk(node.selectionSet, isCompositeType(inner) ? inner : undefined, own, times * factor, seen);
  };

  measured.cost = walk(operation.selectionSet, (root ?? undefined) as GraphQLObjectType | undefined, 0, 1, []);
  return measured;
}

/** Throws OPERATION_TOO_LARGE (kind LIMITED) for the first limit that is passed; answers the cost otherwise. */
export function admit(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): number {
  const measured = measure(schema, document, operation, variables);
  for (const limit of ['depth', 'aliases', 'rootFields', 'directives', 'cost'] as const) if (measured[limit] > limits[limit]) throw new OperationTooLargeError(limit, measured[limit]);
  return measured.cost;
}
