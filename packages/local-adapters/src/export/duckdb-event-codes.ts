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

/** The profiles with their texts as ENUMs, whose codes sort as the texts do. */
const PROFILES = 'event_profiles';

/** The numbers of users who have been forgotten. */
const FORGOTTEN = 'forgotten_event_users';

/** The names of the events as an ENUM. */
const NAMES = 'event_names';

/** Above every code of an ENUM. */
const CODES = 4_294_967_296;

/** Above every whole number of 63 bits. */
const BELOW_BIGINT = 2n ** 63n;

/** Columns whose texts are kept as they are, and compared by their codes in an ENUM; with what a visit calls them. */
const TEXTS = { ...VISIT_TEXTS, item_category: [] } as const;
const textColumns = Object.keys(TEXTS) as (keyof typeof TEXTS)[];

/**
 * Of these, as of profiles, a snapshot stores codes, a third of a text's time to write, unless there are many: every snapshot has a list of all of
 * them. Addresses of pages are none of them: one may name a person, and would stay in the list when this person is forgotten.
 */
const STORED_AS_CODES = new Set(['content_group', 'session_source', 'session_medium', 'item_category']);
const MOST_STORED_CODES = 1024;

/** By the name of a column, or of what is made of it: the column whose ENUM it has. */
const codedAs = new Map<string, string>([
  ...PROFILE_COLUMNS.map((column) => [column, column] as const),
  ...textColumns.flatMap((column) => [column, ...TEXTS[column]].map((name) => [name, column] as const)),
]);

/**
 * The numbers that stand for texts in flat events: hashes, of users and profiles (device, place and origin together, ten texts), and codes of
 * the names of events. The texts stand in tables beside the events. Numbers are written, grouped and joined several times as fast.
 */
export class DuckDbEventCodes implements EventCodes {
  #database = '';
  /** By name, its code in `event_name`: later names have later codes. */
  #names: ReadonlyMap<string, number> = new Map();
  /** Whether there is a type for the names. */
  #hasType = false;
  /** Whether the ENUMs hold all texts of the events. */
  #hasEnums = false;
  /** The first and last moment of the events that the ENUMs are of, microseconds; null where there are none. */
  #moments: readonly [first: bigint, last: bigint] | null = null;
  /** By column, a power of two above the codes of its ENUM. */
  readonly #codesOf = new Map<string, number>();

  /** @param identifiers columns of the user's id of which it only matters which are equal, besides those that every source has */
  constructor(
    readonly warehouse: LocalWarehouse,
    readonly identifiers: readonly string[] = [],
  ) {}

  get users(): string {
    return `${this.#database}.main.event_users`;
  }

