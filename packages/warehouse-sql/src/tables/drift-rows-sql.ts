import type { ComparedWith, DriftReason, DriftRow } from '@propensity/core/drift';
import type { DriftOfWeek, PredictionRun } from '@propensity/core/ports';
import type { Dialect } from '../dialect/dialect.js';
import { sqlLiteral } from './row-sql.js';
import type { SqlRow } from './sql-row.js';
import { DRIFT } from './table-definitions.js';

/** The numbers of a row, named as its columns are. */
const NUMBERS = [
  'psi',
  'psi_limit',
  'before_missing',
  'now_missing',
  'before_zero',
  'now_zero',
  'before_unseen',
  'now_unseen',
  'before_value',
  'now_value',
] as const;

/** Statements for the transaction of the upsert: the rows of drift of the same snapshot and model are replaced. */
export function replaceDriftSql(dialect: Dialect, table: string, run: PredictionRun): string[] {
  const name = dialect.table(table);
  const { drift = [] } = run;
  const columns = DRIFT.columns.map((column) => dialect.identifier(column.name)).join(', ');
  const values = drift.map((row, place) => {
    const made = driftTableRow(run, row, place);
    return `(${DRIFT.columns.map(({ name: column, type }) => sqlLiteral(dialect, type, made[column]!)).join(', ')})`;
  });
  return [
    `DELETE FROM ${name} WHERE predicted_week = ${dialect.date(run.snapshot)} AND model = ${dialect.string(run.model)}`,
    ...(values.length === 0 ? [] : [`INSERT INTO ${name} (${columns}) VALUES ${values.join(',\n')}`]),
  ];
}

function driftTableRow(run: PredictionRun, row: DriftRow, place: number): SqlRow {
  return {
    predicted_week: run.snapshot,
    model: run.model,
    compared_with: row.compared_with,
    kind: row.kind,
    name: row.name,
    place,
    compared_week: row.compared_week,
    flagged: row.flagged_for.length > 0,
    flagged_for: row.flagged_for.join(','),
    before_n: row.before_n,
    now_n: row.now_n,
    ...Object.fromEntries(NUMBERS.map((number) => [number, row[number]])),
    counts_json: row.counts === null ? null : JSON.stringify(row.counts),
    target: run.target,
    run_id: run.runId,
  };
}

/** The rows of a target's weeks from a day on, of all when it is left out, by week, then model, in the order in which they were published. */
export function driftRowsSql(dialect: Dialect, table: string, target: string, from?: string): string {
  const { string } = dialect.typeNames;
  const since = from === undefined ? '' : ` AND t.predicted_week >= ${dialect.date(from)}`;
  return `SELECT CAST(t.predicted_week AS ${string}) AS predicted_week, model, compared_with, CAST(t.compared_week AS ${string}) AS compared_week,
  kind, name, flagged_for, before_n, now_n, ${NUMBERS.join(', ')}, counts_json
FROM ${dialect.table(table)} AS t
WHERE target = ${dialect.string(target)}${since}
ORDER BY t.predicted_week, model, place`;
}

/** A row of `driftRowsSql`. */
export interface DriftTableRow extends Readonly<Record<(typeof NUMBERS)[number], number | null>> {
  readonly predicted_week: string;
  readonly model: string;
  readonly compared_with: string;
  readonly compared_week: string;
  readonly kind: string;
  readonly name: string;
  readonly flagged_for: string;
  readonly before_n: number;
  readonly now_n: number;
  readonly counts_json: string | null;
}

/** The weeks that rows are of. @param rows of `driftRowsSql` */
export function driftOfWeeks(rows: readonly DriftTableRow[]): DriftOfWeek[] {
  const weeks = new Map<string, { week: string; model: string; rows: DriftRow[] }>();
  for (const row of rows) {
    const key = `${row.predicted_week} ${row.model}`;
    const week = weeks.get(key) ?? { week: row.predicted_week, model: row.model, rows: [] };
    weeks.set(key, week);
    week.rows.push(driftRowOf(row));
  }
  return [...weeks.values()];
}

function driftRowOf(row: DriftTableRow): DriftRow {
  const numbers = Object.fromEntries(NUMBERS.map((number) => [number, row[number]])) as Pick<
    DriftRow,
    (typeof NUMBERS)[number]
  >;
  return {
    compared_with: row.compared_with as ComparedWith,
    compared_week: row.compared_week,
    kind: row.kind as DriftRow['kind'],
    name: row.name,
    before_n: row.before_n,
    now_n: row.now_n,
    ...numbers,
    flagged_for: row.flagged_for === '' ? [] : (row.flagged_for.split(',') as DriftReason[]),
    counts: row.counts_json === null ? null : (JSON.parse(row.counts_json) as number[]),
  };
}
