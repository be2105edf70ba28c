import { PropensityError } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { NotedColumn } from '@propensity/core/ports';
import { type CalendarDay, dayAt, parseDay } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import type { ForgottenUsers } from '../../erasure/forgotten-users.js';
import { assertNamedColumns, candidateColumns } from './named-columns.js';
import { type Counts, countIn, type FoundTable, faultIn, type TableAccess } from './table-access.js';
import type { TableColumn } from './table-column.js';
import {
  badColumnValues,
  badConversionTimes,
  badEventCounts,
  badSnapshotDates,
  duplicateRows,
  missingUserIds,
  positiveNeverOccurs,
  unknownLabels,
} from './table-faults.js';
import { type TableFeature, tableFeature } from './table-features.js';
import { type ColumnEvidence, columnKind } from './table-kinds.js';
import type { TableOptions } from './table-options.js';
import { type StoredTable, TableStatements } from './table-statements.js';

export interface FinishedTableOptions {
  readonly dialect: Dialect;
  readonly access: TableAccess;
  readonly options: TableOptions;
  readonly settings: JobSettings;
  readonly forgotten: ForgottenUsers;
}

/** A snapshot, as the table has it. */
export interface SnapshotRow {
  readonly snapshot: CalendarDay;
  readonly n_rows: number;
  readonly users: number;
  /** Rows whose label is known, and those of them whose label is yes. */
  readonly labelled: number;
  readonly positives: number;
  /** Changes when a user, or a value of a feature, does. */
  readonly checksum: string;
}

/** What is known of a table once it has been looked at. */
export interface KnownTable {
  readonly statements: TableStatements;
  readonly features: readonly TableFeature[];
  /** Columns that are no features, though nobody asked to leave them out. */
  readonly leftOut: readonly NotedColumn[];
  /** Columns that are features, and may have been meant as something else. */
  readonly doubtful: readonly NotedColumn[];
  readonly snapshots: ReadonlyMap<CalendarDay, SnapshotRow>;
  /** The day of the newest conversion; null where the rows have their labels themselves. */
  readonly conversionsUntil: CalendarDay | null;
  /** That conversion: its day, or its moment in UTC where it has a zone; null where there is none, or none is read. */
  readonly newestConversion: string | null;
  readonly modifiedAt: number | null;
}

/** Stand-in of a table that nothing is known of, for plans. */
const STAND_IN_DAY = '2024-01-01';
/** Stand-in of conversions: all labels are final. */
const STAND_IN_CONVERSIONS: Counts = { no_time: 0, newest_day: '2999-12-31', invented: true };

/**
 * Looks at every row of a table: what its columns are, whose rows they are, of which snapshots, with which labels.
 * @throws PropensityError `table_column_missing`, `table_columns_alike`, `empty_table`, `missing_user_ids`, `bad_snapshot_date`,
 * `unknown_label`, `no_positive_label`, `bad_column_value`, `duplicate_rows`, `bad_conversion_time`, `no_features`
 */
export async function lookAtTable(
  { dialect, access, options, settings }: Omit<FinishedTableOptions, 'forgotten'>,
  table: FoundTable,
  conversions: FoundTable | null,
): Promise<KnownTable> {
  assertNamedColumns(options, table, conversions);
  const { timeZone, horizonDays } = settings;
  const stored = { dialect, table: storedTable(table), conversions: conversions && storedTable(conversions) };
  const statements = new TableStatements({ ...stored, options, timeZone, horizonDays });
  const candidates = candidateColumns(options, table);
  const [evidence] = await access.rows<Counts>('look-at-table', statements.evidence(candidates), [
    { n_rows: 1, users: 1, ...Object.fromEntries(candidates.map((_, index) => [`known_${index}`, 1])) },
  ]);
  assertRows(options, evidence!);
  const { features, leftOut, doubtful } = verdicts(options, candidates, evidence!);
  const { eventCount } = options;
  const counted = eventCount === undefined ? null : tableFeature(stored.table.columns.get(eventCount)!, 'numeric');
  await assertValues(access, statements, features, counted);
  const snapshots = await access.rows<SnapshotRow>('snapshots-of-table', statements.snapshots(features), [
    { snapshot: standInDay(options), n_rows: 200, users: 200, labelled: 200, positives: 100, checksum: '' },
  ]);
  await assertOneRowEach(access, statements, snapshots);
  await assertPositives(access, options, statements, snapshots);
  return {
    statements,
    features,
    leftOut,
    doubtful,
    snapshots: new Map(snapshots.map((row) => [row.snapshot, row])),
    ...(conversions === null
      ? { conversionsUntil: null, newestConversion: null }
      : await newestConversion(access, options, statements, timeZone)),
    modifiedAt: table.modifiedAt,
  };
}

function storedTable({ relation, columns }: FoundTable): StoredTable {
  return { relation, columns: new Map(columns.map((column) => [column.name, column])) };
}

