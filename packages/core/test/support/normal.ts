/** A standard normal number of two uniform ones (Box and Muller). @param next uniform in [0, 1) */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
