import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..');
const styles = join(source, '../../../node_modules/@mantine/core/styles');
const imported = [...readFileSync(join(source, 'theme/mantine.css'), 'utf8').matchAll(/styles\/([\w-]+)\.css/g)].map((match) => match[1] ?? '');

/** What the application takes from the library, by name. */
function parts(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return parts(path);
    if (!/\.tsx?$/.test(entry.name)) return [];
    return [...readFileSync(path, 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap((match) => (match[1] ?? '').split(',').map((name) => name.trim()));
  });
}

describe('the styles that are loaded', () => {
  it('are those of every part that is used', () => {
    const used = [...new Set(parts(source))].filter((part) => existsSync(join(styles, `${part}.css`)));
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((part) => !imported.includes(part))).toEqual([]);
  });

  it('stand in the order of the whole sheet, so that the same rule wins', () => {
    const whole = readFileSync(join(styles, '../styles.css'), 'utf8');
    const firstRules = imported.flatMap((name) => /\.m_[0-9a-f]+/.exec(readFileSync(join(styles, `${name}.css`), 'utf8')) ?? []);
    const parted = firstRules.map((rule) => whole.indexOf(rule));
    expect(parted.length).toBeGreaterThan(20);
    expect(parted).toEqual([...parted].sort((a, b) => a - b));
  });
});
