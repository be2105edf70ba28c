/** A note when a fixed penalty is all that constrains more coefficients than there are positives; else null. */
export function fixedPenaltyNote(C: number | null, positives: number, coefficients: number): string | null {
  if (C === null || positives >= coefficients) return null;
  return (
    `C is fixed at ${C}, with ${positives} positives for ${coefficients} coefficients: probabilities may be far too sure of ` +
    'themselves. Leave training.C at "auto", which chooses the penalty on users that were held out.'
  );
}
