import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A seeded stream of random draws; the same seed gives the same draws on every machine. */
export interface RandomStream {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** A whole number in [0, count). */
  below(count: number): number;
  /** True with `probability`. */
  chance(probability: number): boolean;
  /** Standard normal (Box–Muller, one of the pair). */
  normal(): number;
  /** Poisson with `mean` (Knuth's product method; meant for small means). */
  poisson(mean: number): number;
  /** Number of trials up to and including the first success: 1, 2, …, mean 1 / probability. */
  geometric(probability: number): number;
  /** The index of one of `weights`, drawn in proportion to them. */
  index(weights: readonly number[]): number;
  /** A stream that never overlaps this one. */
  split(): RandomStream;
}

/** Opens the stream of `seed` (its lowest 32 bits count). */
export function randomStream(seed: number): RandomStream {
  return streamOf(xoroshiro128plus(seed));
}

function streamOf(generator: ReturnType<typeof xoroshiro128plus>): RandomStream {
  const uniform = () => (generator.next() >>> 0) / 2 ** 32;
  return {
    uniform,
    below: (count) => Math.floor(uniform() * count),
    chance: (probability) => uniform() < probability,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    poisson(mean) {
      const limit = Math.exp(-mean);
      let count = 0;
      for (let product = uniform(); product > limit; product *= uniform()) count++;
      return count;
    },
    geometric: (probability) => 1 + Math.floor(Math.log(1 - uniform()) / Math.log(1 - probability)),
    index(weights) {
      let left = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let index = 0; index < weights.length - 1; index++) {
        left -= weights[index]!;
        if (left < 0) return index;
      }
      return weights.length - 1;
    },
    split() {
      const other = generator.clone();
      generator.jump();
      return streamOf(other);
    },
  };
}
