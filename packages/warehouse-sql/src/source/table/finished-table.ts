import { type FeatureSpec, PropensityError } from '@propensity/core';
import type { EventSource, ExportSummary, NotedColumn, Reach, SnapshotCounts } from '@propensity/core/ports';
import { addDays, type CalendarDay, type ExportDay, TableCalendar } from '@propensity/core/windows';
import type { Relation } from '../../dialect/relation.js';
import { type FinishedTableOptions, type KnownTable, lookAtTable, type SnapshotRow } from './look-at-table.js';
import { type Counts, countIn } from './table-access.js';
import { futureConversions } from './table-faults.js';
import { featureName, type TableFeature, tableFeatureHash } from './table-features.js';
import type { ColumnKind } from './table-kinds.js';

const KINDS: readonly ColumnKind[] = ['numeric', 'date', 'categorical'];
/**
 * A table of one's own, on any stack: looked at as a whole before anything is read of it, and refused where a value is not
 * what its column is. Gives an `EventSource`, and what feature snapshots are made of.
 */
export class FinishedTable implements EventSource {
  #known: Promise<KnownTable> | null = null;
  /** Of the table that is known. */
  #fingerprint = '';
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

  /** What decides the rows of S: what is in them, and where days begin. */
  async decisive(snapshot: CalendarDay): Promise<Readonly<Record<string, unknown>>> {
    const { snapshots } = await this.#look();
    const { options, settings } = this.given;
    const { userId, where, eventCount = null, missing } = options;
    const { timeZone } = settings;
    const checksum = snapshots.get(snapshot)?.checksum ?? null;
    return { source: 'table', userId, where, eventCount, missing, timeZone, checksum };
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
    return statements.rows(snapshot, await this.#featuresOf(features), await this.given.forgotten.keeps());
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

  async doubtful(): Promise<readonly NotedColumn[]> {
    return (await this.#look()).doubtful;
  }

  /** Columns with dates after one of these snapshots. */
  async lateDates(snapshots: readonly CalendarDay[]): Promise<readonly NotedColumn[]> {
    const { statements, features } = await this.#look();
    const found = new Map<string, NotedColumn>();
    for (const snapshot of snapshots) {
      const sql = statements.lateDates(snapshot, features);
      if (sql === null) return [];
      const [row = {}] = await this.#rows<Counts>(`late-dates-${snapshot}`, sql, [{}]);
      features.forEach(({ column: { name } }, index) => {
        const late = countIn(row, `late_${index}`);
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
    const [row = {}] = await this.#rows<Counts>(`changes-${snapshot}`, statements.changes(snapshot, former, own), [{}]);
    return own.flatMap(({ column: { name } }, index) => {
      const changed = countIn(row, `changed_${index}`);
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

  /** Looks at the table as it is now. @throws PropensityError `future_conversions` */
  async calendar(today: CalendarDay, clockDay = today): Promise<TableCalendar> {
    const { snapshots, conversionsUntil, newestConversion, modifiedAt } = await this.#look(true);
    // Where conversions are written down it may be tomorrow already.
    if (newestConversion !== null && conversionsUntil! > addDays(clockDay, 1)) {
      throw futureConversions(this.given.options.conversions!.time, newestConversion, clockDay);
    }
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
    const [row] = await this.#counts(statements.counts([snapshot], 1, await this.given.forgotten.keeps()), [snapshot]);
    return { converters: row!.converters, reachable: row!.positives };
  }

  async countSnapshots(snapshots: readonly CalendarDay[]): Promise<readonly SnapshotCounts[]> {
    const { statements } = await this.#look();
    const { forgotten, settings } = this.given;
    const keeps = await forgotten.keeps();
    return this.#counts(statements.counts(snapshots, settings.training.sampleShare, keeps), snapshots);
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
    if (this.#known !== null && this.#fingerprint === fingerprint) return this.#known;
    const looking = lookAtTable(this.given, table, conversions);
    this.#known = looking;
    this.#fingerprint = fingerprint;
    try {
      const known = await looking;
      this.#features = known.features;
      return known;
    } catch (error) {
      this.#known = null;
      throw error;
    }
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

  #rows<T>(step: string, sql: string, standIn: readonly object[]): Promise<T[]> {
    return this.given.access.rows<T>(step, sql, standIn);
  }
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

function counted(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}
