/** Unknown JSON as a document or as terms: checked against the schema that the types generate. */
import type { PriceTerm } from '../terms/price-term';
import { checkJson, type SchemaDocument } from './json-schema';
import type { RatingDocument } from './rating-document';
import { ratingDocumentSchema } from './rating-document-schema';

const schema = ratingDocumentSchema as SchemaDocument;

/** The document, when its form is right; a refusal with path, code and sentence when not. What it means is checked by `rate`. */
export function parseRatingDocument(value: unknown): RatingDocument {
  checkJson(value, 'RatingDocument', schema, '');
  return value as RatingDocument;
}

/** Price terms that came from outside, such as an API or a stored document. `path` is where they stood. */
export function parsePriceTerms(value: unknown, path = 'terms'): readonly PriceTerm[] {
  const terms = Array.isArray(value) ? value : [value];
  terms.forEach((term, index) => checkJson(term, 'PriceTerm', schema, `${path}[${index}]`));
  return terms as readonly PriceTerm[];
}
