// Quarter-hours out of PostgreSQL as columns, at the speed of COPY: the rows come in the order of the table, unsorted and
// unpacked, and each value is put on its meter's place while the next ones are on their way.
import net from 'node:net';
import pg from 'pg';

/** One CopyData message for one row of `columnsOf`: mark, length, number of fields, then length and value of each field. */
const ROW = { bytes: 45, meter: 11, start: 19, energy: 31, quality: 43 };
const [COPY_DATA, COPY_DONE, ERROR] = ['d', 'c', 'E'].map((mark) => mark.charCodeAt(0));
/** The longest message that is not an error: the header of the format together with the first row. */
const MOST_BYTES = 64;
const QUARTER_MS = 900_000;
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
const MISSING = 1 << 15;

/**
 * A connection whose bytes arrive in one buffer that is used again and again: 130 MB of rows in fresh buffers would keep the
 * garbage collector busy for longer than reading them takes.
 */
export async function columnReader(connectionString) {
  const buffer = Buffer.allocUnsafe(2 ** 18);
  let copying = null;
  const socket = new net.Socket({
    onread: {
      buffer,
      callback: (size) => {
        let rest = buffer.subarray(0, size);
        if (copying) rest = copying(rest);
        // What is not a row is for the client, which may keep it.
        if (rest.length > 0) socket.emit('data', Buffer.from(rest));
        return true;
      },
    },
  });
  const client = new pg.Client({ connectionString, stream: () => socket });
  await client.connect();
  // A share of the meters lies all over the table, which is in order of time: through an index it is read page by page, five times slower.
  await client.query('set enable_indexscan = off; set enable_bitmapscan = off');
  return {
    client,
    read: (wanted) => columnsOf(client, wanted, (rows) => {
      copying = rows;
    }),
  };
}

/**
 * The quarter-hours of the meters `first` to `last` that begin in `[startMs, startMs + count × 15 min)`: answers for each meter
 * `{ meter, energyMj, quality }`. A quarter-hour without a row stays MISSING. Rows are fixed in length because no field is
 * null, so that a row is read at fixed places; anything else is an error.
 */
function columnsOf(client, { first, last, startMs, count }, copy) {
  const meters = last - first + 1;
  const energyMj = new BigInt64Array(meters * count);
  const quality = new Uint16Array(meters * count).fill(MISSING);
  const put = rowReader({ first, meters, startMs, count, energyMj, quality });
  const text = `copy (select meter, start, energy_mj, quality from interval
    where meter between ${first} and ${last} and start >= to_timestamp(${startMs / 1000}) and start < to_timestamp(${startMs / 1000 + count * 900})) to stdout (format binary)`;
  return new Promise((resolve, reject) => {
    let failure;
    client.query({
      submit: (connection) => {
        copy(rowsInto(put, () => copy(null)));
        connection.query(text);
      },
      handleCommandComplete: () => {},
      handleError: (error) => {
        failure = error;
        reject(error);
      },
      handleReadyForQuery: () => {
        if (failure) return;
        resolve(Array.from({ length: meters }, (_, place) => ({
          meter: first + place, energyMj: energyMj.subarray(place * count, (place + 1) * count), quality: quality.subarray(place * count, (place + 1) * count),
        })));
      },
    });
  });
}

/** Puts a row on its place. Halves of 32 bits, because a bigint for each value costs more than the rest together. */
function rowReader({ first, meters, startMs, count, energyMj, quality }) {
  const halves = new Int32Array(energyMj.buffer);
  const [lower, upper] = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
  // The table is in order of time: a thousand rows in a row begin at the same instant.
  let [lastUpper, lastLower, slot] = [0, 0, -1];
  return (view, at) => {
    const [startUpper, startLower] = [view.getInt32(at + ROW.start), view.getInt32(at + ROW.start + 4)];
    if (startUpper !== lastUpper || startLower !== lastLower) {
      [lastUpper, lastLower] = [startUpper, startLower];
      // Microseconds since 2000: exact in a double until the year 2285.
      slot = ((startUpper * 2 ** 32 + (startLower >>> 0)) / 1000 + POSTGRES_EPOCH_MS - startMs) / QUARTER_MS;
      if (!Number.isInteger(slot) || slot < 0 || slot >= count) throw new Error('A row begins at no quarter-hour of the period.');
    }
    const place = view.getInt32(at + ROW.meter) - first;
    if (place < 0 || place >= meters) throw new Error('A row is of no meter that was asked for.');
    const index = place * count + slot;
    halves[2 * index + upper] = view.getInt32(at + ROW.energy);
    halves[2 * index + lower] = view.getInt32(at + ROW.energy + 4);
    quality[index] = view.getInt16(at + ROW.quality);
  };
}

/** Answers a function that reads the rows in one chunk of bytes after another, and gives back what comes after the last. */
function rowsInto(put, done) {
  // A message that a chunk cut off, to be completed by the next one.
  const cut = Buffer.alloc(MOST_BYTES);
  let held = 0;
  const nothing = Buffer.alloc(0);
  return (chunk) => {
    let at = 0;
    if (held > 0) {
      at = Math.min(chunk.length, MOST_BYTES - held);
      chunk.copy(cut, held, 0, at);
      const whole = cut.subarray(0, held + at);
      const end = readMessages(whole, put, 0, held);
      if (end.over) {
        done();
        return Buffer.concat([whole.subarray(end.at), chunk.subarray(at)]);
      }
      if (end.at === 0) {
        held += at;
        return nothing;
      }
      at = end.at - held;
    }
    const end = readMessages(chunk, put, at, chunk.length);
    if (end.over) {
      done();
      return chunk.subarray(end.at);
    }
    held = chunk.copy(cut, 0, end.at);
    return nothing;
  };
}

/** Reads the whole messages that begin in `[from, until)`; answers where it stopped, and whether the copy is over (or was refused). */
function readMessages(bytes, put, from, until) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = from;
  while (at < until && at + 5 <= bytes.length) {
    const mark = bytes[at];
    if (mark === ERROR || mark === COPY_DONE) return { over: true, at };
    const end = at + 1 + view.getInt32(at + 1);
    if (end > bytes.length) break;
    if (mark === COPY_DATA) {
      // The format's header comes with the first row, its end (a count of −1) alone.
      if (end - at >= ROW.bytes) put(view, end - ROW.bytes);
      else if (view.getInt16(at + 5) !== -1) throw new Error('A row is shorter than its columns.');
    }
    at = end;
  }
  return { over: false, at };
}
