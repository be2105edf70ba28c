import type { SnapshotTruth } from '../../src/index.js';

/** Chi-square of what happened against the truth, over ten groups of users by their probability. */
export function decileChiSquare({ probabilities, converted }: SnapshotTruth): number {
  const order = [...probabilities.keys()].sort((a, b) => probabilities[a]! - probabilities[b]!);
  let chiSquare = 0;
  for (let decile = 0; decile < 10; decile++) {
    const members = order.slice((decile * order.length) / 10, ((decile + 1) * order.length) / 10);
    let surplus = 0;
    let variance = 0;
    for (const member of members) {
      const probability = probabilities[member]!;
      surplus += Number(converted![member]) - probability;
      variance += probability * (1 - probability);
    }
    // A group of whom nobody can convert has to be right exactly.
    if (surplus !== 0) chiSquare += surplus ** 2 / variance;
  }
  return chiSquare;
}
