/** Scalars at the edge: decimals and big integers as strings, never a Float (decisions.md 10). */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { decimal, parseDate, parseInstant, Temporal } from '@busbar/kernel';

const text = (node: ValueNode): string => {
  if (node.kind === Kind.STRING || node.kind === Kind.INT || node.kind === Kind.FLOAT) return node.value;
  throw new GraphQLError('Expected a text or number literal.', { nodes: node });
};
const guarded = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw new GraphQLError(error instanceof Error ? error.message : 'The value is not acceptable.', { extensions: { code: 'INPUT_INVALID', kind: 'INVALID' } });
  }
};
const decimalText = (value: unknown): string =>
  guarded(() => {
    const given = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
    if (typeof given !== 'string') throw new Error('A decimal is given as text, such as "12.50".');
    decimal(given);
    return given;
  });

export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal', description: 'An exact decimal number as text, such as "12.50". Never a floating-point number.',
  serialize: (value) => String(value), parseValue: decimalText, parseLiteral: (node) => decimalText(text(node)),
});

export const BigIntScalar = new GraphQLScalarType<bigint, string>({
  name: 'BigInt', description: 'A whole number of any size as text.',
  serialize: (value) => String(value),
  parseValue: (value) => guarded(() => BigInt(decimalText(value))),
  parseLiteral: (node) => guarded(() => BigInt(decimalText(text(node)))),
});

export const InstantScalar = new GraphQLScalarType<Temporal.Instant, string>({
  name: 'DateTime', description: 'A point in time in UTC, RFC 3339, such as "2026-11-21T14:15:00Z". Any offset is understood as input.',
  serialize: (value) => (value instanceof Temporal.Instant ? value.toString() : guarded(() => parseInstant(String(value)).toString())),
  parseValue: (value) => guarded(() => parseInstant(String(value))),
  parseLiteral: (node) => guarded(() => parseInstant(text(node))),
});

export const LocalDateScalar = new GraphQLScalarType<Temporal.PlainDate, string>({
  name: 'LocalDate', description: 'A calendar day without a time zone, such as "2026-11-21".',
  serialize: (value) => String(value),
  parseValue: (value) => guarded(() => parseDate(String(value))),
  parseLiteral: (node) => guarded(() => parseDate(text(node))),
});
