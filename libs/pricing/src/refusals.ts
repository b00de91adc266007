/** What cannot be rated, said so that the one who wrote the input can mend it. */
import { AmountOutOfRangeError, CurrencyMixedError, DomainError, NotADecimalError } from '@busbar/kernel';

/** Published codes; they never change. */
export const ratingRefusalCodes = [
  'RATING_INPUT_INVALID',
  'RATING_CODE_UNSUPPORTED',
  'RATING_TERMS_CONTRADICT',
  'RATING_REFERENCE_UNKNOWN',
  'RATING_PRICE_MISSING',
  'RATING_QUANTITY_NEGATIVE',
  'RATING_CURRENCY_MIXED',
  'RATING_AMOUNT_OUT_OF_RANGE',
  'RATING_PERIOD_NOT_TILING',
] as const;
export type RatingRefusalCode = (typeof ratingRefusalCodes)[number];

/** The whole rating is refused: a path into the input, a code, a sentence. No line is guessed or left out. */
export class RatingRefusedError extends DomainError {
  readonly kind = 'INVALID';
  constructor(
    readonly code: RatingRefusalCode,
    readonly details: { readonly path: string; readonly given?: string },
    sentence: string,
  ) {
    super(sentence);
  }
}

/** Throws the refusal; for guard clauses. */
export function refuse(code: RatingRefusalCode, path: string, sentence: string, given?: string): never {
  throw new RatingRefusedError(code, given === undefined ? { path } : { path, given }, sentence);
}

/** The refusals of the kernel as refusals of the rating, with a path; everything else as it is. */
export function located(error: unknown, path: string): unknown {
  if (error instanceof RatingRefusedError || !(error instanceof DomainError)) return error;
  if (error instanceof AmountOutOfRangeError) return new RatingRefusedError('RATING_AMOUNT_OUT_OF_RANGE', { path, given: error.details.given }, error.message);
  if (error instanceof CurrencyMixedError) return new RatingRefusedError('RATING_CURRENCY_MIXED', { path }, error.message);
  if (error instanceof NotADecimalError) return new RatingRefusedError('RATING_INPUT_INVALID', { path, given: error.details.given }, error.message);
  return new RatingRefusedError('RATING_INPUT_INVALID', { path }, error.message);
}
