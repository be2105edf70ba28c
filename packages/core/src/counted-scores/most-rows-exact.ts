/** Up to so many rows scores are counted by every number there is, to the last bit; above, by bins. */
export const MOST_ROWS_EXACT = 500_000;
