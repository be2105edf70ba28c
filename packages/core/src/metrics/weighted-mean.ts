/** Σ wᵢvᵢ / Σ wᵢ; the plain mean without weights; NaN when the weights sum to 0. */
export function weightedMean(values: Float64Array, weights?: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1;
    sum += weight * values[i]!;
    total += weight;
  }
  return sum / total;
}
