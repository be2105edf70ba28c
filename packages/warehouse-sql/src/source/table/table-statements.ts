import { type Condition, subjectOf } from '@propensity/core/question';
import { addDays, type CalendarDay, startOfDayMicros } from '@propensity/core/windows';
import type { Dialect } from '../../dialect/dialect.js';
import { queryRelation, type Relation } from '../../dialect/relation.js';
import { type KeepsUser, keptRows } from '../../erasure/forgotten-users.js';
import { userSampleSql } from '../../snapshot/user-sample-sql.js';
import { testsSql, turned } from '../condition/condition-sql.js';
import type { TableColumn } from './table-column.js';
import type { TableFeature } from './table-features.js';
import { tableFunctions } from './table-functions.js';
import type { TableOptions } from './table-options.js';
import { TableValues } from './table-values.js';

/** A table as it lies in a warehouse. */
export interface StoredTable {
  readonly relation: Relation;
  readonly columns: ReadonlyMap<string, TableColumn>;
}

export interface TableStatementsOptions {
  readonly dialect: Dialect;
  readonly table: StoredTable;
  /** Null where the rows have their labels themselves. */
  readonly conversions: StoredTable | null;
  readonly options: TableOptions;
  readonly timeZone: string;
  readonly horizonDays: number;
}

/** What counts as yes and as no in a column of labels without `positive`. */
const YES = ['1', 'true', 'yes', '1.0'];
const NO = ['0', 'false', 'no', '0.0'];

/** The statements of a table of one's own, in one dialect. Every column that they name is there. */
export class TableStatements {
  readonly values: TableValues;
  readonly #id: string;
  readonly #day: string;

