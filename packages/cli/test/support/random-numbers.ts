/**
 * Numbers in [0, 1) from a seed, by a linear congruential generator (Numerical Recipes): good enough to draw moments and choices of a test.
 */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
