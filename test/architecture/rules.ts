import { posix } from 'node:path';
import architecture from '../../tools/architecture.json';
import type { SourceFile } from './source';

/** A sentence for each breach, beginning with the file. No sentence, no breach. */
export type Rule = (files: readonly SourceFile[]) => readonly string[];

/** Which context owns a table, under its name in SQL and under its name on Prisma's client. */
export interface TableOwner {
  readonly table: string;
  readonly clientName: string;
  readonly context: string;
}

const mayKnow: Readonly<Record<string, readonly string[]>> = architecture.mayKnow;
const isSpec = (path: string): boolean => path.endsWith('.spec.ts');
const contextOf = (path: string): string | undefined => /^libs\/([^/]+)\/src\//.exec(path)?.[1];

/** A library imports those below it, by their names, and never those above or beside it. */
export const importsOnlyDownward: Rule = (files) =>
  files.flatMap((file) => {
    const own = contextOf(file.path);
    if (!own) return [];
    const known = new Set(own === 'kernel' ? [] : ['kernel', ...(own === 'platform' || architecture.pure.includes(own) ? [] : ['platform', ...(mayKnow[own] ?? [])])]);
    return file.imports.flatMap((name) => {
      const other = /^@busbar\/([^/]+)/.exec(name)?.[1] ?? contextOf(posix.join(posix.dirname(file.path), name));
      if (name.startsWith('.') && other && other !== own) return [`${file.path} reaches into libs/${other} by a path; its name is @busbar/${other}.`];
      if (other === undefined || other === own || known.has(other)) return [];
      if (other === 'test-kit' && isSpec(file.path)) return [];
      return [`${file.path} imports @busbar/${other}, which ${own} may not know.`];
    });
  });

/** Files that need each other are one file, or three; the imports of types count, for a reader must follow them too. */
export const importsInNoCircle: Rule = (files) => {
  const known = new Map(files.map((file) => [file.path, file]));
  const followed = new Map<string, 'on the way' | 'done'>();
  const found: string[] = [];
  const follow = (path: string, way: readonly string[]): void => {
    if (followed.get(path) === 'on the way') found.push(`${[...way.slice(way.indexOf(path)), path].join(' → ')} is a circle.`);
    if (followed.has(path)) return;
    followed.set(path, 'on the way');
    for (const name of known.get(path)?.imports ?? []) {
      const target = name.startsWith('.') ? posix.join(posix.dirname(path), name) : undefined;
      for (const candidate of target ? [`${target}.ts`, `${target}/index.ts`] : []) if (known.has(candidate)) follow(candidate, [...way, path]);
    }
    followed.set(path, 'done');
  };
  for (const { path } of files) follow(path, []);
  return found;
};