  constructor(readonly given: TableStatementsOptions) {
    const { dialect, options, timeZone } = given;
    this.values = new TableValues({ dialect, missing: options.missing, timeZone });
    this.#id = this.values.text(this.#column(options.userId));
    this.#day =
      'day' in options.snapshot
        ? dialect.string(options.snapshot.day)
        : this.values.snapshotDay(this.#column(options.snapshot.column));
  }

  /**
   * One row: `n_rows`, `users`, `no_user`; `no_day` and `no_day_example`, `no_label` and `no_label_example`; then what `ColumnEvidence`
   * says of the i-th column, as `known_i`, `numbers_i`, ….
   */
  evidence(columns: readonly TableColumn[]): string {
    const { dialect, options } = this.given;
    const { label, snapshot } = options;
    const day =
      'day' in snapshot
        ? []
        : exampleOf('no_day', `${this.#day} IS NULL`, this.#orEmpty(this.values.text(this.#column(snapshot.column))));
    const labels =
      label === null
        ? []
        : exampleOf(
            'no_label',
            `${this.values.isKnown(this.#column(label.column))} AND ${this.#label()} IS NULL`,
            dialect.cast(this.values.stored(this.#column(label.column)), 'string'),
          );
    const counts = columns.flatMap((column, index) => {
      if (column.type === 'other') return [];
      const text = this.values.text(column);
      if (column.type !== 'text') return [`COUNT(${this.values.stored(column)}) AS known_${index}`];
      const { number, formatted, code, notFinite, boolean, date } = this.values.looks(column);
      return [
        `COUNT(${text}) AS known_${index}`,
        countOf(number, `numbers_${index}`),
        countOf(formatted, `formatted_${index}`),
        countOf(code, `codes_${index}`),
        countOf(notFinite, `not_finite_${index}`),
        countOf(boolean, `booleans_${index}`),
        countOf(date, `dates_${index}`),
        `COUNT(DISTINCT ${text}) AS levels_${index}`,
      ];
    });
    const all = [
      'COUNT(*) AS n_rows',
      `COUNT(DISTINCT ${this.#id}) AS users`,
      countOf(`${this.#id} IS NULL`, 'no_user'),
      ...day,
      ...labels,
      ...counts,
    ];
    return `SELECT ${all.join(',\n  ')}\n${this.#from()}`;
  }

  /** One row: of the i-th feature, `bad_i`, values that cannot be what it is, and `bad_i_example`: the day, and the value. */
  badValues(features: readonly TableFeature[]): string | null {
    const { string, cast } = this.given.dialect;
    const counts = features.flatMap(({ column, kind }, index) => {
      const read = this.#checked(column, kind);
      if (read === null) return [];
      return exampleOf(
        `bad_${index}`,
        `${this.values.isKnown(column)} AND ${read} IS NULL`,
        `${this.#orEmpty(this.#day)} || ${string(' ')} || ${cast(this.values.stored(column), 'string')}`,
      );
    });
    return counts.length === 0 ? null : `SELECT ${counts.join(',\n  ')}\n${this.#from()}`;
  }

  /** A value that is NULL where a text, or a float, cannot be what its column is; null where any can. */
  #checked(column: TableColumn, kind: TableFeature['kind']): string | null {
    if (kind === 'numeric') {
      const isSure = column.type === 'integer' || column.type === 'boolean';
      return isSure ? null : this.values.number(column);
    }
    if (kind === 'date' && column.type === 'text') return this.values.daysBefore(column, '2000-01-01');
    return null;
  }

  /** One row per snapshot: `snapshot`, `n_rows`, `users`, `labelled`, `positives`, and `checksum` over these features. */
  snapshots(features: readonly TableFeature[]): string {
    const { dialect, options } = this.given;
    const { eventCount } = options;
    const cells = [
      this.#id,
      ...features.map(({ column }) => this.values.text(column)),
      ...(eventCount === undefined ? [] : [this.values.text(this.#column(eventCount))]),
    ].map((text) => `COALESCE(${text} || ${dialect.string('|')}, ${dialect.string('-')})`);
    const sums = ['first', 'second'].map((name) => dialect.cast(`SUM(${name}_hash)`, 'string'));
    const [first, second] = tableFunctions(dialect).hashes('row_text');
    return `SELECT snapshot, COUNT(*) AS n_rows, COUNT(DISTINCT user_id) AS users, COUNT(label) AS labelled,
  CAST(COALESCE(SUM(label), 0) AS ${dialect.typeNames.integer}) AS positives, ${sums.join(` || ${dialect.string('-')} || `)} AS checksum
FROM (
  SELECT snapshot, user_id, label, ${first} AS first_hash, ${second} AS second_hash
  FROM (SELECT ${this.#day} AS snapshot, ${this.#id} AS user_id, ${this.#label()} AS label, ${cells.join(' || ')} AS row_text ${this.#from()}) AS texts
) AS hashed
GROUP BY snapshot ORDER BY snapshot`;
  }

  /** One row: `users` with several rows of a snapshot, and the `example` that sorts first. */
  duplicates(snapshot: CalendarDay): string {
    return `SELECT COUNT(*) AS users, MIN(user_id) AS example
FROM (SELECT user_id FROM (SELECT ${this.#id} AS user_id ${this.#from(snapshot)}) AS ids GROUP BY user_id HAVING COUNT(*) > 1) AS several`;
  }

  /**
   * The rows of S: `user_id`, `user_bucket`, `event_count`, then the features.
   * @param keeps who has not been forgotten; left out where nobody has
   */
  rows(snapshot: CalendarDay, features: readonly TableFeature[], keeps?: KeepsUser): string {
    const { dialect, options } = this.given;
    const { eventCount } = options;
    const count =
      eventCount === undefined
        ? '0'
        : `COALESCE(${dialect.cast(`FLOOR(${this.values.number(this.#column(eventCount))})`, 'integer')}, 0)`;
    const columns = [
      `${this.#id} AS user_id`,
      `${dialect.userBucket(this.#id)} AS user_bucket`,
      `CAST(${count} AS ${dialect.typeNames.integer}) AS event_count`,
      ...features.map((feature) => `${this.#value(feature, snapshot)} AS ${dialect.column(feature.spec.name)}`),
    ];
    return `SELECT ${columns.join(',\n  ')}\n${this.#from(snapshot, keeps === undefined ? [] : [keeps(this.#id)])}`;
  }

  #value({ column, kind }: TableFeature, snapshot: CalendarDay): string {
    if (kind === 'categorical') return this.values.text(column);
    return kind === 'numeric' ? this.values.number(column) : this.values.daysBefore(column, snapshot);
  }

  /** One row: of the i-th feature, `late_i`, dates after S, and `late_i_example`. Null where no feature is a date. */
  lateDates(snapshot: CalendarDay, features: readonly TableFeature[]): string | null {
    const counts = features.flatMap(({ column, kind }, index) =>
      kind === 'date'
        ? exampleOf(`late_${index}`, `${this.values.daysBefore(column, snapshot)} < 0`, this.values.text(column))
        : [],
    );
    return counts.length === 0 ? null : `SELECT ${counts.join(',\n  ')}\n${this.#from(snapshot)}`;
  }

  /** One row: `changed_i`, rows of S in which the i-th feature is not what it was in a former table of the snapshot. */
  changes(snapshot: CalendarDay, former: Relation, features: readonly TableFeature[]): string {
    const counts = features.map(({ spec }, index) => {
      const [now, before] = ['n', 'f'].map((alias) => `${alias}.${this.given.dialect.column(spec.name)}`);
      const same = `${now} = ${before} OR (${now} IS NULL AND ${before} IS NULL)`;
      return `COUNT(CASE WHEN ${same} THEN NULL ELSE 1 END) AS changed_${index}`;
    });
    return `SELECT ${counts.join(',\n  ')}
FROM ${queryRelation(this.rows(snapshot, features))} AS n JOIN ${former} AS f ON f.user_id = n.user_id`;
  }

  /** `user_id` of everyone who converted in [S, S + horizon), once. */
  labels(snapshot: CalendarDay): Relation {
    const { conversions, options, dialect } = this.given;
    if (conversions === null) {
      return queryRelation(`SELECT ${this.#id} AS user_id ${this.#from(snapshot, [`${this.#label()} = 1`])}`);
    }
    const { userId } = options.conversions!;
    const id = this.values.text(columnOf(conversions, userId));
    const within = this.#conversionsWithin(snapshot, addDays(snapshot, this.given.horizonDays));
    return queryRelation(
      `SELECT DISTINCT ${dialect.cast(id, 'string')} AS user_id FROM ${conversions.relation} AS t WHERE ${id} IS NOT NULL AND ${within}`,
    );
  }

  /** One row: of the table of conversions, `no_time` and `no_time_example`, and the newest moment as `newest_day` and `newest_micros`. */
  conversionEvidence(): string {
    const conversions = this.given.conversions!;
    const column = columnOf(conversions, this.given.options.conversions!.time);
    const { day, micros } = this.values.moment(column);
    const bad = exampleOf('no_time', `${day} IS NULL AND ${micros} IS NULL`, this.#orEmpty(this.values.text(column)));
    return `SELECT ${bad.join(', ')}, MAX(${day}) AS newest_day, MAX(${micros}) AS newest_micros FROM ${conversions.relation} AS t`;
  }

  /** One row per name: `name`, `events`, `users` of the conversions of [from, until), the most frequent first. */
  conversionNames(from: CalendarDay, until: CalendarDay): string | null {
    const { conversions, options, dialect } = this.given;
    if (conversions === null || options.conversions?.event === undefined) return null;
    const { event, userId } = options.conversions;
    const id = this.values.text(columnOf(conversions, userId));
    const name = this.values.text(columnOf(conversions, event));
    return `SELECT name, COUNT(*) AS events, COUNT(DISTINCT user_id) AS users
FROM (SELECT ${dialect.cast(name, 'string')} AS name, ${id} AS user_id FROM ${conversions.relation} AS t WHERE ${this.#conversionsWithin(from, until, false)}) AS named
WHERE name IS NOT NULL GROUP BY name ORDER BY events DESC, name LIMIT 200`;
  }

  /** One row: `events` and `users` of the conversions of [from, until). */
  conversionTotals(from: CalendarDay, until: CalendarDay): string {
    const conversions = this.given.conversions!;
    const id = this.values.text(columnOf(conversions, this.given.options.conversions!.userId));
    return `SELECT COUNT(*) AS events, COUNT(DISTINCT ${id}) AS users FROM ${conversions.relation} AS t WHERE ${id} IS NOT NULL AND ${this.#conversionsWithin(from, until)}`;
  }

  /** One row per snapshot, `place` its index: `users`, `positives`, `converters`, of a share of the users by hash. @param keeps as `rows` takes it */
  counts(snapshots: readonly CalendarDay[], sampleShare: number, keeps?: KeepsUser): string {
    const { dialect } = this.given;
    const kept = keeps === undefined ? [] : [keeps(this.#id)];
    const parts = snapshots.map((snapshot, place) => {
      const people = `SELECT user_id, ${dialect.userBucket('user_id')} AS user_bucket`;
      const rows = `(${people} FROM (SELECT ${this.#id} AS user_id ${this.#from(snapshot, kept)}) AS ids) AS f`;
      const converters = `(${people} FROM ${keptRows(this.labels(snapshot), keeps)} AS converted) AS c`;
      const sampled = (alias: string) => userSampleSql(`${alias}.user_bucket`, sampleShare);
      return `SELECT ${place} AS place, COUNT(*) AS users, COUNT(l.user_id) AS positives,
  (SELECT COUNT(*) FROM ${converters} WHERE ${sampled('c')}) AS converters
FROM ${rows} LEFT JOIN ${this.labels(snapshot)} AS l ON l.user_id = f.user_id WHERE ${sampled('f')}`;
    });
    return `SELECT * FROM (\n${parts.join('\nUNION ALL\n')}\n) AS counted ORDER BY place`;
  }

  #conversionsWithin(from: CalendarDay, until: CalendarDay, named = true): string {
    const { dialect, conversions, options, timeZone } = this.given;
    const { time, event, events } = options.conversions!;
    const { day, micros } = this.values.moment(columnOf(conversions!, time));
    const [start, end] = [from, until].map((each) => startOfDayMicros(each, timeZone));
    const within = `((${day} >= ${dialect.string(from)} AND ${day} < ${dialect.string(until)}) OR (${micros} >= ${start} AND ${micros} < ${end}))`;
    if (event === undefined || !named) return within;
    return `${within} AND ${dialect.isOneOf(this.values.text(columnOf(conversions!, event)), events)}`;
  }

  /** 1, 0, or NULL where the label is not known; NULL everywhere where conversions are in a table of their own. */
  #label(): string {
    const { dialect, options } = this.given;
    const { label } = options;
    if (label === null) return `CAST(NULL AS ${dialect.typeNames.integer})`;
    const column = this.#column(label.column);
    const text = this.values.text(column);
    if (label.positive !== undefined) {
      return `CASE WHEN ${text} IS NULL THEN NULL WHEN ${this.#isPositive(column, label.positive)} THEN 1 ELSE 0 END`;
    }
    if (column.type === 'text') {
      const word = `LOWER(TRIM(${text}, ' '))`;
      return `CASE WHEN ${dialect.isOneOf(word, YES)} THEN 1 WHEN ${dialect.isOneOf(word, NO)} THEN 0 END`;
    }
    const number = this.values.number(column);
    return `CASE WHEN ${number} = 1 THEN 1 WHEN ${number} = 0 THEN 0 END`;
  }

  /** True where a label is the value that means yes; true, false and whole numbers have several texts. */
  #isPositive(column: TableColumn, positive: string): string {
    const { dialect } = this.given;
    const text = this.values.text(column);
    const number = Number(positive);
    if (column.type === 'float' && Number.isFinite(number)) {
      return `${this.values.stored(column)} = ${dialect.float(number)}`;
    }
    if (/^(true|false)$/i.test(positive)) {
      return `LOWER(TRIM(${text}, ' ')) = ${dialect.string(positive.toLowerCase())}`;
    }
    return /^-?(0|[1-9][0-9]*)$/.test(positive)
      ? dialect.matches(text, `^ *${positive}(\\.0+)? *$`)
      : `${text} = ${dialect.string(positive)}`;
  }

  /** One row per different value of the label's column, `value`, those that sort first. */
  labelValues(): string {
    const text = this.values.text(this.#column(this.given.options.label!.column));
    return `SELECT DISTINCT value FROM (SELECT ${text} AS value ${this.#from()}) AS texts WHERE value IS NOT NULL ORDER BY value LIMIT 6`;
  }

  #from(snapshot?: CalendarDay, further: readonly string[] = []): string {
    const { table, dialect, options } = this.given;
    const conditions = [
      ...options.where.map((condition) => this.#condition(condition)),
      ...(snapshot === undefined ? [] : [`${this.#day} = ${dialect.string(snapshot)}`]),
      ...further,
    ];
    return `FROM ${table.relation} AS t${conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`}`;
  }

  #condition(condition: Condition): string {
    const { dialect } = this.given;
    const column = this.#column(subjectOf(condition).name);
    const value = { text: this.values.text(column), number: () => this.values.number(column) };
    return turned(testsSql(dialect, value, condition), condition);
  }

  #orEmpty(text: string): string {
    return `COALESCE(${text}, ${this.given.dialect.string('(empty)')})`;
  }

  #column(name: string): TableColumn {
    return columnOf(this.given.table, name);
  }
}

function columnOf({ columns }: StoredTable, name: string): TableColumn {
  return columns.get(name)!;
}

function countOf(condition: string, name: string): string {
  return `COUNT(CASE WHEN ${condition} THEN 1 END) AS ${name}`;
}

/** How many rows a condition holds of, and the one of their texts that sorts first. */
function exampleOf(name: string, condition: string, text: string): string[] {
  return [countOf(condition, name), `MIN(CASE WHEN ${condition} THEN ${text} END) AS ${name}_example`];
}
