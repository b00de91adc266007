/** Plain CSV with a header: commas, no quotes needed for times and numbers. */
import { refuse } from '../refusals';

export interface CsvTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const MOST_ROWS = 500_000;

export function parseCsv(text: string, path: string): CsvTable {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (lines.length > MOST_ROWS) refuse('RATING_INPUT_INVALID', path, `A file has at most ${MOST_ROWS} rows.`);
  const [header = [], ...rows] = lines.map((line) => line.split(',').map((cell) => cell.trim()));
  rows.forEach((row, index) => {
    if (row.length !== header.length) refuse('RATING_INPUT_INVALID', `${path}[${index + 2}]`, 'A row of the file has not as many cells as its header.');
  });
  return { header, rows };
}

export function columnOf(table: CsvTable, name: string, path: string): readonly string[] {
  const position = table.header.indexOf(name);
  if (position < 0) return refuse('RATING_REFERENCE_UNKNOWN', path, `The file has no column ${name}; it has ${table.header.join(', ')}.`, name);
  return table.rows.map((row) => row[position] as string);
}
