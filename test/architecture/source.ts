import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** A file as the rules see it: its path from the root with forward slashes, what it imports, and the SQL it holds. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** Module names in `import`, `export … from`, `import()` and `require()`. */
  readonly imports: readonly string[];
  /** The text of every tagged template `$queryRaw`, `$executeRaw` and `Prisma.sql`, with `?` where values stand. */
  readonly sql: readonly string[];
}

export const root = join(__dirname, '../..');

export function sourceFile(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  const imports: string[] = [];
  const sql: string[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) imports.push(node.moduleSpecifier.text);
    if (ts.isCallExpression(node) && (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText(tree) === 'require')) {
      const [name] = node.arguments;
      if (name && ts.isStringLiteral(name)) imports.push(name.text);
    }
    if (ts.isTaggedTemplateExpression(node) && /(\$queryRaw|\$executeRaw|\bsql)\s*(<|$)/.test(node.tag.getText(tree))) sql.push(templateText(node.template));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { path, text, imports, sql };
}

/** Every file below the folder whose path passes, in a stable order. */
export function filesBelow(folder: string, passes: (path: string) => boolean): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split('\\').join('/'))
    .filter((path) => !path.includes('/node_modules/') && passes(path))
    .sort();
}

export function sourcesBelow(folder: string): readonly SourceFile[] {
  return filesBelow(folder, (path) => path.endsWith('.ts') && !path.startsWith('libs/platform/src/prisma/')).map((path) => sourceFile(path, readFileSync(join(root, path), 'utf8')));
}

function templateText(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.head.text + template.templateSpans.map((span) => `?${span.literal.text}`).join('');
}
