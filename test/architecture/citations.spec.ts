import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { citationsResolve, linksResolve, specificationOf, type TextFile } from './citations';
import { filesBelow, root } from './source';

const textFile = (path: string): TextFile => ({ path, text: readFileSync(join(root, path), 'utf8') });
const generated = /^(libs\/platform\/src\/prisma|apps\/web\/src\/gql)\//;

const markdown = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...['docs', 'libs', 'apps', 'test', 'prisma', 'tools'].flatMap((folder) => filesBelow(folder, (path) => path.endsWith('.md'))),
].map(textFile);
const documents = markdown.filter(({ path }) => /^docs\/(spec\/)?[^/]+$/.test(path));
const specifications = new Map(documents.sort((a, b) => a.path.length - b.path.length).map(({ path, text }) => [basename(path, '.md'), specificationOf(text)]));

// The rule's own spec cites what is not there.
const sources = ['libs', 'apps', 'test', 'prisma', 'tools']
  .flatMap((folder) => filesBelow(folder, (path) => /\.([cm]?[jt]sx?|sql|prisma|json|graphql)$/.test(path) && !generated.test(path) && !path.startsWith('test/architecture/citations')))
  .map(textFile);

const read = (path: string): string | null => {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return null;
  return found.isFile() && path.endsWith('.md') ? textFile(path).text : '';
};

