const USUAL_DAYS = [1, 3, 7, 30, 90];

/**
 * The windows that counts are taken over, ascending: the usual ones that are clearly shorter than the lookback, then
 * the lookback itself.
 */
export function windowsOf(lookbackDays: number): number[] {
  return [...USUAL_DAYS.filter((days) => days * 1.5 <= lookbackDays), lookbackDays];
}
