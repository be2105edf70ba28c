import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Up to `size` distinct indices of 0…n − 1, ascending, drawn by `seed` (Floyd's algorithm). */
export function sampleIndices(n: number, size: number, seed: number): Int32Array {
  if (size >= n) return Int32Array.from({ length: n }, (_, i) => i);
  const random = xoroshiro128plus(seed);
  const chosen = new Set<number>();
  for (let last = n - size; last < n; last++) {
    const index = uniformInt(random, 0, last);
    chosen.add(chosen.has(index) ? last : index);
  }
  return Int32Array.from(chosen).sort();
}
