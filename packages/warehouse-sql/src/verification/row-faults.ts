import { canonicalJson } from '@propensity/core/hashing';
import { parseWeekEvaluation } from '@propensity/core/jobs';
import type { StoredArea, StoredFault } from '@propensity/core/ports';
import { type ModelRecordRow, modelRecordOf } from '../tables/model-record-of-row.js';
import { type PublishedRunRow, publishedRunOf } from '../tables/published-run-of-row.js';
import { modelRecordRow, predictionRunRow, weekEvaluationRow } from '../tables/rows.js';
import type { SqlRow } from '../tables/sql-row.js';
import { TABLE_DEFINITIONS, type TableNames } from '../tables/table-definitions.js';

/** A table with a record, as JSON text, in each row, of which its columns are made. */
export type RecordedTable = 'modelTrainingMetadata' | 'predictionRuns' | 'modelEvaluation';

/** By table: what it is about, and the row that would be written of the record in a row. */
const RECORDED: Readonly<
  Record<RecordedTable, { readonly area: StoredArea; readonly rowOf: (row: SqlRow) => SqlRow }>
> = {
  modelTrainingMetadata: {
    area: 'models',
    rowOf: (row) => modelRecordRow(modelRecordOf(row as unknown as ModelRecordRow)),
  },
  predictionRuns: {
    area: 'runs',
    rowOf: (row) => predictionRunRow(publishedRunOf(row as unknown as PublishedRunRow)),
  },
  modelEvaluation: {
    area: 'evaluations',
    rowOf: (row) => weekEvaluationRow(parseWeekEvaluation(String(row.result)), String(row.target)),
  },
};

export const RECORDED_TABLES = Object.keys(RECORDED) as RecordedTable[];

/** The record itself, and what no record says. */
const NOT_COMPARED = ['result', 'bytes_processed', 'bytes_billed'];

/** Columns of stored rows that are not what the record beside them says, and records that cannot be read. */
export function rowFaults(table: RecordedTable, rows: readonly SqlRow[]): StoredFault[] {
  const { area, rowOf } = RECORDED[table];
  const { key } = TABLE_DEFINITIONS[table as keyof TableNames];
  return rows.flatMap((stored) => {
    const row = key.map((name) => stored[name]).join(' ');
    const written = recordedRow(rowOf, stored);
    if (written === null) return [{ area, row, message: 'Its record cannot be read.' }];
    return Object.keys(written)
      .filter((name) => !NOT_COMPARED.includes(name) && !isSame(stored[name] ?? null, written[name] ?? null))
      .map((name) => ({
        area,
        row,
        message: `${name} is ${shown(stored[name])}; its record says ${shown(written[name])}.`,
      }));
  });
}

function recordedRow(rowOf: (row: SqlRow) => SqlRow, stored: SqlRow): SqlRow | null {
  try {
    return rowOf(stored);
  } catch {
    return null;
  }
}

type Value = SqlRow[string];

function isSame(stored: Value, written: Value): boolean {
  if (typeof stored !== 'string' || typeof written !== 'string') return Object.is(stored, written);
  return stored === written || asJson(stored) === asJson(written);
}

/** Another order of keys is no other JSON. */
function asJson(text: string): string {
  try {
    return canonicalJson(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Short enough for a sentence. */
const SHOWN = 60;

function shown(value: Value | undefined): string {
  const text = value === undefined || value === null ? 'nothing' : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/** What is off with the keys of a table. @param row of `keyFaultsSql` */
export function keyFaults(
  table: string,
  { twice, without }: { readonly twice: number; readonly without: number },
): StoredFault[] {
  const fault = (message: string): StoredFault => ({ area: 'tables', row: table, message });
  return [
    ...(Number(twice) > 0 ? [fault(`${twice} keys are in it more than once.`)] : []),
    ...(Number(without) > 0 ? [fault(`${without} rows have no value in a part of their key.`)] : []),
  ];
}

/** Tables whose keys are not asked for one by one: `historyRowsSql`, `currentRowsSql` and `givenRowsSql` count their users. */
const COUNTED_ELSEWHERE: readonly (keyof TableNames)[] = ['predictions', 'predictionsHistory', 'exportedScores'];

/** The tables of which `keyFaultsSql` is asked. */
export const KEYED_TABLES = (Object.keys(TABLE_DEFINITIONS) as (keyof TableNames)[]).filter(
  (name) => !COUNTED_ELSEWHERE.includes(name),
);
