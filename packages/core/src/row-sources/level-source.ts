import { isShared, sharedCopy } from '../threads/shared-memory.js';

/** Where a category's slots are read, tile by tile: its row i is row `rows[i]` of the codes, or row i. Plain data, which threads share. */
export interface LevelSource {
  /** −1: no level. */
  readonly codes: Int32Array;
  /** The slot of each code, that of code −1 first; undefined: the code is the slot. */
  readonly slots?: Int32Array | undefined;
  readonly rows?: Uint32Array | undefined;
}

/** Writes the slots of rows `start` to `end` (exclusive) to the beginning of `target`. */
export function loadLevels({ codes, slots, rows }: LevelSource, start: number, end: number, target: Int32Array): void {
  if (rows === undefined) target.set(codes.subarray(start, end));
  else for (let i = start, to = 0; i < end; i++) target[to++] = codes[rows[i]!]!;
  if (slots !== undefined) for (let i = 0; i < end - start; i++) target[i] = slots[1 + target[i]!]!;
}

/** The slots of all rows, in memory of their own. */
export function levelsOf(source: LevelSource): Int32Array {
  const levels = new Int32Array((source.rows ?? source.codes).length);
  loadLevels(source, 0, levels.length, levels);
  return levels;
}

/** The slot of one row. */
export function levelAt(source: LevelSource, row: number): number {
  loadLevels(source, row, row + 1, ONE);
  return ONE[0]!;
}

const ONE = new Int32Array(1);

/** Whether other threads can read it. */
export function areLevelsShared({ codes, rows }: LevelSource): boolean {
  return isShared(codes) && (rows === undefined || isShared(rows));
}

/** The same in memory that other threads can read. */
export function sharedLevels(source: LevelSource): LevelSource {
  return { ...source, codes: sharedCopy(source.codes), rows: source.rows && sharedCopy(source.rows) };
}
