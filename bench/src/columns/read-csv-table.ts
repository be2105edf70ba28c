import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Column, PropensityError, Table } from '@propensity/core';
import { parse } from 'csv-parse/sync';
import type { ChooseColumns } from './column-choice.js';
import { CsvField } from './csv-field.js';
import { readRecords } from './csv-records.js';

const CHUNK = 4 << 20;
const FIRST_CHUNK = 1 << 18;
const NEWLINE = 10;
const QUOTE = 34;

/**
 * Reads a comma-separated file with a header line (UTF-8, RFC 4180 quotes) column by column, in chunks: the memory taken is that of
 * the columns. A missing number is NaN; every text of a category is a level, the empty one too.
 * @throws PropensityError `unreadable_csv`, `empty_csv`, `duplicate_column`, `not_a_number`, and what `choose` throws
 */
export function readCsvTable(path: string, choose: ChooseColumns): Table {
  const file = open(path);
  try {
    const size = fstatSync(file).size;
    // One byte more: the last line may lack its line break.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK, size) + 1);
    let filled = 0;
    let position = 0;
    let fields: CsvField[] | null = null;
    let names: readonly string[] = [];
    let nRows = 0;
    let capacity = 0;
    while (position < size) {
      // The first chunk is small: it only has to tell how many rows there will be.
      const wanted = fields === null ? FIRST_CHUNK : buffer.length - 1 - filled;
      const read = readSync(file, buffer, filled, Math.min(wanted, buffer.length - 1 - filled), position);
      position += read;
      filled += read;
      if (position >= size && buffer[filled - 1] !== NEWLINE) buffer[filled++] = NEWLINE;
      let start = 0;
      if (fields === null) {
        start = buffer.indexOf(NEWLINE) + 1;
        names = headerOf(path, buffer.subarray(0, start));
        const kinds = choose(names);
        fields = names.map((name) => new CsvField(name, kinds.get(name)));
      }
      const end = endOfRecords(buffer, start, filled);
      if (end === start && position < size) throw tooLong(path);
      // A record has a byte for each field at least. Room that is never written to takes no memory.
      const most = Math.floor((end - start) / fields.length);
      if (nRows + most > capacity) {
        const expected = nRows === 0 ? 0 : Math.ceil(1.05 * size * (nRows / position)) + CHUNK / fields.length;
        capacity = Math.max(nRows + most, expected);
        for (const field of fields) field.reserve(capacity);
      }
      nRows += readRecords(buffer, start, end, fields, nRows);
      buffer.copyWithin(0, end, filled);
      filled -= end;
    }
    if (fields === null || nRows === 0) throw empty(path);
    return tableOf(names, fields, nRows);
  } finally {
    closeSync(file);
  }
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

function headerOf(path: string, line: Uint8Array): string[] {
  const [header] = parse(Buffer.from(line), { bom: true }) as string[][];
  if (header === undefined) throw empty(path);
  const twice = header.find((name, position) => header.indexOf(name) !== position);
  if (twice !== undefined) {
    throw new PropensityError('duplicate_column', `${path} has two columns named "${twice}".`, {
      kind: 'usage',
      hint: 'Rename one of them.',
    });
  }
  return header;
}

/** Behind the last line break outside quotes. */
function endOfRecords(buffer: Buffer, start: number, filled: number): number {
  const bytes = buffer.subarray(start, filled);
  if (!bytes.includes(QUOTE)) return start + bytes.lastIndexOf(NEWLINE) + 1;
  let isQuoted = false;
  let end = start;
  for (let i = start; i < filled; i++) {
    if (buffer[i] === QUOTE) isQuoted = !isQuoted;
    else if (buffer[i] === NEWLINE && !isQuoted) end = i + 1;
  }
  return end;
}

function tableOf(names: readonly string[], fields: readonly CsvField[], nRows: number): Table {
  const columns = fields.flatMap((field, position): (readonly [string, Column])[] => {
    if (field.kind === undefined) return [];
    const column: Column =
      field.kind === 'numeric'
        ? { kind: 'numeric', values: field.values.subarray(0, nRows) }
        : { kind: 'categorical', codes: field.codes.subarray(0, nRows), levels: field.levels.names };
    return [[names[position]!, column]];
  });
  return new Table(columns, nRows);
}

function empty(path: string): PropensityError {
  return new PropensityError('empty_csv', `${path} has no data rows.`, {
    kind: 'usage',
    hint: 'The file needs a header line and at least one line of data.',
  });
}

function tooLong(path: string): PropensityError {
  return new PropensityError('unreadable_csv', `${path} has a record of more than ${CHUNK} bytes.`, {
    kind: 'usage',
    hint: 'Close every quote; shorten the text.',
  });
}
