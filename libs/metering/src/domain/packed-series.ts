/** A series as bytes: what a billing run pins and re-reads for ever (decisions.md 24). The layout never changes; a new one gets a new mark. */
import { INTERVAL_MS, intervalSeries, invariant, quality, type IntervalSeries } from '@busbar/kernel';

/** `BBS1`, then start (ms, int64), step (ms, int32), count (int32), count × energy (mJ, int64), count × quality (uint16); big-endian throughout. */
const MARK = 0x42425331;
const HEADER = 20;
const ROW = 10;

export function packSeries(series: IntervalSeries): Uint8Array<ArrayBuffer> {
  const count = series.energyMj.length;
  const bytes = new Uint8Array(HEADER + ROW * count);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MARK);
  view.setBigInt64(4, BigInt(series.startMs));
  view.setInt32(12, series.stepMs);
  view.setInt32(16, count);
  for (let index = 0; index < count; index += 1) {
    view.setBigInt64(HEADER + 8 * index, series.energyMj[index] ?? 0n);
    view.setUint16(HEADER + 8 * count + 2 * index, series.quality[index] ?? 0);
  }
  return bytes;
}

/** The inverse of `packSeries`. Bytes that it did not make are a defect, not a refusal: only we write pins. */
export function unpackSeries(bytes: Uint8Array): IntervalSeries {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  invariant(bytes.byteLength >= HEADER && view.getUint32(0) === MARK, 'These bytes are not a packed series.');
  const count = view.getInt32(16);
  invariant(bytes.byteLength === HEADER + ROW * count, 'A packed series is cut short.');
  const energies = new BigInt64Array(count);
  const marks = new Uint16Array(count);
  for (let index = 0; index < count; index += 1) {
    energies[index] = view.getBigInt64(HEADER + 8 * index);
    marks[index] = view.getUint16(HEADER + 8 * count + 2 * index);
  }
  return intervalSeries(Number(view.getBigInt64(4)), view.getInt32(12), energies, marks);
}

/** One meter's rows of a period as the database packs them: three columns of equal length in time order, big-endian. */
export interface PackedRows {
  /** Slot numbers from the start of the period, int32. */
  readonly slots: Uint8Array;
  /** mJ, int64. */
  readonly energies: Uint8Array;
  /** Quality words, int16; MISSING, the highest bit, is never stored. */
  readonly qualities: Uint8Array;
}

/** Puts packed rows on their slots; slots without a row stay MISSING. */
export function seriesOfRows(startMs: number, count: number, rows: PackedRows | undefined): IntervalSeries {
  const energies = new BigInt64Array(count);
  const marks = new Uint16Array(count).fill(quality.MISSING);
  if (rows) {
    const [slots, energy, bits] = [rows.slots, rows.energies, rows.qualities].map((column) => new DataView(column.buffer, column.byteOffset, column.byteLength)) as [DataView, DataView, DataView];
    for (let row = 0; row * 4 < slots.byteLength; row += 1) {
      const slot = slots.getInt32(row * 4);
      invariant(slot >= 0 && slot < count, 'A packed row lies outside its period.');
      energies[slot] = energy.getBigInt64(row * 8);
      marks[slot] = bits.getInt16(row * 2);
    }
  }
  return intervalSeries(startMs, INTERVAL_MS, energies, marks);
}
