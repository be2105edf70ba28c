import { readSync } from 'node:fs';
import { PropensityError } from '@propensity/core';
import { parse } from 'csv-parse/sync';

const BLOCK = 1 << 18;
const NEWLINE = 10;

/** The beginning of a file. */
export interface CsvHead {
  readonly names: readonly string[];
  /** Byte at which the records begin. */
  readonly start: number;
  /** Bytes of a record, as the first ones have it. */
  readonly bytesPerRow: number;
}

/** @throws PropensityError `empty_csv`, `duplicate_column` */
export function readCsvHead(path: string, file: number): CsvHead {
  const buffer = Buffer.allocUnsafe(BLOCK);
  const block = buffer.subarray(0, readSync(file, buffer, 0, BLOCK, 0));
  const start = block.indexOf(NEWLINE) + 1;
  if (start === 0) throw emptyCsv(path);
  const [names] = parse(block.subarray(0, start), { bom: true }) as string[][];
  if (names === undefined) throw emptyCsv(path);
  const twice = names.find((name, position) => names.indexOf(name) !== position);
  if (twice !== undefined) {
    throw new PropensityError('duplicate_column', `${path} has two columns named "${twice}".`, {
      kind: 'usage',
      hint: 'Rename one of them.',
    });
  }
  let nLines = 0;
  for (let at = block.indexOf(NEWLINE, start); at >= 0; at = block.indexOf(NEWLINE, at + 1)) nLines++;
  return { names, start, bytesPerRow: (block.length - start) / Math.max(1, nLines) };
}

export function emptyCsv(path: string): PropensityError {
  return new PropensityError('empty_csv', `${path} has no data rows.`, {
    kind: 'usage',
    hint: 'The file needs a header line and at least one line of data.',
  });
}
