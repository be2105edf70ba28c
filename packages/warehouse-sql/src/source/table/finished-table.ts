import { type FeatureSpec, PropensityError } from '@propensity/core';
import type { JobSettings } from '@propensity/core/config';
import type { EventSource, ExportSummary, NotedColumn, Reach, SnapshotCounts } from '@propensity/core/ports';
import { subjectOf } from '@propensity/core/question';
import { type CalendarDay, dayAt, type ExportDay, parseDay, TableCalendar } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import type { Relation } from '../../dialect/relation.js';
import { matchesPattern } from '../../features/feature-catalogue.js';
import type { TableColumn } from './table-column.js';
import {
  assertColumnsDiffer,
  badColumnValues,
  badConversionTimes,
  badSnapshotDates,
  columnMissing,
  duplicateRows,
  missingUserIds,
  unknownLabels,
} from './table-faults.js';
import { featureName, type TableFeature, tableFeature, tableFeatureHash } from './table-features.js';
import { type ColumnEvidence, type ColumnKind, columnKind } from './table-kinds.js';
import type { TableOptions } from './table-options.js';
import { type StoredTable, TableStatements } from './table-statements.js';

/** A table, or one of conversions, as an adapter has found it. */
export interface FoundTable {
  readonly relation: Relation;
  readonly columns: readonly TableColumn[];
  /** Changes when the table does. */
  readonly fingerprint: string;
  /** Milliseconds since the epoch, UTC; null where nobody knows. */
  readonly modifiedAt: number | null;
}

/** How a stack gets at a table of one's own. */
export interface TableAccess {
  /** What there is now. @throws PropensityError where there is nothing, or what cannot be read */
  find(which: 'table' | 'conversions'): Promise<FoundTable>;
  /**
   * The rows of a statement.
   * @param standIn rows to go on with where nothing is run
   */
  rows<T>(step: string, sql: string, standIn: readonly object[]): Promise<T[]>;
}

export interface FinishedTableOptions {
  readonly dialect: Dialect;
  readonly access: TableAccess;
  readonly options: TableOptions;
  readonly settings: JobSettings;
}

/** A snapshot, as the table has it. */
interface SnapshotRow {
  readonly snapshot: CalendarDay;
  readonly n_rows: number;
  readonly users: number;
  readonly labelled: number;
  readonly positives: number;
  readonly checksum: string;
}

/** What is known of a table once it has been looked at. */
interface KnownTable {
  readonly fingerprint: string;
  readonly statements: TableStatements;
  readonly features: readonly TableFeature[];
  readonly leftOut: readonly NotedColumn[];
  readonly snapshots: ReadonlyMap<CalendarDay, SnapshotRow>;
  readonly conversionsUntil: CalendarDay | null;
  readonly modifiedAt: number | null;
}

const KINDS: readonly ColumnKind[] = ['numeric', 'date', 'categorical'];
/** Stand-in of a table that nothing is known of, for plans. */
const STAND_IN_DAY = '2024-01-01';

/**
 * A table of one's own, on any stack: looked at as a whole before anything is read of it, and refused where a value is not
 * what its column is. Gives an `EventSource`, and what feature snapshots are made of.
 */
export class FinishedTable implements EventSource {
  #known: Promise<KnownTable> | null = null;
  #features: readonly TableFeature[] | null = null;

  constructor(readonly given: FinishedTableOptions) {}

  // What feature snapshots are made of.

  /** The features, once the table has been looked at; none before. */
  get features(): readonly FeatureSpec[] {
    return this.#features?.map(({ spec }) => spec) ?? [];
  }

