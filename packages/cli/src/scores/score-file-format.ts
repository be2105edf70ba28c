import { extname } from 'node:path';
import { PropensityError } from '@propensity/core';

/** What DuckDB writes of the rows of an export, which it holds in a table `scores`. */
export interface ScoreFileFormat {
  /** Its name, as exports are recorded with it. */
  readonly name: string;
  /** Options of its COPY. */
  readonly options: string;
  /** Columns of the file, from those of the table. */
  readonly columns: string;
}

/** Dates as they are in JSON results. */
const AS_TEXT = 'user_id, proba, decile, selected, model, predicted_week, predicted_at';
const TYPED =
  'user_id, proba, decile, selected, model, CAST(predicted_week AS DATE) AS predicted_week, CAST(predicted_at AS TIMESTAMP) AS predicted_at';

const FORMATS: Readonly<Record<string, ScoreFileFormat>> = {
  '.csv': { name: 'csv', options: 'FORMAT csv, HEADER true', columns: AS_TEXT },
  '.parquet': { name: 'parquet', options: 'FORMAT parquet, COMPRESSION zstd', columns: TYPED },
  '.ndjson': { name: 'ndjson', options: 'FORMAT json, ARRAY false', columns: AS_TEXT },
};

/** The format that the name of a file asks for. @throws PropensityError `bad_export` */
export function scoreFileFormat(file: string): ScoreFileFormat {
  const format = FORMATS[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  throw new PropensityError('bad_export', `The name ${file} says no format that scores are written in.`, {
    kind: 'usage',
    hint: `End it in ${Object.keys(FORMATS).join(', ')}.`,
  });
}
