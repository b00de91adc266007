import { engineSays, oracleSays } from '../oracle/agreement';
import { randomContract } from '../oracle/random-contract';

const seeds = Array.from({ length: 12 }, (_, place) => place + 1);

describe('a random contract', () => {
  it.each(seeds)('of seed %i comes to the same in the engine and in the oracle', (seed) => {
    const document = randomContract(seed);
    expect(engineSays(document)).toEqual(oracleSays(document));
  });
});