describe('the specifications', () => {
  it('are there, and cited', () => {
    expect(['decisions', 'pricing', 'market', 'contracts', 'payments', 'ledger', 'reliability', 'performance'].filter((name) => (specifications.get(name)?.sections.size ?? 0) === 0)).toEqual([]);
    expect(sources.filter(({ text }) => /\b(pricing|decisions|market|contracts|payments|ledger|reliability)\.md\b/.test(text)).length).toBeGreaterThan(50);
  });

  it('have what the code cites', () => expect(citationsResolve(specifications)(sources)).toEqual([]));

  it('have what documents cite', () => expect(citationsResolve(specifications)(markdown)).toEqual([]));

  it('begin with what they govern and what carries it out', () => {
    const lacking = documents.filter(({ path, text }) => /^docs\/spec\/(?!README)/.test(path) && !/^# .+\n\nThis document governs .+\nCarried out by .+\n/.test(text));
    expect(lacking.map(({ path }) => path)).toEqual([]);
  });
});

describe('the documents', () => {
  it('link to what is there', () => {
    expect(markdown.flatMap(({ text }) => text.match(/\]\(/g) ?? []).length).toBeGreaterThan(30);
    expect(linksResolve(read)(markdown)).toEqual([]);
  });
});

describe('a citation', () => {
  const known = new Map([
    ['pricing', specificationOf('# P\n\n## 5. Components\n\n| `energy.fixed` | round |\n\n## 6. Rounding\n\n- **R1** half\n\n## 8. Readings\n\n### Time of use\n\n### Tiers\n')],
    ['decisions', specificationOf('# D\n\n## Words\n\n### 7. Ids\n\n### 26. Terms\n')],
    ['contracts', specificationOf('# C\n\n## 5. Signing\n\n## 5a. Handover\n')],
    ['reliability', specificationOf('# R\n\n## 1. Controls\n\n| id | control |\n|---|---|\n| C16 | depth |\n')],
  ]);
  const found = (text: string, path = 'libs/metering/src/x.ts') => citationsResolve(known)([{ path, text }]);

  it.each([
    ['a section', '/** Source: pricing.md section 5. */'],
    ['a lettered section', '/** (contracts.md section 5a). */'],
    ['sections in a row', '// pricing.md sections 5, 6 and 8'],
    ['a code and a part over two lines', '/**\n * Source: pricing.md section 5\n * `energy.fixed` and section 8, Tiers and Time of use.\n */'],
    ['rules in brackets, then a section', '/** pricing.md sections 6 (R1) and 8 (Tiers), decisions.md 7. */'],
    ['a decision', '-- decisions.md 26; contracts.md section 5, the name'],
    ['a rule and a control by their numbers', '/** Rounded once (R1); pricing.md R1; limited (reliability.md C16) (C16). */'],
    ['a document alone', "'Rule: pricing.md section ${rule}.'"],
    ['a linked document', 'See [pricing.md](../docs/spec/pricing.md) section 8, Tiers. The rest'],
    ['a path, which is no citation', '// docs/unknown.md, docs/spec/pricing.md section 99'],
  ])('is found to resolve: %s', (_what, text) => expect(found(text)).toEqual([]));

  it.each([
    ['a document that is not there', '/** domain.md section 4 */', 'domain.md'],
    ['a section that is not there', '/** pricing.md section 9 */', 'pricing.md section 9'],
    ['the last of several sections', '/** pricing.md sections 5, 6 and 9 */', 'pricing.md section 9'],
    ['a section on the next line', '/**\n * as in contracts.md\n * section 7\n */', 'contracts.md section 7'],
    ['a lettered section', '/** contracts.md section 5b */', 'contracts.md section 5b'],
    ['a decision', '/// decisions.md 27', 'decisions.md section 27'],
    ['a second decision', '// decisions.md 7, 8', 'decisions.md section 8'],
    ['a part', '/** pricing.md section 8, Discounts */', 'pricing.md, Discounts */'],
    ['a part in brackets', '/** pricing.md section 8 (Discounts) */', 'pricing.md, Discounts) */'],
    ['a code', '/** pricing.md section 5 `energy.free` */', 'pricing.md `energy.free`'],
    ['a rule', '/** pricing.md R2 */', 'pricing.md R2'],
    ['a rule by its number', '/** Rounded twice (R2). */', 'pricing.md R2'],
    ['a control after one that is there', '/** (reliability.md C16, C99) */', 'reliability.md C99'],
    ['a control by its number', '/** Safe (C99). */', 'reliability.md C99'],
    ['a section in a document', 'See [pricing.md](pricing.md) section 9.', 'pricing.md section 9'],
  ])('is found to dangle: %s', (_what, text, what) => expect(found(text)).toEqual([`libs/metering/src/x.ts cites ${what}, which is not there.`]));

  it('without a name is one of pricing.md where pricing speaks', () => {
    expect(found('/** The order of section 9. */')).toEqual([]);
    expect(found('/** The order of section 9. */', 'libs/pricing/src/x.ts')).toEqual(['libs/pricing/src/x.ts cites pricing.md section 9, which is not there.']);
  });

  it('of a line of an invoice leads to a code or a part', () => {
    const inPricing = (rule: string) => found(`line({ rule: '${rule}' })`, 'libs/pricing/src/x.ts');
    expect(['5 energy.fixed', '8 Tiers', '8 Tiers, slices'].flatMap(inPricing)).toEqual([]);
    expect(['5 energy.free', '8 Network', '9 Tiers', 'contracts 5 Signing'].map(inPricing)).toEqual([
      ['libs/pricing/src/x.ts cites pricing.md `energy.free`, which is not there.'],
      ['libs/pricing/src/x.ts cites pricing.md, Network, which is not there.'],
      ['libs/pricing/src/x.ts cites pricing.md section 9, which is not there.'],
      [`libs/pricing/src/x.ts cites the rule 'contracts 5 Signing', which names no section of pricing.md.`],
    ]);
  });
});

describe('a link', () => {
  const files: Readonly<Record<string, string>> = { 'docs/tour.md': '# A tour\n\n## What’s left, today?\n', 'docs/adr': '' };
  const found = (text: string) => linksResolve((path) => files[path] ?? null)([{ path: 'docs/tour.md', text }]);

  it.each(['[a](tour.md)', '[a](../docs/adr)', '[a](#a-tour)', '[a](tour.md#whats-left-today)', '[a](https://example.org/x.md)', '```\n[a](nowhere.md)\n```'])('is found to lead somewhere: %s', (text) => {
    expect(found(`${files['docs/tour.md']}\n${text}\n`)).toEqual([]);
  });

  it.each(['nowhere.md', '../tour.md', '#nowhere', 'tour.md#nowhere'])('is found to dangle: %s', (target) => {
    expect(found(`![a](${target})`)).toEqual([`docs/tour.md links to ${target}, which is not there.`]);
  });
});
