import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { en } from './en';
import { it as italian } from './it';

const dictionaries: Readonly<Record<string, Readonly<Record<string, string>>>> = { en, it: italian };
const englishKeys = Object.keys(en);

describe('the two dictionaries', () => {
  it('hold the same keys', () => {
    expect(Object.keys(italian).sort()).toEqual([...englishKeys].sort());
  });

  it('leave nothing empty', () => {
    for (const dictionary of Object.values(dictionaries)) expect(Object.entries(dictionary).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('ask for the same values in each sentence', () => {
    const values = (text: string): string[] => [...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? '').sort();
    for (const key of englishKeys) expect([key, values(dictionaries['it']?.[key] ?? '')]).toEqual([key, values(dictionaries['en']?.[key] ?? '')]);
  });

  it('hold no sentence that no page says', () => {
    const source = sources(join(import.meta.dirname, '..')).join('\n');
    const literal = new Set([...source.matchAll(/['"`]([a-z][\w]*(?:\.[\w]+)+)['"`]/g)].map((match) => match[1]));
    const prefixes = [...source.matchAll(/`([a-z][\w]*(?:\.[\w]+)*\.)\$\{/g)].map((match) => match[1] ?? '');
    const said = (key: string): boolean => {
      const base = key.replace(/_(one|other|many)$/, '');
      return literal.has(base) || prefixes.some((prefix) => base.startsWith(prefix));
    };
    expect(englishKeys.filter((key) => !said(key))).toEqual([]);
  });
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return ['i18n', 'gql'].includes(entry.name) ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes('.spec.') ? [readFileSync(path, 'utf8')] : [];
  });
}
