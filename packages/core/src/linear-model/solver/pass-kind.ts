/** The three sums over rows that the solver needs. */
export const PASS_KINDS = ['gradient', 'cross', 'product'] as const;
export type PassKind = (typeof PASS_KINDS)[number];
