import { closeSync, openSync } from 'node:fs';
import { CsvField } from './csv-field.js';
import { type CsvRange, readCsvRange } from './csv-range.js';

/** A share of a file, for one thread: arrays in shared memory that its columns go into. */
export interface CsvPart {
  readonly path: string;
  readonly range: CsvRange;
  /** One per field of the records, with room for `room` rows; null: not read. */
  readonly fields: readonly (Float64Array | Int32Array | null)[];
  readonly room: number;
}

/** What a part held; null where it cannot be read by itself: the file must then be read from the beginning. */
export type CsvPartResult = {
  readonly nRows: number;
  /** Levels by code of each categorical field; of the others none. */
  readonly levels: readonly (readonly string[])[];
} | null;

/** Whoever reads a part elsewhere: a thread. */
export interface CsvPartReader {
  readCsvPart(part: CsvPart): Promise<CsvPartResult>;
}

export function readCsvPart(part: CsvPart): CsvPartResult {
  const fields = part.fields.map((memory, position) => {
    const kind = memory === null ? undefined : memory instanceof Float64Array ? 'numeric' : 'categorical';
    const field = new CsvField(String(position), kind);
    if (memory instanceof Float64Array) field.values = memory;
    else if (memory !== null) field.codes = memory;
    return field;
  });
  const file = openSync(part.path, 'r');
  try {
    const nRows = readCsvRange(file, part.range, fields, part.room, () => 0);
    return nRows === null ? null : { nRows, levels: fields.map(({ levels }) => levels.names) };
  } catch {
    // Whoever reads the file from its beginning finds the error, and can say on which row it is.
    return null;
  } finally {
    closeSync(file);
  }
}
