import { readSync } from 'node:fs';
import { PropensityError } from '@propensity/core';
import type { CsvField } from './csv-field.js';
import { readRecords } from './csv-records.js';

/** Bytes read at a time; no record may be longer. */
const CHUNK = 1 << 20;
const NEWLINE = 10;
const QUOTE = 34;

/** Some of a file's bytes: whole records. */
export interface CsvRange {
  readonly start: number;
  readonly end: number;
  /** Whether the file ends here. */
  readonly isLast: boolean;
}

/**
 * Reads the records of a range into `fields`, from row 0 on. The last record of a file may lack its line break.
 * @param room rows that the fields have room for
 * @param makeRoom called when that is not enough, with the number of rows so far and how far in the file they reach; returns the room now
 * @returns the number of rows; null where the range does not end with a record, or no more room was made
 * @throws PropensityError `unreadable_csv`, `not_a_number`
 */
export function readCsvRange(
  file: number,
  { start, end, isLast }: CsvRange,
  fields: readonly CsvField[],
  room: number,
  makeRoom: (nRows: number, position: number) => number,
): number | null {
  // One byte more: the last line may lack its line break.
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, end - start) + 1);
  const cursor = { at: 0, row: 0 };
  let filled = 0;
  for (let position = start; position < end; ) {
    const read = readSync(file, buffer, filled, Math.min(end - position, buffer.length - 1 - filled), position);
    position += read;
    filled += read;
    if (isLast && position === end && buffer[filled - 1] !== NEWLINE) buffer[filled++] = NEWLINE;
    const behind = endOfRecords(buffer, filled);
    if (behind === 0 && position < end) throw tooLong();
    for (cursor.at = 0; cursor.at < behind; ) {
      const enough = cursor.row < room ? room : makeRoom(cursor.row, position);
      if (enough <= cursor.row) return null;
      room = enough;
      readRecords(buffer, behind, fields, cursor, room);
    }
    buffer.copyWithin(0, behind, filled);
    filled -= behind;
  }
  return filled === 0 ? cursor.row : null;
}

/** Behind the last line break outside quotes. */
function endOfRecords(buffer: Buffer, filled: number): number {
  const bytes = buffer.subarray(0, filled);
  if (!bytes.includes(QUOTE)) return bytes.lastIndexOf(NEWLINE) + 1;
  let isQuoted = false;
  let end = 0;
  for (let i = 0; i < filled; i++) {
    if (buffer[i] === QUOTE) isQuoted = !isQuoted;
    else if (buffer[i] === NEWLINE && !isQuoted) end = i + 1;
  }
  return end;
}

function tooLong(): PropensityError {
  return new PropensityError('unreadable_csv', `The file has a record of more than ${CHUNK} bytes.`, {
    kind: 'usage',
    hint: 'Close every quote; shorten the text.',
  });
}
