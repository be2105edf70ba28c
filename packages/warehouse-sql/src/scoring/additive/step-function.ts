import type { Dialect } from '../../dialect/dialect.js';

/**
 * The value of a step function, found by halving.
 * @param expr a number that is known
 * @param cuts ascending
 * @param values SQL, one more than cuts: the i-th where i cuts are below the number
 */
export function stepFunctionSql(
  dialect: Dialect,
  expr: string,
  cuts: readonly number[],
  values: readonly string[],
): string {
  // Neighbours with the same value need no cut between them.
  const kept = [...cuts.keys()].filter((place) => values[place] !== values[place + 1]);
  const of = (from: number, to: number): string => {
    if (from === to) return from === 0 ? values[0]! : values[kept[from - 1]! + 1]!;
    const middle = Math.floor((from + to) / 2);
    return dialect.choose(`${expr} <= ${dialect.float(cuts[kept[middle]!]!)}`, of(from, middle), of(middle + 1, to));
  };
  return of(0, kept.length);
}
