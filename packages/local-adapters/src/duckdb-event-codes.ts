import { type Dialect, duckdbDialect, type EventCodes, PROFILE_COLUMNS } from '@propensity/warehouse-sql';
import type { LocalWarehouse } from './local-warehouse.js';

const USERS = 'event_users';
/** The texts of profiles as ENUMs, whose codes sort as the texts do. */
const PROFILES = 'event_profiles';
/** The same as texts, while there are new ones among them. */
const SPELT_PROFILES = 'spelt_event_profiles';

/** Above every code of an ENUM. */
const CODES = 4_294_967_296;

const profileColumns: readonly string[] = PROFILE_COLUMNS;

/**
 * The numbers that stand for texts in flat events: hashes, of users and profiles (device, place and origin together, ten texts) with the
 * texts in temporary tables of the connection. Numbers are written, grouped and joined several times as fast.
 */
export class DuckDbEventCodes implements EventCodes {
  readonly users = USERS;

  /** `PROFILE_COLUMNS` of these rows are ENUMs: `dialect` reads them. */
  readonly profiles = `SELECT user_id, ${PROFILE_COLUMNS.join(', ')}, first_micros, last_micros
  FROM (
    SELECT user_id, profile, MIN(event_micros) AS first_micros, MAX(event_micros) AS last_micros
    FROM window_events GROUP BY user_id, profile
  ) AS seen JOIN ${PROFILES} USING (profile)`;

  /** DuckDB's dialect, but the texts of profiles are compared by their codes. */
  readonly dialect: Dialect = {
    ...duckdbDialect,
    textAt: (expr, which, microsExpr) => {
      if (!profileColumns.includes(expr)) return duckdbDialect.textAt(expr, which, microsExpr);
      const aggregate = which === 'last' ? 'MAX' : 'MIN';
      const coded = `${aggregate}(CAST(${microsExpr} AS HUGEINT) * ${CODES} + enum_code(${expr}))`;
      const type = typeOf(expr);
      return `enum_range(NULL::${type})[1 + CAST(${coded} & ${CODES - 1} AS BIGINT)]::${type}`;
    },
  };

  #hasLearned = false;

  constructor(readonly warehouse: LocalWarehouse) {}

  /** Gives numbers to what is new in `events`, text to stand after FROM with texts in it. */
  async learn(events: string): Promise<void> {
    await this.warehouse.run(`CREATE TEMP TABLE IF NOT EXISTS ${USERS} (user_number UBIGINT, user_id VARCHAR)`);
    await this.warehouse.run(`INSERT INTO ${USERS}
SELECT hash(user_id), user_id
FROM (SELECT DISTINCT user_id FROM ${events}) AS found ANTI JOIN ${USERS} USING (user_id)`);

    const columns = PROFILE_COLUMNS.join(', ');
    const found = `SELECT ${PROFILE} AS profile, ${columns} FROM (SELECT DISTINCT ${columns} FROM ${events})`;
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

  /** A query for the events with numbers in place of texts, once they have been learned. */
  encode(events: string): string {
    const hashes = HASHED.map((column) => `CASE WHEN ${column} IS NOT NULL THEN hash(${column}) END AS ${column}`);
    return `SELECT ${hashes.join(', ')}, ${PROFILE} AS profile, * EXCLUDE (${[...HASHED, ...PROFILE_COLUMNS].join(', ')}) FROM ${events}`;
  }
}

/** Two of a million users, or profiles, have the same hash once in thirty million exports. Of the others it only matters which are equal. */
const HASHED = ['user_id', 'session_id', 'page', 'transaction_id', 'item_id'];

const PROFILE = `hash(${PROFILE_COLUMNS.join(', ')})`;

function typeOf(column: string): string {
  return `event_${column}`;
}
