import type { RatingInput, TermHistory } from '../rating-input';

/** What earlier periods left for a term; nothing, when it is the first. */
export const historyOf = (termId: string, input: RatingInput): TermHistory => (input.history ?? []).find((entry) => entry.termId === termId) ?? { termId };
