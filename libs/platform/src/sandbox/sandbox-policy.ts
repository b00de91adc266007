import { managers, rule } from '@busbar/kernel';

/** Demo and tests alone: the clock itself refuses wherever business time is wall time. */
export const moveTime = rule('move business time', { kinds: ['STAFF'], roles: managers });
export const seeTime = rule('see business time', { anonymous: true });
