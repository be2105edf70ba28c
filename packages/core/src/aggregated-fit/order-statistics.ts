import type { RowSet, TrainingRows, ValueCount, ValueRange } from '../ports/training-rows.js';

/** Parts of a range in one look. */
const BINS = 1024;
/** Ranges with at most so many rows are counted value by value. */
const FEW_ROWS = 2048;

/** The known values of one number, as they are counted so far. Ascending. */
export class ValueSegments {
  segments: readonly ValueCount[];

  constructor(segments: readonly ValueCount[]) {
    this.segments = segments;
  }

  /** The part in which the value of a rank lies. */
  at(set: number, rank: number): ValueCount {
    let before = 0;
    for (const segment of this.segments) {
      before += segment.counts[set]!;
      if (rank < before) return segment;
    }
    throw new RangeError(`there are ${before} values, no place ${rank}`);
  }

  /** The value of a rank; null where its part is not yet a single value. */
  value(set: number, rank: number): number | null {
    const { lowest, highest } = this.at(set, rank);
    return lowest === highest ? lowest : null;
  }

  /** Rows with a smaller value than the part has. */
  below(set: number, segment: ValueCount): number {
    let before = 0;
    for (const each of this.segments) {
      if (each === segment) return before;
      before += each.counts[set]!;
    }
    return before;
  }

  replace(segment: ValueCount, parts: readonly ValueCount[]): void {
    this.segments = this.segments.flatMap((each) => (each === segment ? parts : [each]));
  }
}

/**
 * Values by rank, exactly, of many numbers at once: each look counts the parts in which a sought value lies more finely, until it
 * is alone. No list of values is needed, however many there are.
 * @param wanted the ranks whose values are still to be found, of a number that is counted so far, for each set
 */
export async function findRanks(
  rows: TrainingRows,
  sets: readonly RowSet[],
  numbers: readonly { readonly name: string; readonly lowest: number; readonly highest: number }[],
  wanted: (number: number, found: ValueSegments) => readonly (readonly number[])[],
): Promise<ValueSegments[]> {
  const whole = await rows.values(
    numbers.map((each) => rangeOf(each)),
    sets,
  );
  const found = whole.map((segments) => new ValueSegments(segments));
  for (;;) {
    const asked: { of: ValueSegments; segment: ValueCount; range: ValueRange }[] = [];
    numbers.forEach(({ name }, place) => {
      const of = found[place]!;
      const open = new Set<ValueCount>();
      wanted(place, of).forEach((ranks, set) => {
        for (const rank of ranks) {
          const segment = of.at(set, rank);
          if (segment.lowest !== segment.highest) open.add(segment);
        }
      });
      for (const segment of open) asked.push({ of, segment, range: rangeOf({ name, ...segment }, segment) });
    });
    if (asked.length === 0) return found;
    const parts = await rows.values(
      asked.map(({ range }) => range),
      sets,
    );
    asked.forEach(({ of, segment }, place) => {
      of.replace(segment, parts[place]!);
    });
  }
}

function rangeOf(
  { name, lowest, highest }: { readonly name: string; readonly lowest: number; readonly highest: number },
  counted?: ValueCount,
): ValueRange {
  // Neighbouring doubles cannot be told apart by dividing the range.
  const isNarrow = !((highest - lowest) / BINS > Math.max(Math.abs(lowest), Math.abs(highest)) * 2 ** -50);
  const few = counted !== undefined && Math.max(...counted.counts) <= FEW_ROWS;
  return { name, lowest, highest, bins: few || isNarrow ? 'each' : BINS };
}

/** The ranks of the median among n values. */
export function medianRanks(n: number): number[] {
  if (n === 0) return [];
  const middle = n >> 1;
  return n % 2 === 1 ? [middle] : [middle - 1, middle];
}
