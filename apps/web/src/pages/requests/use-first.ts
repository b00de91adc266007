import { useState } from 'react';

const first = 5;

/** The head of a ranked list, and the way to the rest. */
export function useFirst<Item>(items: readonly Item[]): { readonly shown: readonly Item[]; readonly rest: number; readonly showAll: () => void } {
  const [all, setAll] = useState(false);
  const shown = all ? items : items.slice(0, first);
  return { shown, rest: items.length - shown.length, showAll: () => setAll(true) };
}
