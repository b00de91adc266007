/** Readings laid onto the quarter-hour grid, as columns. */
import { INTERVAL_MS, quality, type Quality } from '@busbar/kernel';
import type { ReadingRefusal } from './metering.errors';
import type { Reading } from './reading';

/** `parts` whole numbers that sum to `total`: floor of the cumulative share, so that nothing is lost (pricing.md section 2). */
export function splitEvenly(total: bigint, parts: number): readonly bigint[] {
  const count = BigInt(parts);
  return Array.from({ length: parts }, (_, index) => (total * BigInt(index + 1)) / count - (total * BigInt(index)) / count);
}

/** Quarter-hours in columns: one row of each column is one (meter, start). */
export interface QuarterHours {
  readonly meterNumbers: number[];
  readonly startsMs: number[];
  readonly energiesMj: bigint[];
  readonly qualities: Quality[];
}

/** A reading of more than a quarter-hour was measured as a whole: its quarters are true in sum and derived one by one. */
const qualityOf = (reading: Reading, parts: number): Quality => (parts === 1 ? reading.quality : reading.quality | quality.DERIVED);

/**
 * All readings of a batch on the grid. Two readings that give one quarter-hour different energy contradict each other and
 * are refused, since neither is known to be the later one; equal ones are one. `indexOf` names a reading to the sender.
 */
export function quarterHours(readings: readonly Reading[], indexOf: (position: number) => number): { intervals: QuarterHours; refused: readonly ReadingRefusal[] } {
  const intervals: QuarterHours = { meterNumbers: [], startsMs: [], energiesMj: [], qualities: [] };
  const refused: ReadingRefusal[] = [];
  const seen = new Map<string, { row: number; position: number }>();
  readings.forEach((reading, position) => {
    const parts = reading.durationMs / INTERVAL_MS;
    const energies = splitEvenly(reading.energyMj, parts);
    const marks = qualityOf(reading, parts);
    const keys = energies.map((_, part) => `${reading.meterNumber} ${reading.startMs + part * INTERVAL_MS}`);
    const contradicted = keys.findIndex((key, part) => {
      const earlier = seen.get(key);
      return earlier !== undefined && (intervals.energiesMj[earlier.row] !== energies[part] || intervals.qualities[earlier.row] !== marks);
    });
    if (contradicted >= 0) {
      const other = seen.get(keys[contradicted] ?? '')?.position ?? position;
      refused.push({ index: indexOf(position), code: 'READING_CONFLICTS', detail: `Reading ${indexOf(other)} gives the same quarter-hour another energy.` });
      return;
    }
    energies.forEach((energy, part) => {
      const key = keys[part] ?? '';
      if (seen.has(key)) return;
      seen.set(key, { row: intervals.startsMs.length, position });
      intervals.meterNumbers.push(reading.meterNumber);
      intervals.startsMs.push(reading.startMs + part * INTERVAL_MS);
      intervals.energiesMj.push(energy);
      intervals.qualities.push(marks);
    });
  });
  return { intervals, refused };
}
