import { readSync } from 'node:fs';
import { type Column, Table } from '@propensity/core';
import { LevelCodes } from '@propensity/core/table';
import type { ColumnKind } from './column-choice.js';
import type { CsvHead } from './csv-head.js';
import { type CsvPart, type CsvPartReader, type CsvPartResult, readCsvPart } from './csv-part.js';

const NEWLINE = 10;
/** Bytes that are looked through for a line break. */
const SEARCH = 1 << 16;
/** Bytes that this thread reads while the others start, if an equal part has as many. */
const LEAD = 8 << 20;
/** Rows that a part has room for, over those that its length promises. */
const ROOM = 1.1;

/**
 * Reads a file in as many parts as there are threads, this one's included: every part into its own stretch of the columns, which are
 * then moved together.
 * @returns null where it cannot be read so: a part does not end with a record (quoted line breaks), is unreadable, or has far
 * more rows than the file's beginning promised
 */
export async function readCsvParts(
  path: string,
  file: number,
  size: number,
  head: CsvHead,
  kinds: ReadonlyMap<string, ColumnKind>,
  threads: readonly CsvPartReader[],
): Promise<Table | null> {
  const bounds = recordBounds(file, head.start, size, threads.length + 1);
  if (bounds === null) return null;
  const longest = Math.max(...bounds.slice(1).map((end, i) => end - bounds[i]!));
  const room = Math.ceil((ROOM * longest) / head.bytesPerRow);
  const memory = head.names.map((name) => columnMemory(kinds.get(name), room * (bounds.length - 1)));
  const parts = bounds.slice(1).map(
    (end, i): CsvPart => ({
      path,
      range: { start: bounds[i]!, end, isLast: end === size },
      room,
      fields: memory.map((column) => column?.subarray(i * room, (i + 1) * room) ?? null),
    }),
  );
  const others = threads.map((thread, i) => thread.readCsvPart(parts[i + 1]!));
  const results = [readCsvPart(parts[0]!), ...(await Promise.all(others))];
  if (!results.every((result) => result !== null)) return null;
  const nRows = results.reduce((sum, result) => sum + result.nRows, 0);
  const columns = memory.flatMap((column, field): (readonly [string, Column])[] =>
    column === null ? [] : [[head.names[field]!, movedTogether(column, field, room, results)]],
  );
  return new Table(columns, nRows);
}

/** Where the parts begin, each behind a line break, and the end: equal parts, but for the first one's lead. Null where there is none to be found. */
function recordBounds(file: number, start: number, size: number, nParts: number): number[] | null {
  const buffer = Buffer.allocUnsafe(SEARCH);
  const bounds = [start];
  const lead = Math.min(LEAD, (size - start) / nParts);
  const share = Math.floor((size - start - lead) / nParts);
  for (let part = 1; part < nParts; part++) {
    const middle = size - (nParts - part) * share;
    const block = buffer.subarray(0, readSync(file, buffer, 0, SEARCH, middle));
    const at = block.indexOf(NEWLINE);
    if (at < 0) return null;
    bounds.push(middle + at + 1);
  }
  return [...bounds, size];
}

function columnMemory(kind: ColumnKind | undefined, length: number): Float64Array | Int32Array | null {
  if (kind === undefined) return null;
  return kind === 'numeric'
    ? new Float64Array(new SharedArrayBuffer(8 * length))
    : new Int32Array(new SharedArrayBuffer(4 * length));
}

/** One column of all parts. Levels keep the order in which they first appear in the file. */
function movedTogether(
  memory: Float64Array | Int32Array,
  field: number,
  room: number,
  results: readonly NonNullable<CsvPartResult>[],
): Column {
  const merged = new LevelCodes();
  let nRows = 0;
  results.forEach((result, part) => {
    const start = part * room;
    if (memory instanceof Float64Array) {
      memory.copyWithin(nRows, start, start + result.nRows);
    } else {
      const codes = Int32Array.from(result.levels[field]!, (level) => merged.code(level));
      for (let i = 0; i < result.nRows; i++) memory[nRows + i] = codes[memory[start + i]!]!;
    }
    nRows += result.nRows;
  });
  return memory instanceof Float64Array
    ? { kind: 'numeric', values: memory.subarray(0, nRows) }
    : merged.column(memory.subarray(0, nRows));
}