function verdicts(
  { columns }: TableOptions,
  candidates: readonly TableColumn[],
  evidence: Counts,
): Pick<KnownTable, 'features' | 'leftOut' | 'doubtful'> {
  const features: TableFeature[] = [];
  const leftOut: NotedColumn[] = [];
  const doubtful: NotedColumn[] = [];
  candidates.forEach((column, index) => {
    const asked = columns[column.name];
    const own = evidenceOf(evidence, index);
    const verdict = columnKind(column, own, asked === 'ignore' ? undefined : asked, countIn(evidence, 'users'));
    if (verdict.kind === null) leftOut.push({ name: column.name, what: verdict.why });
    else features.push(tableFeature(column, verdict.kind, verdict.manyLevels));
    if (verdict.kind !== null && verdict.doubt !== undefined) doubtful.push({ name: column.name, what: verdict.doubt });
  });
  if (features.length > 0) return { features, leftOut, doubtful };
  throw new PropensityError('no_features', 'No column of the table can be a feature.', {
    kind: 'usage',
    hint: 'Keep at least one; "source.columns" says what a column is.',
    details: { leftOut },
  });
}

function evidenceOf(row: Counts, index: number): ColumnEvidence {
  const of = (name: string) => countIn(row, `${name}_${index}`);
  return {
    known: of('known'),
    numbers: of('numbers'),
    formatted: of('formatted'),
    codes: of('codes'),
    notFinite: of('not_finite'),
    booleans: of('booleans'),
    dates: of('dates'),
    levels: of('levels'),
  };
}

function assertRows({ userId, snapshot, label }: TableOptions, evidence: Counts): void {
  if (countIn(evidence, 'n_rows') === 0) {
    throw new PropensityError('empty_table', 'The table has no rows, or none that "source.where" keeps.', {
      kind: 'refused',
      hint: 'Check "source.table" and "source.where".',
    });
  }
  const noUser = countIn(evidence, 'no_user');
  if (noUser > 0) throw missingUserIds(userId, noUser);
  const noDay = faultIn(evidence, 'no_day');
  if (noDay !== null && 'column' in snapshot) throw badSnapshotDates(snapshot.column, noDay);
  const noLabel = faultIn(evidence, 'no_label');
  if (noLabel !== null && label !== null) throw unknownLabels(label.column, noLabel);
}

async function assertValues(
  access: TableAccess,
  statements: TableStatements,
  features: readonly TableFeature[],
  counted: TableFeature | null,
): Promise<void> {
  const sql = statements.badValues(counted === null ? features : [...features, counted]);
  if (sql === null) return;
  const [row = {}] = await access.rows<Counts>('check-values', sql, [{}]);
  features.forEach(({ column, kind }, index) => {
    const found = faultIn(row, `bad_${index}`);
    if (found !== null && kind !== 'categorical') throw badColumnValues(column.name, kind, found);
  });
  const uncounted = faultIn(row, `bad_${features.length}`);
  if (uncounted !== null && counted !== null) throw badEventCounts(counted.column.name, uncounted);
}

async function assertOneRowEach(
  access: TableAccess,
  statements: TableStatements,
  snapshots: readonly SnapshotRow[],
): Promise<void> {
  const several = snapshots.find(({ n_rows, users }) => n_rows !== users);
  if (several === undefined) return;
  const sql = statements.duplicates(several.snapshot);
  const [row] = await access.rows<{ users: number; example: string }>('duplicate-rows', sql, []);
  throw duplicateRows(several.snapshot, row!.users, row!.example);
}

/** Where no label at all is the value that means yes, it has been mistyped. */
async function assertPositives(
  access: TableAccess,
  { label }: TableOptions,
  statements: TableStatements,
  snapshots: readonly SnapshotRow[],
): Promise<void> {
  const isKnown = snapshots.some(({ labelled }) => labelled > 0);
  if (label?.positive === undefined || !isKnown || snapshots.some(({ positives }) => positives > 0)) return;
  const values = await access.rows<{ value: string }>('label-values', statements.labelValues(), []);
  throw positiveNeverOccurs(
    label.column,
    label.positive,
    values.map(({ value }) => value),
  );
}

async function newestConversion(
  access: TableAccess,
  { conversions }: TableOptions,
  statements: TableStatements,
  timeZone: string,
): Promise<Pick<KnownTable, 'conversionsUntil' | 'newestConversion'>> {
  const [row] = await access.rows<Counts>('look-at-conversions', statements.conversionEvidence(), [
    STAND_IN_CONVERSIONS,
  ]);
  const bad = faultIn(row!, 'no_time');
  if (bad !== null) throw badConversionTimes(conversions!.time, bad);
  const { newest_day: day, newest_micros: micros } = row!;
  const found: { readonly day: CalendarDay; readonly written: string }[] = [];
  if (typeof day === 'string') found.push({ day: parseDay(day), written: day });
  if (micros !== null && micros !== undefined) {
    const milliseconds = Number(micros) / 1000;
    found.push({ day: dayAt(milliseconds, timeZone), written: new Date(milliseconds).toISOString() });
  }
  const newest = found.sort((a, b) => (a.day < b.day ? 1 : -1))[0];
  if (newest !== undefined) {
    return { conversionsUntil: newest.day, newestConversion: row!.invented === true ? null : newest.written };
  }
  throw new PropensityError('empty_table', 'The table of conversions has no rows.', {
    kind: 'refused',
    hint: 'Check "source.conversions.table".',
  });
}

function standInDay({ snapshot }: TableOptions): CalendarDay {
  return 'day' in snapshot ? snapshot.day : STAND_IN_DAY;
}
