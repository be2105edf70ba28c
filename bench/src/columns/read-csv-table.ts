import { closeSync, fstatSync, openSync } from 'node:fs';
import { type Column, PropensityError, Table } from '@propensity/core';
import type { ChooseColumns, ColumnKind } from './column-choice.js';
import { CsvField } from './csv-field.js';
import { type CsvHead, emptyCsv, readCsvHead } from './csv-head.js';
import type { CsvPartReader } from './csv-part.js';
import { readCsvRange } from './csv-range.js';
import { readCsvParts } from './read-csv-parts.js';

/** Bytes from which on threads share a file. */
const SHARED_FROM = 4 << 20;

/**
 * Reads a comma-separated file with a header line (UTF-8, RFC 4180 quotes) column by column, in chunks: the memory taken is that of
 * the columns. A missing number is NaN; every text of a category is a level, the empty one too.
 * @param threads help with a large file
 * @throws PropensityError `unreadable_csv`, `empty_csv`, `duplicate_column`, `not_a_number`, and what `choose` throws
 */
export async function readCsvTable(
  path: string,
  choose: ChooseColumns,
  threads: readonly CsvPartReader[] = [],
): Promise<Table> {
  const file = open(path);
  try {
    const { size } = fstatSync(file);
    const head = readCsvHead(path, file);
    const kinds = choose(head.names);
    const helpers = size < SHARED_FROM ? [] : threads;
    const table = helpers.length === 0 ? null : await readCsvParts(path, file, size, head, kinds, helpers);
    return table ?? readWhole(path, file, size, head, kinds);
  } finally {
    closeSync(file);
  }
}

function readWhole(
  path: string,
  file: number,
  size: number,
  { names, start, bytesPerRow }: CsvHead,
  kinds: ReadonlyMap<string, ColumnKind>,
): Table {
  const fields = names.map((name) => new CsvField(name, kinds.get(name)));
  const makeRoom = (nRows: number) => {
    for (const field of fields) field.reserve(nRows);
    return nRows;
  };
  const room = makeRoom(Math.ceil((1.05 * (size - start)) / bytesPerRow));
  const nRows = readCsvRange(file, { start, end: size, isLast: true }, fields, room, (soFar, position) =>
    makeRoom(Math.ceil((1.05 * soFar * (size - start)) / (position - start)) + 1024),
  );
  if (nRows === null) throw openQuote(path);
  if (nRows === 0) throw emptyCsv(path);
  const columns = fields.flatMap(({ name, kind, values, codes, levels }): (readonly [string, Column])[] => {
    if (kind === undefined) return [];
    const column: Column =
      kind === 'numeric'
        ? { kind, values: values.subarray(0, nRows) }
        : { kind, codes: codes.subarray(0, nRows), levels: levels.names };
    return [[name, column]];
  });
  return new Table(columns, nRows);
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PropensityError('unreadable_csv', `${path} cannot be read: ${message}`, {
      kind: 'usage',
      hint: 'Check the path.',
      cause,
    });
  }
}

function openQuote(path: string): PropensityError {
  return new PropensityError('unreadable_csv', `${path} ends inside quotes.`, {
    kind: 'usage',
    hint: 'Close every quote.',
  });
}
