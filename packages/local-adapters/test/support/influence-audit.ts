import { DuckDBConnection } from '@duckdb/node-api';

/** A number that few users decide: of a statement, by the columns that say what the row is of, and its own. */
export interface SmallCell {
  readonly sql: string;
  readonly row: string;
  readonly column: string;
  /** Users without whom it would be another. */
  readonly users: number;
}

export interface Audit {
  /** What was found. */
  readonly small: readonly SmallCell[];
  /** Kinds of statements that were looked at. */
  readonly audited: number;
  /** Numbers that some user has an influence on. */
  readonly cells: number;
  /** Of all other statements that returned rows: as they were sent, one of each kind. */
  readonly others: readonly string[];
  restore(): void;
}

/** The tables of a training's rows, and of feature snapshots, and the column that tells users apart. */
const TABLES = [
  { pattern: /"ma_training_(?:rows|prepared)"/g, user: '_bucket' },
  { pattern: /"ma_features_\w+"/g, user: 'user_bucket' },
];
/** Columns that say what a row of sums is of. */
const KEYS = /^(?:place|level|c\d+|feature|bin)$/;
/** So many users are left out together before each of them is alone. */
const TOGETHER = 16;
/** Sums are taken in any order. */
const NOISE = 1e-9;

/**
 * Looks at every statement that returns rows to the process, while the tables are as it found them. It is run again without each user in turn: a number that
 * changes depends on that user. Users without whom, all together, nothing changes that is not yet known to depend on enough are not tried one by one. A number that depends on some users, but fewer than `least`, is of a small group. Lists whose rows are
 * groups that shift when a user is missing have a column `n`: it is looked at instead, with the users it is of by `leastOf`.
 */
export function auditStatements(least: number, leastOf: (sql: string) => number): Audit {
  const small: SmallCell[] = [];
  const others = new Map<string, string>();
  const seen = new Set<string>();
  let cells = 0;
  const { stream, runAndReadAll } = DuckDBConnection.prototype;
  const rowsOf = async (connection: DuckDBConnection, sql: string) => {
    const reader = await runAndReadAll.call(connection, sql);
    return { names: reader.columnNames(), rows: reader.getRowsJS().map((row) => row.map(plain)) };
  };
  const audit = async (connection: DuckDBConnection, sql: string) => {
    const shape = sql.replaceAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, '#').replaceAll('(#)', '#');
    const table = TABLES.find(({ pattern }) => sql.search(pattern) >= 0);
    if (seen.has(shape)) return;
    seen.add(shape);
    if (table === undefined) {
      others.set(shape, sql);
      return;
    }
    const { names, rows } = await rowsOf(connection, sql);
    const counted = names.indexOf('n');
    if (counted >= 0 && names.includes('score')) {
      for (const row of rows) {
        cells++;
        const n = row[counted] as number;
        if (n < leastOf(sql)) small.push({ sql, row: row.join(' '), column: 'n', users: n });
      }
      return;
    }
    const [name] = sql.match(table.pattern)!;
    const users = await rowsOf(connection, `SELECT DISTINCT ${table.user} FROM ${name} ORDER BY 1`);
    const keys = [...names.keys()].filter((at) => KEYS.test(names[at]!));
    const keyOf = (row: readonly unknown[]) => keys.map((at) => String(row[at])).join('|');
    const influences = new Map(rows.map((row) => [keyOf(row), { row, counts: names.map(() => 0) }]));
    /** The numbers that are others without these users, each as its row and its column. */
    const changedWithout = async (left: readonly unknown[]) => {
      const condition = `${table.user} NOT IN (${left.map((user) => exact(user as number)).join(', ')})`;
      const without = sql.replaceAll(table.pattern, (each) => `(SELECT * FROM ${each} WHERE ${condition})`);
      const found = new Map((await rowsOf(connection, without)).rows.map((row) => [keyOf(row), row]));
      return [...influences].flatMap(([key, { row, counts }]) =>
        row.flatMap((value, at) =>
          !keys.includes(at) && differs(value, found.get(key)?.[at]) ? [{ counts, at }] : [],
        ),
      );
    };
    const all = users.rows.map(([user]) => user);
    for (let start = 0; start < all.length; start += TOGETHER) {
      const some = all.slice(start, start + TOGETHER);
      // Nobody of them decides anything that is not known to depend on enough users.
      if ((await changedWithout(some)).every(({ counts, at }) => counts[at]! >= least)) continue;
      for (const user of some) for (const { counts, at } of await changedWithout([user])) counts[at]!++;
    }
    for (const [key, { row, counts }] of influences) {
      counts.forEach((count, at) => {
        if (count === 0 || row[at] === null) return;
        cells++;
        if (count < least) small.push({ sql, row: key, column: names[at]!, users: count });
      });
    }
  };
  // Not spies, which keep every result.
  DuckDBConnection.prototype.stream = async function (sql, ...rest) {
    await audit(this, String(sql));
    return stream.call(this, sql, ...rest);
  };
  DuckDBConnection.prototype.runAndReadAll = async function (sql, ...rest) {
    await audit(this, String(sql));
    return runAndReadAll.call(this, sql, ...rest);
  };
  return {
    small,
    get audited() {
      return seen.size - others.size;
    },
    get cells() {
      return cells;
    },
    get others() {
      return [...others.values()];
    },
    restore: () => {
      Object.assign(DuckDBConnection.prototype, { stream, runAndReadAll });
    },
  };
}

/** A literal without an exponent would be a decimal, which is rounded. */
function exact(user: number): string {
  return String(user).includes('e') ? String(user) : `${user}e0`;
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function differs(value: unknown, other: unknown): boolean {
  if (typeof value !== 'number' || typeof other !== 'number') return value !== (other ?? null);
  return Math.abs(value - other) > NOISE * (1 + Math.abs(value));
}
