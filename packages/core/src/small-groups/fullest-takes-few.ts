/**
 * Counts of all bins, those of fewer users counted in the fullest one (the first of equals): no count is of fewer, and none can be had by subtracting others from
 * their sum. All 0 where there are fewer users in all. The reference for `guardedCountsSql` of the warehouses.
 */
export function fullestTakesFew(counts: readonly number[], minUsers: number): number[] {
  const fullest = counts.indexOf(Math.max(...counts));
  const few = counts.reduce((sum, n, bin) => sum + (bin !== fullest && n < minUsers ? n : 0), 0);
  return counts.map((n, bin) => {
    const all = bin === fullest ? n + few : n;
    return all < minUsers ? 0 : all;
  });
}
