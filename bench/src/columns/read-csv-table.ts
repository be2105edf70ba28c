import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type Column, PropensityError, Table } from '@propensity/core';
import { parse } from 'csv-parse/sync';
import type { ChooseColumns, ColumnKind } from './column-choice.js';
import { type CsvField, readRecords } from './csv-records.js';
import { LevelDictionary } from './level-dictionary.js';

const CHUNK = 4 << 20;
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
    const buffer = new Uint8Array(Math.min(CHUNK, size) + 1);
    let filled = 0;
    let position = 0;
    let fields: CsvField[] | null = null;
    let names: readonly string[] = [];
    let nRows = 0;
    let capacity = 0;
    while (position < size) {
      const read = readSync(file, buffer, filled, buffer.length - 1 - filled, position);
      position += read;
      filled += read;
      if (position >= size && buffer[filled - 1] !== NEWLINE) buffer[filled++] = NEWLINE;
      let start = 0;
      if (fields === null) {
        start = buffer.indexOf(NEWLINE) + 1;
        names = headerOf(path, buffer.subarray(0, start));
        const kinds = choose(names);
        fields = names.map((name) => fieldOf(name, kinds.get(name)));
      }
      const end = endOfRecords(buffer, start, filled);
      if (end === start && position < size) throw tooLong(path);
      const lines = countLines(buffer, start, end);
      if (nRows + lines > capacity) {
        const expected = nRows + lines * Math.ceil(1 + (size - position) / (end - start || 1));
        capacity = Math.max(nRows + lines, expected);
        for (const field of fields) reserve(field, capacity);
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

function fieldOf(name: string, kind: ColumnKind | undefined): CsvField {
  if (kind === undefined) return { kind: 'skipped' };
  if (kind === 'categorical') {
    return { kind: 'categorical', name, codes: new Int32Array(0), levels: new LevelDictionary() };
  }
  return { kind: 'numeric', name, values: new Float64Array(0) };
}

function reserve(field: CsvField, capacity: number): void {
  if (field.kind === 'numeric') {
    const values = new Float64Array(capacity);
    values.set(field.values);
    field.values = values;
  } else if (field.kind === 'categorical') {
    const codes = new Int32Array(capacity);
    codes.set(field.codes);
    field.codes = codes;
  }
}

/** Behind the last line break outside quotes. */
function endOfRecords(buffer: Uint8Array, start: number, filled: number): number {
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

function countLines(buffer: Uint8Array, start: number, end: number): number {
  let lines = 0;
  for (let i = buffer.indexOf(NEWLINE, start); i >= 0 && i < end; i = buffer.indexOf(NEWLINE, i + 1)) lines++;
  return lines;
}

function tableOf(names: readonly string[], fields: readonly CsvField[], nRows: number): Table {
  const columns = fields.flatMap((field, position): (readonly [string, Column])[] => {
    if (field.kind === 'skipped') return [];
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
