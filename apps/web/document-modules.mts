import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const prefix = 'document:';

/**
 * Gives each GraphQL document a module of its own, so that a page's chunk carries the documents it asks and no other. The
 * generated file holds all of them, and the lookup table beside it holds them a second time as text: together a third of
 * the first page's weight.
 *
 * @param generated Path of the generated `graphql.ts`, one exported document a line.
 */
export function documentModules(generated: string): Plugin {
  return {
    name: 'busbar:document-modules',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      const name = id.slice(prefix.length + 1);
      const found = new RegExp(`^export const ${name} = (\\{.*\\}) as unknown as `, 'm').exec(readFileSync(generated, 'utf8'));
      if (!found) throw new Error(`There is no generated document ${name}: run "npm run web:codegen".`);
      return `export default ${found[1]};`;
    },
    transform(code, id) {
      if (!/\.tsx?$/.test(id) || !code.includes('graphql(`')) return null;
      const imports: string[] = [];
      const replaced = code.replace(/\bgraphql\(`\s*(query|mutation|fragment)\s+(\w+)[^`]*`\)/g, (_call, kind: string, name: string) => {
        const document = `${name}${kind === 'fragment' ? 'FragmentDoc' : 'Document'}`;
        imports.push(`import ${document} from '${prefix}${document}';`);
        return document;
      });
      return { code: `${imports.join('')}${replaced}`, map: null };
    },
  };
}
