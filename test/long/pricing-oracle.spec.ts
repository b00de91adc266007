import { engineSays, oracleSays } from '../oracle/agreement';
import { randomContract } from '../oracle/random-contract';

/** `ORACLE_SEED` makes other contracts; the seed of a disagreement is printed with it. */
const first = Number(process.env['ORACLE_SEED'] ?? 100_000);
const BATCH = 500;
const batches = Array.from({ length: 20 }, (_, place) => first + place * BATCH);

describe('ten thousand random contracts', () => {
  it.each(batches)('those of the seeds from %i on come to the same in the engine and in the oracle', (start) => {
    for (let seed = start; seed < start + BATCH; seed += 1) {
      const document = randomContract(seed);
      expect({ seed, ...engineSays(document) }).toEqual({ seed, ...oracleSays(document) });
    }
  }, 300_000);
});
