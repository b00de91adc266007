/**
 * Jest compares objects by their own properties, of which Temporal's values have none: any two instants or dates would be
 * equal to it. Here they are equal when they say the same.
 */
import { expect } from '@jest/globals';
import { Temporal } from '@busbar/kernel';

type Time = Temporal.Instant | Temporal.PlainDate | Temporal.ZonedDateTime | Temporal.PlainDateTime;
const kinds = [Temporal.Instant, Temporal.PlainDate, Temporal.ZonedDateTime, Temporal.PlainDateTime];
const isTime = (value: unknown): value is Time => kinds.some((kind) => value instanceof kind);

expect.addEqualityTesters([
  (a: unknown, b: unknown): boolean | undefined => {
    if (!isTime(a) && !isTime(b)) return undefined;
    return isTime(a) && isTime(b) && a.constructor === b.constructor && a.toString() === b.toString();
  },
]);
