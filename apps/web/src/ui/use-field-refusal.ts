import { refusalFrom } from '~/app/refusal';
import { useRefusalText } from './use-refusal-text';

/** What a refused command says of one field of its form, by the names that the API gives to that field; nothing where it speaks of another. */
export function useFieldRefusal(error: unknown): (...paths: readonly string[]) => string | undefined {
  const words = useRefusalText();
  const refusal = error ? refusalFrom(error) : null;
  const named = refusal?.details['path'];
  return (...paths) => (refusal && typeof named === 'string' && paths.some((path) => named === path || named.startsWith(`${path}.`)) ? words(refusal) : undefined);
}
