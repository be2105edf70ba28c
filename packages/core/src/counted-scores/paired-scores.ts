/** Rows of one label and of the same two scores (or of one bin of both, at their means), as columns of equal length. */
export interface PairedScores {
  readonly scores: Float64Array;
  readonly others: Float64Array;
  readonly labels: Float64Array;
  readonly counts: Float64Array;
}

/** The same entries in an order that depends on them alone: highest score first, then label 1, then the highest other score. */
export function pairedScores({ scores, others, labels, counts }: PairedScores): PairedScores {
  const order = Uint32Array.from(labels.keys()).sort(
    (a, b) => scores[b]! - scores[a]! || labels[b]! - labels[a]! || others[b]! - others[a]!,
  );
  const inOrder = (column: Float64Array) => Float64Array.from(order, (entry) => column[entry]!);
  return { scores: inOrder(scores), others: inOrder(others), labels: inOrder(labels), counts: inOrder(counts) };
}
