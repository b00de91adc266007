/** Readings as they are submitted: CloudEvents 1.0 in JSON, one or a batch. What cannot be read is refused item by item. */
import type { Refusal, SentReading } from './reading';

/** One call carries at most this many readings. */
export const BATCH_LIMIT = 1_000;
export const BATCH_BYTES = 1_048_576;
/** One file carries at most this many rows, a month of sixteen meters: what one transaction takes with time to spare. */
export const FILE_LIMIT = 50_000;
export const FILE_BYTES = 16_777_216;

/** A reading to be judged, or what already kept it from being read; `index` is what the sender calls it. */
export type Submitted = { readonly index: number; readonly sent: SentReading; readonly refusal?: never } | { readonly index: number; readonly refusal: Refusal; readonly sent?: never };

const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'dataschema', 'data'];
const FIELDS = ['start', 'durationSeconds', 'energyMj', 'energyWh', 'energyKwh', 'quality'];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
const malformed = (index: number, detail: string): Submitted => ({ index, refusal: { code: 'READING_MALFORMED', detail } });

/**
 * A number as decimal text. JSON numbers pass through a double, so only those that a double holds exactly are taken:
 * integers up to 2⁵³ and short decimals, whose shortest text is what was written. Anything longer comes as text.
 */
function decimalText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return null;
  const text = String(value);
  return text.includes('e') || text.replace(/[-.]/g, '').length > 15 ? null : text;
}

/** Reads one CloudEvent: `subject` is the meter, `(source, id)` identifies the reading for ever. */
export function submittedEvent(value: unknown, index: number): Submitted {
  if (!isRecord(value)) return malformed(index, 'A reading is a CloudEvents object.');
  const stray = Object.keys(value).find((name) => !ATTRIBUTES.includes(name));
  if (stray !== undefined) return malformed(index, `There is no attribute ${stray.slice(0, 40)}; known are ${ATTRIBUTES.join(', ')}.`);
  if (value['specversion'] !== '1.0') return malformed(index, 'specversion is "1.0".');
  const [id, source, type, meterId, data] = [value['id'], value['source'], value['type'], value['subject'], value['data']];
  if (typeof id !== 'string' || typeof source !== 'string' || typeof type !== 'string' || typeof meterId !== 'string') return malformed(index, 'id, source, type and subject are texts; subject is the id of the meter.');
  if (!isRecord(data)) return malformed(index, `data is an object of ${FIELDS.join(', ')}.`);
  const unknown = Object.keys(data).find((name) => !FIELDS.includes(name));
  if (unknown !== undefined) return malformed(index, `data has no field ${unknown.slice(0, 40)}; known are ${FIELDS.join(', ')}.`);
  const { start, durationSeconds = 900, quality } = data;
  if (typeof start !== 'string') return malformed(index, 'data.start is a text.');
  if (typeof durationSeconds !== 'number') return malformed(index, 'data.durationSeconds is a number.');
  if (quality !== undefined && typeof quality !== 'string') return malformed(index, 'data.quality is a text.');
  const energies: Record<string, string> = {};
  for (const unit of ['energyMj', 'energyWh', 'energyKwh']) {
    if (data[unit] === undefined || data[unit] === null) continue;
    const text = decimalText(data[unit]);
    if (text === null) return malformed(index, `data.${unit} is a decimal number; one of more than 15 digits comes as text.`);
    energies[unit] = text;
  }
  return { index, sent: { source, id, meterId, start, durationSeconds, quality, ...energies } };
}