  /**
   * For each feature of a model: the same definition, or null where the table has it no more, or as something else. Before
   * the table has been looked at, every feature that a table could have is known.
   */
  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[] {
    return features.map((feature) => {
      const found = this.#features?.find(({ spec }) => isSame(spec, feature));
      if (this.#features !== null) return found === undefined ? null : feature;
      return originOf(feature) === null ? null : feature;
    });
  }

  /** What decides the rows of S: what is in them. */
  async decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>> {
    const { snapshots } = await this.#look();
    const { options } = this.given;
    const { userId, where, eventCount = null, missing } = options;
    return { source: 'table', userId, where, eventCount, missing, checksum: snapshots.get(snapshot)?.checksum ?? null };
  }

  /** The query of the rows of S, with these features. @throws PropensityError `missing_snapshot` */
  async query(snapshot: CalendarDay, features: readonly FeatureSpec[]): Promise<string> {
    const { statements, snapshots } = await this.#look();
    if (!snapshots.has(snapshot)) {
      throw new PropensityError('missing_snapshot', `The table has no rows of the snapshot ${snapshot}.`, {
        kind: 'refused',
        hint: `Its snapshots are ${[...snapshots.keys()].slice(-5).join(', ')}.`,
      });
    }
    return statements.rows(snapshot, await this.#featuresOf(features));
  }

  async labels(snapshot: CalendarDay): Promise<Relation> {
    return (await this.#look()).statements.labels(snapshot);
  }

  // What only a table can be asked.

  get allowedLeaks(): readonly string[] {
    return this.given.options.allowLeaks;
  }

  async leftOut(): Promise<readonly NotedColumn[]> {
    return (await this.#look()).leftOut;
  }

  /** Columns with dates after one of these snapshots. */
  async lateDates(snapshots: readonly CalendarDay[]): Promise<readonly NotedColumn[]> {
    const { statements, features } = await this.#look();
    const found = new Map<string, NotedColumn>();
    for (const snapshot of snapshots) {
      const sql = statements.lateDates(snapshot, features);
      if (sql === null) return [];
      const [row = {}] = await this.#rows<Values>(`late-dates-${snapshot}`, sql, [{}]);
      features.forEach(({ column: { name } }, index) => {
        const late = numberOf(row, `late_${index}`);
        if (late === 0 || found.has(name)) return;
        found.set(name, {
          name,
          what: `has dates after the snapshot ${snapshot} in ${counted(late, 'row')}, such as ${row[`late_${index}_example`]}`,
        });
      });
    }
    return [...found.values()];
  }

  /**
   * Columns whose values of users of S are not what they were in a table that was made of the snapshot before.
   * @param former has the columns of `features`
   */
  async changes(
    snapshot: CalendarDay,
    former: Relation,
    features: readonly FeatureSpec[],
  ): Promise<readonly NotedColumn[]> {
    const { statements } = await this.#look();
    const own = await this.#featuresOf(features);
    const [row = {}] = await this.#rows<Values>(`changes-${snapshot}`, statements.changes(snapshot, former, own), [{}]);
    return own.flatMap(({ column: { name } }, index) => {
      const changed = numberOf(row, `changed_${index}`);
      const what = `has changed in ${counted(changed, 'row')} of the snapshot ${snapshot} since that was computed`;
      return changed === 0 ? [] : [{ name, what }];
    });
  }

  // What jobs ask of any source.

  async days(): Promise<readonly ExportDay[]> {
    return [...(await this.#look()).snapshots.values()].map(({ snapshot, n_rows }) => ({
      date: snapshot,
      rows: n_rows,
    }));
  }

  /** Looks at the table as it is now. */
  async calendar(today: CalendarDay): Promise<TableCalendar> {
    const { snapshots, conversionsUntil, modifiedAt } = await this.#look(true);
    const days = [...snapshots.values()].map(({ snapshot, n_rows, labelled, users }) => ({
      day: snapshot,
      labelled: n_rows === labelled,
      users,
    }));
    const { horizonDays, finalLagDays } = this.given.settings;
    return new TableCalendar(days, today, { horizonDays, finalLagDays, conversionsUntil, lastWrittenAt: modifiedAt });
  }

  async summarise(from: CalendarDay, until: CalendarDay): Promise<ExportSummary> {
    const { snapshots, statements } = await this.#look();
    const rows = [...snapshots.values()].filter(({ snapshot }) => snapshot >= from && snapshot < until);
    const sum = (of: (row: SnapshotRow) => number) => rows.reduce((total, row) => total + of(row), 0);
    const totals = { events: sum(({ n_rows }) => n_rows), eventsWithoutUser: 0, users: sum(({ users }) => users) };
    const positives = sum((row) => row.positives);
    if (this.given.options.conversions === null) {
      const target = { events: positives, users: positives };
      return { ...totals, target, eventNames: [] };
    }
    const [target] = await this.#rows<ExportSummary['target']>(
      'conversions',
      statements.conversionTotals(from, until),
      [{ events: 1, users: 1 }],
    );
    const names = statements.conversionNames(from, until);
    const eventNames =
      names === null ? [] : await this.#rows<ExportSummary['eventNames'][number]>('conversion-names', names, []);
    return { ...totals, target: { events: target!.events, users: target!.users }, eventNames };
  }

  async reach(snapshot: CalendarDay): Promise<Reach> {
    const { statements } = await this.#look();
    const [row] = await this.#counts(statements.counts([snapshot], 1), [snapshot]);
    return { converters: row!.converters, reachable: row!.positives };
  }

  async countSnapshots(snapshots: readonly CalendarDay[]): Promise<readonly SnapshotCounts[]> {
    const { statements } = await this.#look();
    return this.#counts(statements.counts(snapshots, this.given.settings.training.sampleShare), snapshots);
  }

  async #counts(sql: string, snapshots: readonly CalendarDay[]): Promise<readonly SnapshotCounts[]> {
    const standIn = snapshots.map((_, place) => ({ place, users: 1, positives: 1, converters: 1 }));
    const rows = await this.#rows<Omit<SnapshotCounts, 'snapshot'>>('count-snapshots', sql, standIn);
    return rows.map(({ users, positives, converters }, place) => ({
      snapshot: snapshots[place]!,
      users,
      positives,
      converters,
    }));
  }

  // Looking at the table.

  /** What is known of the table. @param again looks whether it has changed */
  async #look(again = false): Promise<KnownTable> {
    if (this.#known !== null && !again) return this.#known;
    const { access, options } = this.given;
    const table = await access.find('table');
    const conversions = options.conversions === null ? null : await access.find('conversions');
    const fingerprint = `${table.fingerprint} ${conversions?.fingerprint ?? ''}`;
    if (this.#known !== null && (await this.#known).fingerprint === fingerprint) return this.#known;
    const looking = this.#lookAt(table, conversions, fingerprint);
    this.#known = looking;
    try {
      const known = await looking;
      this.#features = known.features;
      return known;
    } catch (error) {
      this.#known = null;
      throw error;
    }
  }

  async #lookAt(table: FoundTable, conversions: FoundTable | null, fingerprint: string): Promise<KnownTable> {
    const { dialect, options, settings } = this.given;
    this.#assertColumns(table, conversions);
    const { timeZone, horizonDays } = settings;
    const stored = { dialect, table: storedTable(table), conversions: conversions && storedTable(conversions) };
    const statements = new TableStatements({ ...stored, options, timeZone, horizonDays });
    const candidates = this.#candidates(table);
    const [evidence] = await this.#rows<Values>('look-at-table', statements.evidence(candidates), [
      { n_rows: 1, users: 1, ...Object.fromEntries(candidates.map((_, index) => [`known_${index}`, 1])) },
    ]);
    this.#assertRows(evidence!);
    const { features, leftOut } = this.#verdicts(candidates, evidence!);
    await this.#assertValues(statements, features);
    const standIn = {
      snapshot: this.#standInDay(),
      n_rows: 200,
      users: 200,
      labelled: 200,
      positives: 100,
      checksum: '',
    };
    const snapshots = await this.#rows<SnapshotRow>('snapshots-of-table', statements.snapshots(features), [standIn]);
    for (const { snapshot, n_rows, users } of snapshots) {
      if (n_rows === users) continue;
      const [row] = await this.#rows<{ users: number; example: string }>(
        'duplicate-rows',
        statements.duplicates(snapshot),
        [],
      );
      throw duplicateRows(snapshot, row!.users, row!.example);
    }
    return {
      fingerprint,
      statements,
      features,
      leftOut,
      snapshots: new Map(snapshots.map((row) => [row.snapshot, row])),
      conversionsUntil: conversions === null ? null : await this.#newestConversion(statements),
      modifiedAt: table.modifiedAt,
    };
  }

  #assertColumns(table: FoundTable, conversions: FoundTable | null): void {
    const { userId, snapshot, label, columns, eventCount, allowLeaks, where, conversions: asked } = this.given.options;
    const named: [string, string][] = [
      ['source.userId', userId],
      ...('column' in snapshot ? [['source.snapshotDate', snapshot.column] as [string, string]] : []),
      ...(label === null ? [] : [['source.label', label.column] as [string, string]]),
      ...(eventCount === undefined ? [] : [['source.eventCount', eventCount] as [string, string]]),
      ...Object.keys(columns).map((name): [string, string] => ['source.columns', name]),
      ...allowLeaks.map((name): [string, string] => ['source.allowLeaks', name]),
      ...where.map((condition): [string, string] => ['source.where', subjectOf(condition).name]),
    ];
    assertHas(table, named);
    if (conversions === null || asked === null) return;
    assertHas(conversions, [
      ['source.conversions.userId', asked.userId],
      ['source.conversions.time', asked.time],
      ...(asked.event === undefined ? [] : [['source.conversions.event', asked.event] as [string, string]]),
    ]);
  }

  /** The columns that may be features, in the order of the table. @throws PropensityError `unknown_feature` */
  #candidates({ columns }: FoundTable): readonly TableColumn[] {
    const { userId, snapshot, label, columns: asked, drop } = this.given.options;
    const taken = new Set([userId, 'column' in snapshot ? snapshot.column : null, label?.column ?? null]);
    const free = columns.filter(({ name }) => !taken.has(name));
    for (const pattern of drop) {
      if (!free.some(({ name }) => matchesPattern(name, pattern))) {
        throw columnMissing(
          'features.drop',
          pattern,
          free.map(({ name }) => name),
        );
      }
    }
    return free.filter(
      ({ name }) => asked[name] !== 'ignore' && !drop.some((pattern) => matchesPattern(name, pattern)),
    );
  }

  #verdicts(candidates: readonly TableColumn[], evidence: Values): Pick<KnownTable, 'features' | 'leftOut'> {
    const features: TableFeature[] = [];
    const leftOut: NotedColumn[] = [];
    candidates.forEach((column, index) => {
      const asked = this.given.options.columns[column.name];
      const own = evidenceOf(evidence, index);
      const verdict = columnKind(column, own, asked === 'ignore' ? undefined : asked, numberOf(evidence, 'users'));
      if (verdict.kind === null) leftOut.push({ name: column.name, what: verdict.why });
      else features.push(tableFeature(column, verdict.kind, verdict.manyLevels));
    });
    if (features.length > 0) return { features, leftOut };
    throw new PropensityError('no_features', 'No column of the table can be a feature.', {
      kind: 'usage',
      hint: 'Keep at least one; "source.columns" says what a column is.',
      details: { leftOut },
    });
  }

  #assertRows(evidence: Values): void {
    const { userId, snapshot, label } = this.given.options;
    if (numberOf(evidence, 'n_rows') === 0) {
      throw new PropensityError('empty_table', 'The table has no rows, or none that "source.where" keeps.', {
        kind: 'refused',
        hint: 'Check "source.table" and "source.where".',
      });
    }
    const noUser = numberOf(evidence, 'no_user');
    if (noUser > 0) throw missingUserIds(userId, noUser);
    const noDay = faultOf(evidence, 'no_day');
    if (noDay !== null && 'column' in snapshot) throw badSnapshotDates(snapshot.column, noDay);
    const noLabel = faultOf(evidence, 'no_label');
    if (noLabel !== null && label !== null) throw unknownLabels(label.column, noLabel);
  }

  async #assertValues(statements: TableStatements, features: readonly TableFeature[]): Promise<void> {
    const sql = statements.badValues(features);
    if (sql === null) return;
    const [row = {}] = await this.#rows<Values>('check-values', sql, [{}]);
    features.forEach(({ column, kind }, index) => {
      const found = faultOf(row, `bad_${index}`);
      if (found !== null && kind !== 'categorical') throw badColumnValues(column.name, kind, found);
    });
  }

  async #newestConversion(statements: TableStatements): Promise<CalendarDay> {
    const { conversions } = this.given.options;
    const [row] = await this.#rows<Values>('look-at-conversions', statements.conversionEvidence(), [
      { no_time: 0, newest_day: '2999-12-31' },
    ]);
    const bad = faultOf(row!, 'no_time');
    if (bad !== null) throw badConversionTimes(conversions!.time, bad);
    const { newest_day: day, newest_micros: micros } = row!;
    const days = [
      typeof day === 'string' ? day : '',
      typeof micros === 'number' ? dayAt(micros / 1000, this.given.settings.timeZone) : '',
    ];
    const newest = days.sort().at(-1)!;
    if (newest !== '') return parseDay(newest);
    throw new PropensityError('empty_table', 'The table of conversions has no rows.', {
      kind: 'refused',
      hint: 'Check "source.conversions.table".',
    });
  }

  async #featuresOf(features: readonly FeatureSpec[]): Promise<readonly TableFeature[]> {
    const known = (await this.#look()).features;
    return features.map((feature) => {
      const found = known.find(({ spec }) => isSame(spec, feature));
      if (found !== undefined) return { ...found, spec: feature };
      throw new PropensityError('features_changed', `The table has no column any more that is "${feature.name}".`, {
        kind: 'refused',
        hint: 'Train again, or restore the column.',
      });
    });
  }

  #standInDay(): CalendarDay {
    const { snapshot } = this.given.options;
    return 'day' in snapshot ? snapshot.day : STAND_IN_DAY;
  }

  #rows<T>(step: string, sql: string, standIn: readonly object[]): Promise<T[]> {
    return this.given.access.rows<T>(step, sql, standIn);
  }
}

