import type { Dialect, WeightedTerm } from '../dialect/dialect.js';
import { sumOf } from '../dialect/sum-of.js';
import type { ScoredRows } from './scored-rows.js';

/** Alias of the snapshot's rows, both below the joins and above them. */
export const SNAPSHOT_ROWS = 'snapshot_rows';
/** Column with the sum of all terms that need no join; no feature's name begins with an underscore. */
const JOINLESS_SUM = '_sum';
/** Column with the list of small logarithms. */
const LOGARITHMS = '_logarithms';
/**
 * Alias of a one-row table with the lists in which numbers are looked up: a list inside an expression is built again
 * for every vector.
 */
const LOOKUP_TABLE = 'lists';

/** The terms of η, gathered one by one, and the query that adds them up. What needs no join is added up below the joins, so that those carry few columns. */
export class SummedTerms {
  readonly #dialect: Dialect;
  readonly #rows: ScoredRows;
  #constant: number;
  readonly #numbers: WeightedTerm[] = [];
  readonly #joinless: string[] = [];
  readonly #joined: string[] = [];
  readonly #joins: string[] = [];
  readonly #lists: string[] = [];
  readonly #columns = ['user_id', 'event_count'];
  readonly #derived: string[] = [];

  constructor(dialect: Dialect, rows: ScoredRows, constant: number) {
    this.#dialect = dialect;
    this.#rows = rows;
    this.#constant = constant;
  }

  /** The same for every row. */
  addConstant(value: number): void {
    this.#constant += value;
  }

  addNumber(term: WeightedTerm): void {
    this.#numbers.push(term);
  }

  /** A float expression over the snapshot's columns, never NULL. */
  add(value: string): void {
    this.#joinless.push(value);
  }

  /** One that needs a table joined. @param columns of the snapshot that value and join read */
  addJoined(value: string, join: string, columns: readonly string[]): void {
    this.#joined.push(value);
    this.#joins.push(join);
    this.#columns.push(...columns);
  }

  /** A name that no other list or joined table has. */
  freshName(): string {
    return `_weights_${this.#joins.length + this.#lists.length}`;
  }

  /** @returns the column that has the list in every row */
  addList(list: string, name = this.freshName()): string {
    this.#lists.push(`${list} AS ${name}`);
    return name;
  }

  /** A column that is computed once for all terms that name it. @returns its name */
  addDerived(expr: string): string {
    const name = `_derived_${this.#derived.length}`;
    this.#derived.push(`${expr} AS ${name}`);
    return name;
  }

  /** A list of floats to look numbers up in: a column that has it in every row where the engine would build it again and again. */
  floats(values: readonly number[]): string {
    const list = this.#dialect.floats(values);
    return this.#dialect.rebuildsLists ? this.addList(list) : list;
  }

  /** The same of whole numbers. */
  integers(values: readonly number[]): string {
    const list = this.#dialect.integers(values);
    return this.#dialect.rebuildsLists ? this.addList(list) : list;
  }

  /** The column of the dialect's small logarithms; null where the feature's column is of no integer type, or it has none. */
  logarithms(feature: string): string | null {
    const { smallLogarithms } = this.#dialect;
    if (smallLogarithms === null || !(this.#rows.integers?.has(feature) ?? false)) return null;
    const list = `${smallLogarithms.list} AS ${LOGARITHMS}`;
    if (!this.#lists.includes(list)) this.#lists.push(list);
    return LOGARITHMS;
  }

  /** The texts of the codes that the feature's column is stored as; null where it is stored as texts. */
  coded(feature: string): readonly string[] | null {
    return this.#rows.coded?.get(feature) ?? null;
  }

  query(): string {
    const { float, weightedSum } = this.#dialect;
    const constants =
      this.#lists.length === 0 ? '' : ` CROSS JOIN (SELECT ${this.#lists.join(', ')}) AS ${LOOKUP_TABLE}`;
    const joined = `${this.#rows.snapshot} AS ${SNAPSHOT_ROWS}${constants}`;
    const rows =
      this.#derived.length === 0
        ? joined
        : `(SELECT *, ${this.#derived.join(',\n      ')} FROM ${joined}) AS ${SNAPSHOT_ROWS}`;
    return `SELECT ${SNAPSHOT_ROWS}.user_id AS user_id, ${SNAPSHOT_ROWS}.event_count AS event_count,
    ${sumOf([`${SNAPSHOT_ROWS}.${JOINLESS_SUM}`, ...this.#joined])} AS eta
  FROM (
    SELECT ${[...new Set(this.#columns)].join(', ')},
    ${sumOf([float(this.#constant), weightedSum(this.#numbers), ...this.#joinless])} AS ${JOINLESS_SUM}
    FROM ${rows}
  ) AS ${SNAPSHOT_ROWS}${this.#joins.map((join) => `\n  ${join}`).join('')}`;
  }
}
