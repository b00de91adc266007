// Node's cache of compiled modules: it saves half of a start, and Node itself never takes anything out of it. Each change of a
// file leaves its former bytecode behind, and each version of Node a whole folder.
import fs from 'node:fs';
import path from 'node:path';

/** A checkout that was just built fills about 20 MB. */
export const MOST_BYTES = 150_000_000;

/**
 * Empties the folder if it holds more than `mostBytes`; the start that follows fills it with what is still used. Answers the
 * bytes that went. What vanishes or is written meanwhile, by another Busbar of this checkout, does not matter.
 */
export function pruneCompileCache(folder, mostBytes = MOST_BYTES) {
  const bytes = sizeOf(folder);
  if (bytes <= mostBytes) return 0;
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  return bytes;
}

function sizeOf(folder) {
  let bytes = 0;
  for (const entry of entriesOf(folder)) {
    const file = path.join(folder, entry.name);
    bytes += entry.isDirectory() ? sizeOf(file) : (fs.lstatSync(file, { throwIfNoEntry: false })?.size ?? 0);
  }
  return bytes;
}

function entriesOf(folder) {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}
