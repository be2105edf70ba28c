/**
 * Labels of these probabilities by systematic sampling: of the rows so far, as many are positive as their probabilities
 * add up to, give or take one. With few positives the mean of independent draws is several per cent off by itself, and so
 * is then every model of them: here what is measured is the method, not the luck of the draw.
 */
export function evenlyDrawnLabels(truth: Float64Array, rows: Uint32Array): Float64Array {
  let due = 0.5;
  return Float64Array.from(rows, (row) => {
    due += truth[row]!;
    if (due < 1) return 0;
    due -= 1;
    return 1;
  });
}
