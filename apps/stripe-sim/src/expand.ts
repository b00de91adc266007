import type { Store } from './store';

/** Our own notes on an object begin with an underscore and are never answered. */
function shown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !name.startsWith('_')).map(([name, part]) => [name, shown(part)]));
}

/** Replaces ids by their objects along `latest_charge.balance_transaction`, as `expand[]` asks. */
export function expanded(store: Store, object: unknown, paths: readonly string[]): unknown {
  const result = shown(object);
  for (const path of paths) expandOne(store, result, path.split('.'));
  return result;
}

function expandOne(store: Store, holder: unknown, [name, ...rest]: readonly string[]): void {
  if (name === undefined || typeof holder !== 'object' || holder === null) return;
  if (Array.isArray(holder)) {
    for (const part of holder) expandOne(store, part, [name, ...rest]);
    return;
  }
  const fields = holder as Record<string, unknown>;
  const value = fields[name];
  if (typeof value === 'string') {
    const found = store.get(value);
    if (found) fields[name] = shown(found);
  }
  expandOne(store, fields[name], rest);
}
