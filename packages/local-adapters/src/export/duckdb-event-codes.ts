import {
  type Dialect,
  duckdbDialect,
  type EventCodes,
  type KeepsUser,
  PROFILE_COLUMNS,
  queryRelation,
  type Relation,
  VISIT_TEXTS,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

const USERS = 'event_users';
/** The texts of profiles as ENUMs, whose codes sort as the texts do. */
const PROFILES = 'event_profiles';
/** The same as texts, while there are new ones among them. */
const SPELT_PROFILES = 'spelt_event_profiles';

/** The numbers of users who have been forgotten. */
const FORGOTTEN = 'forgotten_event_users';

/** The names of the events as an ENUM. */
const NAMES = 'event_names';

/** Above every code of an ENUM. */
const CODES = 4_294_967_296;

/** Columns whose texts are kept as they are, and compared by their codes in an ENUM; with what a visit calls them. */
const TEXTS = { ...VISIT_TEXTS, item_category: [] } as const;
const textColumns = Object.keys(TEXTS) as (keyof typeof TEXTS)[];

/** By the name of a column, or of what is made of it: the column whose ENUM it has. */
const codedAs = new Map<string, string>([
  ...PROFILE_COLUMNS.map((column) => [column, column] as const),
  ...textColumns.flatMap((column) => [column, ...TEXTS[column]].map((name) => [name, column] as const)),
]);

/**
 * The numbers that stand for texts in flat events: hashes, of users and profiles (device, place and origin together, ten texts) with the
 * texts in temporary tables of the connection. Numbers are written, grouped and joined several times as fast.
 */
export class DuckDbEventCodes implements EventCodes {
  readonly users = USERS;

  /** The type of `event_name` in what `encode` gives. */
  readonly namesType = NAMES;

  /** `PROFILE_COLUMNS` of these rows are ENUMs: `dialect` reads them. */
  readonly profiles = `SELECT user_id, ${PROFILE_COLUMNS.join(', ')}, first_micros, last_micros
  FROM (
    SELECT user_id, profile, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros
    FROM window_events GROUP BY user_id, profile
  ) AS seen JOIN ${PROFILES} USING (profile)`;

  /** DuckDB's dialect, but the texts of profiles and the names of events are compared by their codes. */
  readonly dialect: Dialect = {
    ...duckdbDialect,
    textAt: (expr, which, microsExpr) => {
      const column = codedAs.get(expr);
      if (column === undefined) return duckdbDialect.textAt(expr, which, microsExpr);
      const aggregate = which === 'last' ? 'MAX' : 'MIN';
      const coded = `${aggregate}(CAST(${microsExpr} AS HUGEINT) * ${CODES} + enum_code(${expr}))`;
      const type = typeOf(column);
      return `(enum_range(NULL::${type})::${type}[])[1 + CAST(${coded} & ${CODES - 1} AS BIGINT)]`;
    },
    isOneOf: (expr, texts) => {
      if (expr !== 'event_name') return duckdbDialect.isOneOf(expr, texts);
      // A plain literal would have the column cast to texts instead.
      const known = texts.filter((text) => this.#names.has(text));
      const conditions = known.map((text) => `${expr} = ${duckdbDialect.string(text)}::${NAMES}`);
      return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`;
    },
  };

  #names: ReadonlySet<string> = new Set();
  #hasLearned = false;

  constructor(readonly warehouse: LocalWarehouse) {}

  /** How many names of events there are in `namesType`: a column of that type needs it anew when there are more. */
  get nameCount(): number {
    return this.#names.size;
  }

  /** Forgets what was learned: the temporary tables are gone. */
  forget(): void {
    this.#names = new Set();
    this.#hasLearned = false;
  }

  /** Gives numbers to what is new in `events`, which have texts. */
  async learn(events: Relation): Promise<void> {
    await this.#learnNames(events);
    await this.warehouse.run(`CREATE TEMP TABLE IF NOT EXISTS ${USERS} (user_number UBIGINT, user_id VARCHAR)`);
    await this.warehouse.run(`INSERT INTO ${USERS}
SELECT hash(user_id), user_id
FROM (SELECT DISTINCT user_id FROM ${events} AS events) AS found ANTI JOIN ${USERS} USING (user_id)`);

    const columns = PROFILE_COLUMNS.join(', ');
    const found = `SELECT ${PROFILE} AS profile, ${columns} FROM (SELECT DISTINCT ${columns} FROM ${events} AS events)`;
    const known = PROFILE_COLUMNS.map((column) => `${column}::VARCHAR AS ${column}`);
    await this.warehouse.run(
      `CREATE OR REPLACE TEMP TABLE ${SPELT_PROFILES} AS ${
        this.#hasLearned
          ? `SELECT profile, ${known.join(', ')} FROM ${PROFILES}
UNION ALL FROM (${found}) AS found ANTI JOIN ${PROFILES} USING (profile)`
          : found
      }`,
    );
    for (const column of PROFILE_COLUMNS) {
      await this.warehouse.run(`CREATE OR REPLACE TEMP TYPE ${typeOf(column)} AS ENUM (
  SELECT DISTINCT ${column} FROM ${SPELT_PROFILES} WHERE ${column} IS NOT NULL ORDER BY 1)`);
    }
    const codes = PROFILE_COLUMNS.map((column) => `${column}::${typeOf(column)} AS ${column}`);
    await this.warehouse.run(
      `CREATE OR REPLACE TEMP TABLE ${PROFILES} AS SELECT profile, ${codes.join(', ')} FROM ${SPELT_PROFILES}`,
    );
    await this.warehouse.run(`DROP TABLE ${SPELT_PROFILES}`);
    this.#hasLearned = true;
  }

  /** Gives codes to the texts of `table`, whose rows `encode` gave, all of them. */
  async learnTexts(table: string): Promise<void> {
    for (const column of textColumns) {
      await this.warehouse.run(`CREATE OR REPLACE TEMP TYPE ${typeOf(column)} AS ENUM (
  SELECT DISTINCT ${column} FROM ${table} WHERE ${column} IS NOT NULL ORDER BY 1)`);
    }
  }

  async #learnNames(events: Relation): Promise<void> {
    const found = await this.warehouse.rows<{ event_name: string }>(
      `SELECT DISTINCT event_name FROM ${events} AS events WHERE event_name IS NOT NULL`,
    );
    const names = new Set([...this.#names, ...found.map(({ event_name }) => event_name)]);
    if (this.#hasLearned && names.size === this.#names.size) return;
    const values = [...names].sort().map(duckdbDialect.string);
    await this.warehouse.run(
      `CREATE OR REPLACE TEMP TYPE ${NAMES} AS ENUM (SELECT unnest([${values.join(', ')}]::VARCHAR[]))`,
    );
    this.#names = names;
  }

  /** A query for the events with numbers in place of texts, once they have been learned. */
  encode(events: Relation): string {
    const hashes = HASHED.map((column) => `CASE WHEN ${column} IS NOT NULL THEN hash(${column}) END AS ${column}`);
    const rest = ['event_name', 'local_micros', ...HASHED, ...PROFILE_COLUMNS];
    return `SELECT event_name::${NAMES} AS event_name, local_micros - event_micros AS local_offset, ${hashes.join(', ')}, ${PROFILE} AS profile,
  * EXCLUDE (${rest.join(', ')}) FROM ${events} AS events`;
  }

  /**
   * What `encode` gave, kept in `table`, as features read it.
   * @param keeps who has not been forgotten: of others there are no events
   */
  async decode(table: string, keeps: KeepsUser | undefined): Promise<Relation> {
    if (keeps === undefined) return this.#decoded(table, '');
    await this.warehouse.run(`CREATE OR REPLACE TEMP TABLE ${FORGOTTEN} AS
SELECT user_number FROM ${USERS} WHERE NOT (${keeps('user_id')})`);
    return this.#decoded(table, ` WHERE user_id NOT IN (SELECT user_number FROM ${FORGOTTEN})`);
  }

  #decoded(table: string, where: string): Relation {
    const codes = textColumns.map((column) => `${column}::${typeOf(column)} AS ${column}`);
    return queryRelation(
      `SELECT * REPLACE (${codes.join(', ')}), event_micros + local_offset AS local_micros FROM ${table}${where}`,
    );
  }
}

/** Two of a million users, or profiles, have the same hash once in thirty million exports. Of the others it only matters which are equal. */
const HASHED = ['user_id', 'session_id', 'page', 'transaction_id', 'item_id'];

const PROFILE = `hash(${PROFILE_COLUMNS.join(', ')})`;

function typeOf(column: string): string {
  return `event_${column}`;
}