  /** The texts of the profiles. */
  get #spelt(): string {
    return `${this.#database}.main.event_profiles`;
  }

  get #namesTable(): string {
    return `${this.#database}.main.event_names`;
  }

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
      const type = typeOf(column);
      const { moment, codes } = this.#momentAndCode(microsExpr, column);
      const coded = `${aggregate}(${moment} * ${codes} + enum_code(${expr}))`;
      return `(enum_range(NULL::${type})::${type}[])[1 + CAST(${coded} & ${codes - 1} AS BIGINT)]`;
    },
    isOneOf: (expr, texts) => {
      if (expr !== 'event_name') return duckdbDialect.isOneOf(expr, texts);
      const conditions = texts.flatMap((text) => {
        const code = this.#names.get(text);
        return code === undefined ? [] : [`${expr} = ${code}`];
      });
      return conditions.length === 0 ? 'FALSE' : `(${conditions.join(' OR ')})`;
    },
  };

  keepsType(column: string): boolean {
    const coded = codedAs.get(column);
    if (coded === undefined || !STORED_AS_CODES.has(coded)) return false;
    return (this.#codesOf.get(coded) ?? CODES) <= MOST_STORED_CODES;
  }

  /**
   * Takes the tables of that database: what was known of another's is forgotten.
   * @param isEmpty true where there are no events yet: the tables are made; otherwise it fails where one is missing
   */
  async open(database: string, isEmpty: boolean): Promise<void> {
    this.#database = database;
    this.#hasType = false;
    this.#hasEnums = false;
    const { warehouse } = this;
    const columns = {
      [this.users]: 'user_number UBIGINT, user_id VARCHAR',
      [this.#spelt]: `profile UBIGINT, ${PROFILE_COLUMNS.map((column) => `${column} VARCHAR`).join(', ')}`,
      [this.#namesTable]: 'code INTEGER, event_name VARCHAR',
    };
    for (const [table, defined] of Object.entries(columns)) {
      await warehouse.run(isEmpty ? `CREATE OR REPLACE TABLE ${table} (${defined})` : `FROM ${table} LIMIT 0`);
    }
    const names = await warehouse.rows<{ code: number; event_name: string }>(`FROM ${this.#namesTable} ORDER BY code`);
    this.#names = new Map(names.map(({ code, event_name }) => [event_name, code]));
  }

  /**
   * Gives numbers to what is new in `events`, which have texts.
   * @param keeps who has not been forgotten: others get none
   */
  async learn(events: Relation, keeps: KeepsUser | undefined): Promise<void> {
    this.#hasEnums = false;
    await this.#learnNames(events);
    await this.warehouse.run(`INSERT INTO ${this.users}
SELECT hash(user_id), user_id
FROM (SELECT DISTINCT user_id FROM ${events} AS events) AS found ANTI JOIN ${this.users} AS known USING (user_id)${
      keeps === undefined ? '' : ` WHERE ${keeps('user_id')}`
    }`);
    const columns = PROFILE_COLUMNS.join(', ');
    const found = `SELECT ${PROFILE} AS profile, ${columns} FROM (SELECT DISTINCT ${columns} FROM ${events} AS events)`;
    await this.warehouse.run(
      `INSERT INTO ${this.#spelt} FROM (${found}) AS found ANTI JOIN ${this.#spelt} AS known USING (profile)`,
    );
  }

  async #learnNames(events: Relation): Promise<void> {
    const found = await this.warehouse.rows<{ event_name: string }>(
      `SELECT DISTINCT event_name FROM ${events} AS events WHERE event_name IS NOT NULL`,
    );
    const names = new Map(this.#names);
    const added = found.map(({ event_name }) => event_name).filter((name) => !names.has(name));
    for (const name of added.sort()) names.set(name, names.size);
    if (added.length > 0) {
      const rows = added.map((name) => `(${names.get(name)}, ${duckdbDialect.string(name)})`);
      await this.warehouse.run(`INSERT INTO ${this.#namesTable} VALUES ${rows.join(', ')}`);
    }
    if (added.length === 0 && this.#hasType) return;
    const values = [...names.keys()].map(duckdbDialect.string).join(', ');
    await this.warehouse.run(
      `CREATE OR REPLACE TEMP TYPE ${NAMES} AS ENUM (${values === '' ? 'SELECT unnest([]::VARCHAR[])' : values})`,
    );
    this.#names = names;
    this.#hasType = true;
  }

  /**
   * A query for the events with numbers in place of texts, once they have been learned.
   * @param keeps as `learn` was given it
   */
  encode(events: Relation, keeps: KeepsUser | undefined): string {
    const columns = [...HASHED, ...this.identifiers];
    const hashes = columns.map((column) => `CASE WHEN ${column} IS NOT NULL THEN hash(${column}) END AS ${column}`);
    const rest = ['event_name', 'local_micros', ...columns, ...PROFILE_COLUMNS];
    // Of a forgotten user nothing is kept.
    const known = keeps === undefined ? '' : ` WHERE hash(user_id) IN (SELECT user_number FROM ${this.users})`;
    return `SELECT enum_code(event_name::${NAMES})::UINTEGER AS event_name, local_micros - event_micros AS local_offset, ${hashes.join(', ')}, ${PROFILE} AS profile,
  * EXCLUDE (${rest.join(', ')}) FROM ${events} AS events${known}`;
  }

  /**
   * What `encode` gave, kept in `table`, as features read it.
   * @param keeps who has not been forgotten: of others there are no events
   */
  async decode(table: string, keeps: KeepsUser | undefined): Promise<Relation> {
    if (!this.#hasEnums) await this.#makeEnums(table);
    if (keeps === undefined) return this.#decoded(table, '');
    await this.warehouse.run(`CREATE OR REPLACE TEMP TABLE ${FORGOTTEN} AS
SELECT user_number FROM ${this.users} WHERE NOT (${keeps('user_id')})`);
    return this.#decoded(table, ` WHERE user_id NOT IN (SELECT user_number FROM ${FORGOTTEN})`);
  }

  /** Gives codes to the texts of all profiles and of all rows of `table`. */
  async #makeEnums(table: string): Promise<void> {
    const enums = [
      ...PROFILE_COLUMNS.map((column) => [column, this.#spelt] as const),
      ...textColumns.map((column) => [column, table] as const),
    ];
    for (const [column, from] of enums) {
      await this.warehouse.run(`CREATE OR REPLACE TEMP TYPE ${typeOf(column)} AS ENUM (
  SELECT DISTINCT ${column} FROM ${from} WHERE ${column} IS NOT NULL ORDER BY 1)`);
    }
    const codes = PROFILE_COLUMNS.map((column) => `${column}::${typeOf(column)} AS ${column}`);
    await this.warehouse.run(
      `CREATE OR REPLACE TEMP TABLE ${PROFILES} AS SELECT profile, ${codes.join(', ')} FROM ${this.#spelt}`,
    );
    await this.#measure(
      enums.map(([column]) => column),
      table,
    );
    this.#hasEnums = true;
  }

  /** Learns how many bits a moment of `table` and a code take together. */
  async #measure(columns: readonly string[], table: string): Promise<void> {
    const counts = columns.map((column) => `len(enum_range(NULL::${typeOf(column)})) AS ${column}`);
    const [texts] = await this.warehouse.rows<Readonly<Record<string, number>>>(`SELECT ${counts.join(', ')}`);
    this.#codesOf.clear();
    // An ENUM without texts is no type that a table can be made of everywhere.
    const inUse = columns.filter((column) => texts![column]! > 0);
    for (const column of inUse) this.#codesOf.set(column, 2 ** Math.ceil(Math.log2(texts![column]!)));
    const [moments] = await this.warehouse.rows<Readonly<Record<'earliest' | 'latest', string | null>>>(
      `SELECT MIN(event_micros)::VARCHAR AS earliest, MAX(event_micros)::VARCHAR AS latest FROM ${table}`,
    );
    const { earliest, latest } = moments!;
    this.#moments = earliest === null || latest === null ? null : [BigInt(earliest), BigInt(latest)];
  }

  /**
   * The factors of a number that sorts by moment, then by code: of 64 bits where those of the events and of the column's ENUM have room in it, which
   * are compared and added up faster. @param micros of an event
   */
  #momentAndCode(micros: string, column: string): { readonly moment: string; readonly codes: number } {
    const codes = this.#codesOf.get(column);
    if (this.#moments !== null && codes !== undefined) {
      const [first, last] = this.#moments;
      if ((last - first + 1n) * BigInt(codes) < BELOW_BIGINT) return { moment: `(${micros} - ${first})`, codes };
    }
    return { moment: `CAST(${micros} AS HUGEINT)`, codes: CODES };
  }

  /** Drops the texts of users and profiles that no event of `table` has any more. */
  async dropUnused(table: string): Promise<void> {
    this.#hasEnums = false;
    for (const [texts, number, column] of [
      [this.users, 'user_number', 'user_id'],
      [this.#spelt, 'profile', 'profile'],
    ]) {
      await this.warehouse.run(`DELETE FROM ${texts} WHERE ${number} NOT IN (SELECT ${column} FROM ${table})`);
    }
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
