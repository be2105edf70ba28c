import type { LabelledRows } from '../ports/labelled-rows.js';
import { FEW_USERS, type RowPart } from '../small-groups/row-parts.js';
import { type CategoricalColumn, type Column, Table } from '../table/table.js';
import type { RowMembers } from './row-members.js';

/**
 * The rows without what only few of a part have: the reference for `censoredRowsSql` of the warehouses.
 * A level is kept where each part has none of its rows or enough; the others, with what is missing where that is one of them, become `FEW_USERS`. Where
 * those are still few in a part they join the most frequent level that is kept, and where that does not help the column is left out:
 * all of it is missing. A number that is known in few rows of a part is missing in all; one that is missing in few has its mean there.
 */
export function censoredRows(rows: LabelledRows, members: RowMembers, parts: readonly RowPart[]): LabelledRows {
  const isIn = parts.map(({ set, isRest }) => {
    const isOf = members.isIn(set);
    return (row: number) => isOf(row) !== isRest;
  });
  const partsOf = Array.from(rows.labels, (_, row) => parts.flatMap((__, part) => (isIn[part]!(row) ? [part] : [])));
  const isFew = (counts: readonly number[]) =>
    parts.some(({ leastRows }, part) => counts[part]! > 0 && counts[part]! < leastRows);
  const counted = (ofRow: (row: number) => boolean) => {
    const counts = parts.map(() => 0);
    partsOf.forEach((own, row) => {
      if (ofRow(row)) for (const part of own) counts[part]!++;
    });
    return counts;
  };
  const columns = [...rows.features.columns].map(([name, column]): readonly [string, Column] => {
    if (column.kind === 'categorical') return [name, censoredLevels(column, partsOf, parts, isFew)];
    const { values } = column;
    const known = values.filter((value) => !Number.isNaN(value));
    if (isFew(counted((row) => !Number.isNaN(values[row]!)))) {
      return [name, { kind: 'numeric', values: new Float64Array(values.length).fill(Number.NaN) }];
    }
    if (!isFew(counted((row) => Number.isNaN(values[row]!)))) return [name, column];
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return [name, { kind: 'numeric', values: values.map((value) => (Number.isNaN(value) ? mean : value)) }];
  });
  return { ...rows, features: new Table(columns) };
}

function censoredLevels(
  { codes, levels }: CategoricalColumn,
  partsOf: readonly (readonly number[])[],
  parts: readonly RowPart[],
  isFew: (counts: readonly number[]) => boolean,
): CategoricalColumn {
  const byLevel = new Map<string | null, number[]>();
  const levelOf = (row: number) => (codes[row]! < 0 ? null : levels[codes[row]!]!);
  partsOf.forEach((own, row) => {
    const counts = byLevel.get(levelOf(row)) ?? parts.map(() => 0);
    byLevel.set(levelOf(row), counts);
    for (const part of own) counts[part]!++;
  });
  const kept = [...byLevel].filter(([, counts]) => !isFew(counts));
  const few = parts.map((_, part) =>
    [...byLevel].reduce((sum, [, counts]) => sum + (isFew(counts) ? counts[part]! : 0), 0),
  );
  const [top] = kept.sort(([a, one], [b, other]) => other[0]! - one[0]! || (before(a, b) ? -1 : 1));
  const joined = few.map((count, part) => count + (top?.[1][part] ?? 0));
  const isKept = new Set(kept.map(([level]) => level));
  const isLeftOut = isFew(few) && isFew(joined);
  const replaced = isLeftOut ? null : isFew(few) ? top![0] : FEW_USERS;
  const dictionary: string[] = [];
  const codeOf = new Map<string, number>();
  const result = Int32Array.from(codes, (_, row) => {
    const level = !isLeftOut && isKept.has(levelOf(row)) ? levelOf(row) : replaced;
    if (level === null) return -1;
    const code = codeOf.get(level) ?? dictionary.push(level) - 1;
    codeOf.set(level, code);
    return code;
  });
  return { kind: 'categorical', codes: result, levels: dictionary };
}

/** What is missing comes first, then texts. */
function before(a: string | null, b: string | null): boolean {
  return a === null || (b !== null && a < b);
}
