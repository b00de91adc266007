/** Codes named by a term: exact, or beginnings that end in `*`. */
export const matchesCode = (code: string, patterns: readonly string[] | undefined): boolean =>
  patterns === undefined || patterns.some((pattern) => (pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
