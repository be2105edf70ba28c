import { readFileSync } from 'node:fs';
import { PropensityError } from '@propensity/core';
import { CsvError, parse } from 'csv-parse/sync';

/** A CSV file as text, row by row in file order. */
export interface CsvFile {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads a comma-separated file with a header line (UTF-8, RFC 4180 quotes). Blank lines are skipped; nothing is trimmed.
 * @throws PropensityError `unreadable_csv`, `empty_csv`, `duplicate_column`
 */
export function readCsv(path: string): CsvFile {
  const [header, ...rows] = parseRecords(path);
  if (header === undefined || rows.length === 0) {
    throw new PropensityError('empty_csv', `${path} has no data rows.`, {
      kind: 'usage',
      hint: 'The file needs a header line and at least one line of data.',
    });
  }
  const twice = header.find((name, position) => header.indexOf(name) !== position);
  if (twice !== undefined) {
    throw new PropensityError('duplicate_column', `${path} has two columns named "${twice}".`, {
      kind: 'usage',
      hint: 'Rename one of them.',
    });
  }
  return { header, rows };
}

function parseRecords(path: string): string[][] {
  try {
    return parse(readFileSync(path), { bom: true, skip_empty_lines: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PropensityError('unreadable_csv', `${path} cannot be read as CSV: ${message}`, {
      kind: 'usage',
      hint:
        cause instanceof CsvError
          ? 'Every line needs as many values as the header; quote values that hold commas or line breaks.'
          : 'Check the path given with --csv.',
      cause,
    });
  }
}
