/** The loss of one row, from its label (0 or 1) and its score. */
export type LossOfRow = (label: number, score: number) => number;

/** Σ wᵢ·loss(yᵢ, sᵢ) / Σ wᵢ; the plain mean without weights; NaN when the weights sum to 0. */
export function meanLoss(
  yTrue: ArrayLike<number>,
  yScore: ArrayLike<number>,
  lossOfRow: LossOfRow,
  weights?: ArrayLike<number>,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < yScore.length; i++) {
    const weight = weights === undefined ? 1 : weights[i]!;
    sum += weight * lossOfRow(yTrue[i]!, yScore[i]!);
    total += weight;
  }
  return sum / total;
}
