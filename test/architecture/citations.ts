import { posix } from 'node:path';

/** A file as citations and links see it: its path from the root with forward slashes, and its text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** The text of a file or the empty text of a folder, by its path from the root; null where there is none. */
export type Read = (path: string) => string | null;

/** A specification by its numbered headings, `## 5a. Handover` or `### 26. What belongs …`. */
interface Specification {
  readonly text: string;
  readonly sections: ReadonlyMap<string, { readonly text: string; readonly parts: readonly string[] }>;
}

export function specificationOf(text: string): Specification {
  const sections = new Map<string, { text: string; parts: string[] }>();
  let open: { text: string; parts: string[] } | undefined;
  for (const line of text.split('\n')) {
    const [, level, number, title] = /^(##|###) (?:(\d+[a-z]?)\. )?(.+)$/.exec(line) ?? [];
    if (number !== undefined) sections.set(number, (open = { text: '', parts: [] }));
    else if (level === '##') open = undefined;
    else if (title !== undefined) open?.parts.push(title);
    if (open) open.text += `${line}\n`;
  }
  return { text, sections };
}

/** Rounding rules and controls are cited by their number alone, in brackets. */
const specificationOfItem: Readonly<Record<string, string>> = { R: 'pricing', C: 'reliability' };
/** Where `section 8` alone is one of pricing.md, and `rule: '5 energy.fixed'` what a line of an invoice cites. */
const speaksOfPricing = /^(libs\/pricing|test\/oracle)\//;

/** Every `<name>.md section N`, `decisions.md N`, `(R2)`, `(C30)` and `rule: '5 energy.fixed'` leads to a heading, a part, a code or a row that is there. */
export const citationsResolve =
  (specifications: ReadonlyMap<string, Specification>) =>
  (files: readonly TextFile[]): readonly string[] =>
    files.flatMap(({ path, text }) => {
      const flat = flattened(text);
      const found: string[] = [];
      const follow = (name: string, rest: string): void => void found.push(...dangling(specifications.get(name), name, rest).map((what) => `${path} cites ${what}, which is not there.`));
      for (const match of flat.matchAll(/(?<![\w/.-])([a-z]+)\.md\b/g)) follow(match[1] ?? '', flat.slice(match.index + match[0].length));
      for (const match of flat.matchAll(/\((?=[RC]\d)((?:(?:, )?[RC]\d{1,2}\b)+)/g)) for (const item of match[1]?.split(', ') ?? []) follow(specificationOfItem[item[0] ?? ''] ?? '', ` ${item}`);
      if (speaksOfPricing.test(path)) {
        for (const match of flat.matchAll(/(?<!\.md) sections? (?=\d)/g)) follow('pricing', flat.slice(match.index));
        for (const [, rule = ''] of flat.matchAll(/\brule: '([^']+)'/g)) {
          const [, number, what = ''] = /^(\d+[a-z]?) (.+)$/.exec(rule) ?? [];
          if (number === undefined) found.push(`${path} cites the rule '${rule}', which names no section of pricing.md.`);
          else follow('pricing', /^[a-z]/.test(what) ? ` section ${number} \`${what}\`` : ` section ${number}, ${what}`);
        }
      }
      return [...new Set(found)];
    });

/** What a citation names and the specification does not have; `rest` is the text behind the name. */
function dangling(specification: Specification | undefined, name: string, rest: string): readonly string[] {
  if (!specification) return [`${name}.md`];
  const found: string[] = [];
  let cited: { readonly text: string; readonly parts: readonly string[] }[] = [];
  let left = rest;
  const take = (pattern: RegExp): string | undefined => {
    const match = pattern.exec(left);
    if (match) left = left.slice(match[0].length);
    return match?.[1];
  };
  for (;;) {
    const number = take(name === 'decisions' || cited.length > 0 ? /^(?: |, | and |\) and )(?:sections? )?(\d+[a-z]?)(?!\w|\.\d)/ : /^,?(?: and)? sections? (\d+[a-z]?)(?!\w|\.\d)/);
    if (number !== undefined) {
      const section = specification.sections.get(number);
      if (section) cited = [...cited, section];
      else return [...found, `${name}.md section ${number}`];
      continue;
    }
    const item = take(/^(?: |, | and | \()([RCVPIE]\d{1,2})\b/);
    if (item !== undefined) {
      if (!new RegExp(`^(?:- \\*\\*|\\| )${item}(?:\\*\\*| \\|)`, 'm').test(specification.text)) found.push(`${name}.md ${item}`);
      continue;
    }
    const code = cited.length === 0 ? undefined : take(/^(?: |, | and )`([^`]+)`/);
    if (code !== undefined) {
      if (!cited.some(({ text }) => text.includes(`\`${code}\``))) found.push(`${name}.md \`${code}\``);
      continue;
    }
    const part = cited.length === 0 ? null : /^(?:, | and | \()(?=[A-Z])/.exec(left);
    if (!part) return found;
    left = left.slice(part[0].length);
    const named = cited.flatMap(({ parts }) => parts).find((title) => left.startsWith(title));
    if (named === undefined) return [...found, `${name}.md, ${left.slice(0, 30)}`];
    left = left.slice(named.length);
  }
}

/** One line, without what begins the lines of a comment; links are read as their words. */
const flattened = (text: string): string => text.replace(/\s*\n\s*(?:\*(?!\/)|\/\/\/?|--)?\s*/g, ' ').replace(/\[([^\]\n]+)\]\([^)\s]+\)/g, '$1');

/** Every relative link of a Markdown file leads to a file, a folder or a heading that is there. */
export const linksResolve =
  (read: Read) =>
  (files: readonly TextFile[]): readonly string[] =>
    files.flatMap(({ path, text }) =>
      [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target) && !leads(path, target, read))
        .map((target) => `${path} links to ${target}, which is not there.`),
    );

function leads(from: string, target: string, read: Read): boolean {
  const [file = '', anchor] = target.split('#');
  const text = read(file === '' ? from : posix.join(posix.dirname(from), file));
  if (text === null || anchor === undefined) return text !== null;
  return [...text.matchAll(/^#+ (.+)$/gm)].some(([, title = '']) => slugOf(title) === anchor);
}

/** A heading's address, as Markdown on the web forms it. */
const slugOf = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