type Values = Readonly<Record<string, unknown>>;

function storedTable({ relation, columns }: FoundTable): StoredTable {
  return { relation, columns: new Map(columns.map((column) => [column.name, column])) };
}

/** @throws PropensityError `table_column_missing`, `table_columns_alike` */
function assertHas({ columns }: FoundTable, named: readonly (readonly [key: string, name: string])[]): void {
  const names = columns.map(({ name }) => name);
  assertColumnsDiffer(names);
  for (const [key, name] of named) if (!names.includes(name)) throw columnMissing(key, name, names);
}

function isSame(a: FeatureSpec, b: FeatureSpec): boolean {
  return a.name === b.name && a.definitionHash === b.definitionHash;
}

/** The column and kind that a definition is of; null where it is of no table. */
function originOf({
  name,
  definitionHash,
}: FeatureSpec): { readonly column: string; readonly kind: ColumnKind } | null {
  for (const column of [name, name.replace(/_column$/, '')]) {
    for (const kind of KINDS) {
      if (featureName(column) === name && tableFeatureHash(column, kind) === definitionHash) return { column, kind };
    }
  }
  return null;
}

function evidenceOf(row: Values, index: number): ColumnEvidence {
  const of = (name: string) => numberOf(row, `${name}_${index}`);
  return {
    known: of('known'),
    numbers: of('numbers'),
    codes: of('codes'),
    notFinite: of('not_finite'),
    booleans: of('booleans'),
    dates: of('dates'),
    levels: of('levels'),
  };
}

function numberOf(row: Values, name: string): number {
  return Number(row[name] ?? 0);
}

function faultOf(row: Values, name: string): { readonly rows: number; readonly example: string } | null {
  const rows = numberOf(row, name);
  return rows === 0 ? null : { rows, example: String(row[`${name}_example`]) };
}

function counted(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}
