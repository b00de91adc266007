/** Relay connections with keyset cursors: `first` from 1 to 100, no total count (decisions.md 11). */
import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { InvalidInputError } from '@busbar/kernel';

export const MOST_PER_PAGE = 100;

@ArgsType()
export class ConnectionArgs {
  @Field(() => Int, { description: 'How many to answer, from 1 to 100.' })
  readonly first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor after which to go on.' })
  readonly after?: string | null;
}

@ObjectType('PageInfo', { description: 'Where a page ends and whether more follows.' })
export class PageInfoObject {
  @Field({ description: 'Whether more follows.' })
  readonly hasNextPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the last edge; null on an empty page.' })
  readonly endCursor!: string | null;
}

export interface Connection<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[];
  readonly pageInfo: PageInfoObject;
}

/** Refuses a page size outside 1 to 100. */
export function pageSize(args: Pick<ConnectionArgs, 'first'>): number {
  if (!Number.isInteger(args.first) || args.first < 1 || args.first > MOST_PER_PAGE) throw new InvalidInputError({ path: 'first', given: args.first, expected: `a whole number from 1 to ${MOST_PER_PAGE}` });
  return args.first;
}

/** The sort key of a row as an opaque cursor. */
export const encodeCursor = (key: readonly (string | number | null)[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** What a cursor may hold: JSON's 1e999 is infinite, and PostgreSQL's text knows no NUL. */
const isPart = (part: unknown): part is string | number | null => part === null || (typeof part === 'string' && !part.includes('\0')) || (typeof part === 'number' && Number.isFinite(part));

/** Reads a cursor of `length` parts; anything else is refused. */
export function decodeCursor(cursor: string | null | undefined, length: number): readonly (string | number | null)[] | null {
  if (cursor === null || cursor === undefined) return null;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(key) && key.length === length && key.every(isPart)) return key;
  } catch {
    // Falls through to the refusal: a cursor that cannot be read is a wrong cursor.
  }
  throw new InvalidInputError({ path: 'after', given: cursor.slice(0, 80), expected: 'a cursor from pageInfo or an edge of the same query' });
}

/** A page from up to `first + 1` rows: the extra one only says that more follows. */
export function toConnection<Node>(rows: readonly Node[], first: number, cursorOf: (node: Node) => string): Connection<Node> {
  const edges = rows.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }));
  return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
}

/** The GraphQL types `<Name>Connection` and `<Name>Edge` of a node. */
export function connectionType<Node extends object>(node: Type<Node>, name: string): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`, { description: `One ${name} on a page.` })
  class Edge {
    @Field({ description: 'The cursor of this edge.' })
    readonly cursor!: string;

    @Field(() => node, { description: `The ${name}.` })
    readonly node!: Node;
  }

  @ObjectType(`${name}Connection`, { description: `A page of ${name}s.` })
  class ConnectionOf {
    @Field(() => [Edge], { description: 'The page.' })
    readonly edges!: readonly Edge[];

    @Field(() => PageInfoObject, { description: 'Where the page ends.' })
    readonly pageInfo!: PageInfoObject;
  }
  return ConnectionOf;
}
