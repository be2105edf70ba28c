import { PropensityError } from '@propensity/core';
import type { CsvField } from './csv-field.js';
import { hashStep, type LevelDictionary } from './level-dictionary.js';
import { numberOf } from './number-of.js';

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
/** Digits that a double holds exactly; with more the text is read by the engine. */
const EXACT_DIGITS = 15;
const POWERS_OF_TEN = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

const decoder = new TextDecoder();

/** Where reading has got to. */
export interface Cursor {
  /** Byte of the buffer. */
  at: number;
  /** Row that the next record becomes. */
  row: number;
}

/**
 * Reads whole records (RFC 4180) from `cursor` to byte `end`, or until `room` rows are filled; numbers and levels come straight from
 * the bytes. Blank lines are skipped.
 * @throws PropensityError `not_a_number`, `unreadable_csv`
 */
export function readRecords(
  buffer: Uint8Array,
  end: number,
  fields: readonly CsvField[],
  cursor: Cursor,
  room: number,
): void {
  let { at, row } = cursor;
  while (at < end && row < room) {
    if (buffer[at] === NEWLINE || (buffer[at] === RETURN && buffer[at + 1] === NEWLINE)) {
      at += buffer[at] === NEWLINE ? 1 : 2;
      continue;
    }
    for (let f = 0; f < fields.length; f++) {
      const field = fields[f]!;
      if (buffer[at] === QUOTE) at = readQuoted(buffer, at, field, row);
      else if (field.kind === 'numeric') at = readNumber(buffer, at, field.values, row, field.name);
      else if (field.kind === 'categorical') at = readLevel(buffer, at, field.codes, row, field.levels);
      else at = endOfField(buffer, at);
      const isLast = f === fields.length - 1;
      if (buffer[at] === RETURN) at++;
      if (buffer[at] !== (isLast ? NEWLINE : COMMA)) throw ragged(row, fields.length);
      at++;
    }
    row++;
  }
  cursor.at = at;
  cursor.row = row;
}

/** Plain decimal numbers digit by digit: as many as 15 digits give the double that the text stands for. @returns the field's end */
function readNumber(buffer: Uint8Array, start: number, values: Float64Array, row: number, name: string): number {
  let at = start;
  const isNegative = buffer[at] === MINUS;
  if (isNegative) at++;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let byte = buffer[at]!;
  while (byte >= ZERO && byte <= ZERO + 9) {
    mantissa = mantissa * 10 + (byte - ZERO);
    digits++;
    byte = buffer[++at]!;
  }
  if (byte === POINT) {
    byte = buffer[++at]!;
    while (byte >= ZERO && byte <= ZERO + 9) {
      mantissa = mantissa * 10 + (byte - ZERO);
      digits++;
      decimals++;
      byte = buffer[++at]!;
    }
  }
  if ((byte === COMMA || byte === NEWLINE || byte === RETURN) && digits > 0 && digits <= EXACT_DIGITS) {
    const value = decimals === 0 ? mantissa : mantissa / POWERS_OF_TEN[decimals]!;
    values[row] = isNegative ? -value : value;
    return at;
  }
  const end = endOfField(buffer, at);
  if (end === start) {
    values[row] = Number.NaN;
    return end;
  }
  values[row] = numberOf(decoder.decode(buffer.subarray(start, end)), name, row);
  return end;
}

/** @returns the field's end */
function readLevel(buffer: Uint8Array, start: number, codes: Int32Array, row: number, levels: LevelDictionary): number {
  let at = start;
  let hash = 0;
  for (let byte = buffer[at]!; byte !== COMMA && byte !== NEWLINE && byte !== RETURN; byte = buffer[++at]!) {
    hash = hashStep(hash, byte);
  }
  codes[row] = levels.codeOf(buffer, start, at, hash);
  return at;
}

/** @returns the position behind the closing quote */
function readQuoted(buffer: Uint8Array, start: number, field: CsvField, row: number): number {
  const text: number[] = [];
  let at = start + 1;
  while (buffer[at] !== QUOTE || buffer[at + 1] === QUOTE) {
    if (buffer[at] === undefined) throw ragged(row, 1);
    if (buffer[at] === QUOTE) at++;
    text.push(buffer[at++]!);
  }
  if (field.kind === 'numeric') {
    field.values[row] = numberOf(decoder.decode(Uint8Array.from(text)), field.name, row);
  } else if (field.kind === 'categorical') {
    field.codes[row] = field.levels.codeOf(Uint8Array.from(text), 0, text.length, text.reduce(hashStep, 0));
  }
  return at + 1;
}

function endOfField(buffer: Uint8Array, start: number): number {
  let at = start;
  while (buffer[at] !== COMMA && buffer[at] !== NEWLINE && buffer[at] !== RETURN && buffer[at] !== undefined) at++;
  return at;
}

function ragged(row: number, nFields: number): PropensityError {
  const message = `The file cannot be read as CSV: data row ${row + 1} has other values than the header's ${nFields}.`;
  return new PropensityError('unreadable_csv', message, {
    kind: 'usage',
    hint: 'Every line needs as many values as the header; quote values that hold commas or line breaks.',
  });
}
