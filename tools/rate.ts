// Rates a document and prints the invoice.
//   npm run -s rate -- FILE                  the invoice as JSON
//   npm run -s rate -- FILE --explain LINE   one line in words
// Files that the document names are read from its own folder or below. What is refused goes to the error stream, with status 1.
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { DomainError, InvalidInputError } from '@busbar/kernel';
import { explain, invoiceJson, parseRatingDocument, pinText, rate, readRatingDocument } from '@busbar/pricing';

const USAGE = 'Usage: npm run -s rate -- FILE [--explain LINE]';

function main(): number {
  const { values, positionals } = readArguments();
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) return fail(USAGE);
  try {
    const folder = dirname(realpathSync(file));
    const input = readRatingDocument(parseRatingDocument(readJson(file)), (path) => readBelow(folder, path));
    const invoice = rate(input);
    const answer = values.explain === undefined
      ? JSON.stringify({ ...invoiceJson(invoice), pinsSha256: createHash('sha256').update(pinText(input)).digest('hex') }, null, 2)
      : explain(invoice, Number(values.explain));
    process.stdout.write(`${answer}\n`);
    return 0;
  } catch (error) {
    if (error instanceof DomainError) return fail(`${error.details.path ?? 'document'}: ${error.code}: ${error.message}`);
    if (error instanceof SyntaxError) return fail(`${file}: not JSON: ${error.message}`);
    if (error instanceof Error && 'syscall' in error) return fail(`${file}: cannot be read: ${error.message}`);
    throw error;
  }
}

function readArguments(): { readonly values: { readonly explain?: string }; readonly positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ options: { explain: { type: 'string' } }, allowPositionals: true });
    return { values: values.explain === undefined ? {} : { explain: values.explain }, positionals };
  } catch {
    return { values: {}, positionals: [] };
  }
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

function readBelow(folder: string, path: string): string {
  const target = realpathSync(resolve(folder, path));
  const below = relative(folder, target);
  if (below === '..' || below.startsWith(`..${sep}`)) throw new InvalidInputError({ path: 'source.path', given: path, expected: 'a file in the folder of the document or below' });
  return readFileSync(target, 'utf8');
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}

process.exitCode = main();