/** Rules are values in, values out: no framework, no database, no clock, no chance, no environment. */
export const domainIsPure: Rule = (files) =>
  files
    .filter(({ path }) => /^libs\/([^/]+\/src\/domain|kernel\/src|pricing\/src)\//.test(path) && !isSpec(path))
    .flatMap((file) => [
      ...file.imports
        .filter((name) => !/^\.{1,2}\/|^@busbar\/(kernel|pricing)$/.test(name) && !(file.path.startsWith('libs/kernel/') && name === 'temporal-polyfill'))
        .map((name) => `${file.path} imports ${name}; rules import their neighbours, the kernel and pricing.`),
      ...[...withoutComments(file.text).matchAll(/new Date\(\)|\bDate\.now\b|\bMath\.random\b|\bprocess\./g)].map(([found]) => `${file.path} uses ${found}; rules are given what they need.`),
    ]);

/** The client is in the hands of repositories, wide reads and loaders; whoever else wants rows asks them. */
export const onlyRepositoriesKnowPrisma: Rule = (files) =>
  files
    .filter(({ path }) => mayKnow[contextOf(path) ?? ''] !== undefined && !isSpec(path))
    .filter(({ path }) => !architecture.suffixesOfPrismaUsers.includes(suffixOf(path) ?? ''))
    .filter(({ text }) => /\bdatabase\s*\.\s*client\b/.test(withoutComments(text)))
    .map(({ path }) => `${path} uses the database's client; that is for ${architecture.suffixesOfPrismaUsers.map((suffix) => `*.${suffix}.ts`).join(', ')}.`);

/** A table is touched by the library its model stands in, whether through Prisma's client or in SQL. Views `<context>_…_v` are for all above. */
export const tablesAreTouchedByTheirOwner =
  (owners: readonly TableOwner[]): Rule =>
  (files) =>
    files
      .filter(({ path }) => contextOf(path) && !isSpec(path))
      .flatMap((file) => {
        const own = contextOf(file.path);
        const foreign = owners.filter(({ context }) => context !== own);
        const byClient = new Map(foreign.map((owner) => [owner.clientName, owner]));
        const byTable = new Map(foreign.map((owner) => [owner.table, owner]));
        const clientUses = [...withoutComments(file.text).matchAll(/\bclient\s*\.\s*(\w+)/g)].flatMap(([, name = '']) => byClient.get(name) ?? []);
        const sqlUses = file.sql.flatMap(tablesIn).flatMap((name) => byTable.get(name) ?? []);
        return [...new Set([...clientUses, ...sqlUses])].map(({ table, context }) => `${file.path} touches the table ${table}, which belongs to ${context}.`);
      });

/** The suffix is the role; a bare name is business and lives in domain/. */
export const suffixesAreKnown: Rule = (files) =>
  files
    .filter(({ path }) => /^(libs|apps\/(api|worker|stripe-sim))\//.test(path))
    .flatMap(({ path }) => {
      const suffix = suffixOf(path);
      if (suffix !== undefined && !architecture.suffixes.includes(suffix)) return [`${path} carries the suffix .${suffix}, which nobody knows.`];
      const inContext = mayKnow[contextOf(path) ?? ''] !== undefined && !architecture.pure.includes(contextOf(path) ?? '');
      if (suffix === undefined && inContext && !/\/src\/(domain\/|index\.ts$)/.test(path)) return [`${path} carries no suffix and is not in domain/; a bare name is business.`];
      return [];
    });

/** Business time is `business_now()`; wall time stands in SQL only as the default of a column that says when a row was written, came in or may be taken. */
export const sqlAsksForBusinessTime = (path: string, sql: string): readonly string[] =>
  sql
    .replace(/--.*$/gm, '')
    .split('\n')
    .flatMap((line, index) => {
      const wall = /(?<![\w.])(now\(\)|current_timestamp|localtimestamp|current_date)/i.exec(line);
      const recorded = /\b(created_at|recorded_at|received_at|available_at|retry_at)\b[^,]*\bdefault\s+now\(\)/i.test(line);
      return wall && !recorded ? [`${path}:${index + 1} uses ${wall[1]}; business time is business_now(), and wall time of the moment clock_timestamp().`] : [];
    });

/** The words after `from`, `join`, `into`, `update` and `truncate`, without quotes or schema. */
export function tablesIn(sql: string): readonly string[] {
  const text = sql.replace(/--.*$/gm, '').replace(/'(?:[^']|'')*'/g, "''");
  const own = new Set([...text.matchAll(/(?:\bwith(?:\s+recursive)?|,|\))\s*"?(\w+)"?(?:\s*\([^()]*\))?\s+as\s+(?:materialized\s+|not materialized\s+)?\(/gi)].map(([, name = '']) => name));
  // After `from` and `join` a name with a bracket is a function; after `into` it is a table with its columns.
  const read = text.matchAll(/\b(?:from|join)\s+(?:only\s+|lateral\s+)?(?:"?\w+"?\.)?"?(\w+)\b"?(?!\s*\()/gi);
  const written = text.matchAll(/\b(?:into|update|truncate|table)\s+(?:only\s+)?(?:"?\w+"?\.)?"?(\w+)\b/gi);
  return [...read, ...written].map(([, name = '']) => name).filter((name) => !own.has(name));
}

/** The models of a file `prisma/models/<context>.prisma`. */
export function tableOwners(context: string, schema: string): readonly TableOwner[] {
  return [...schema.matchAll(/^model\s+(\w+)\s*\{([\s\S]*?)^\}/gm)].map(([, model = '', body = '']) => ({
    table: /@@map\("([^"]+)"\)/.exec(body)?.[1] ?? model,
    clientName: model.charAt(0).toLowerCase() + model.slice(1),
    context,
  }));
}

function suffixOf(path: string): string | undefined {
  const [, ...rest] = posix.basename(path, '.ts').split('.');
  if (rest.length === 0) return undefined;
  return rest.at(-1) === 'spec' ? specSuffix(rest) : rest.join('.');
}

// A spec is named for what it tests: `contracts.service.int.spec.ts`.
function specSuffix(rest: readonly string[]): string {
  const kind = rest.at(-2);
  return kind === 'int' || kind === 'long' ? `${kind}.spec` : 'spec';
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
}
