import type { DigestBlocks } from '@propensity/core/erasure';
import type { Relation } from './relation.js';

/** The column types that the builders know; a dialect names them. Integers have 64 bits, floats are doubles. */
export type SqlType = 'string' | 'integer' | 'float' | 'boolean' | 'date' | 'timestamp';

/** A column of an inline table or a table definition. */
export interface SqlColumn {
  readonly name: string;
  readonly type: SqlType;
  /** What is known about the texts of a large column: most rows have different ones, or many rows share the same. */
  readonly texts?: 'different' | 'same';
}

/** Weights of texts. */
export type TextWeights = readonly (readonly [text: string, weight: number])[];

/** How a statement finds the weight of a text. */
export interface LookUp {
  /** The JOIN clause to put after the table of the text; null where none is needed. */
  readonly join: string | null;
  /** A float expression, NULL where the text is NULL or has no weight. */
  readonly weight: string;
}

/** A float expression, never NULL, and its weight in a sum. */
export interface WeightedTerm {
  readonly weight: number;
  readonly value: string;
}

/** Logarithms of small whole numbers, looked up in a list. */
export interface SmallLogarithms {
  /** The list holds whole numbers below this. */
  readonly below: number;
  /** An expression for the list. */
  readonly list: string;
  /** LN(1 + n) of an integer expression in [0, `below`). @param list column that has `list` in every row */
  find(list: string, expr: string): string;
}

/** Looks up numbers for the texts of a column that is stored as integer codes. */
export interface CodedTexts {
  /** An expression for the numbers, in the order of the codes. */
  list(values: readonly number[]): string;
  /**
   * The number for the text in `expr`; NULL only where `expr` is NULL.
   * @param list column that has `list` in every row
   */
  find(list: string, expr: string): string;
}

/** How a warehouse that bills by bytes read should lay a table out. */
export interface TableLayout {
  /** A date column: one partition per day. */
  readonly partitionBy?: string;
  /** Days after its date that a partition is dropped, where the engine can do that by itself; kept when left out. */
  readonly partitionExpirationDays?: number | undefined;
  readonly clusterBy?: readonly string[];
}

/**
 * Everything in which the SQL of two warehouses differs, and nothing else: the builders are written once against this.
 * Arguments called `expr` are SQL text; the others are plain values, quoted by the dialect.
 */
export interface Dialect {
  readonly name: string;
  readonly typeNames: Readonly<Record<SqlType, string>>;

  /** A quoted identifier. @throws PropensityError `bad_identifier` */
  identifier(name: string): string;
  /** A quoted name of a column, whatever it is called. @throws PropensityError `bad_identifier` for an empty one */
  column(name: string): string;
  /** A quoted table name of one to three parts. @throws PropensityError `bad_identifier` */
  table(name: string): string;

  string(text: string): string;
  /** A literal that reads back as exactly this double. @throws PropensityError `bad_literal` unless it is finite. */
  float(value: number): string;
  /** `day` is YYYY-MM-DD. @throws PropensityError `bad_date` */
  date(day: string): string;
  /** `iso` is ISO 8601 in UTC; kept to the millisecond. @throws PropensityError `bad_literal` */
  timestamp(iso: string): string;

  /** `expr` as the type, NULL where it cannot be read as one. */
  cast(expr: string, type: SqlType): string;
  /** The condition that the text `expr` is one of `texts`, at least one. */
  isOneOf(expr: string, texts: readonly string[]): string;
  /** True where the float `expr` is not a number; NULL where it is NULL. */
  isNaN(expr: string): string;
  /** Integer quotient of a non-negative `expr`. */
  integerDivide(expr: string, divisor: number): string;
  /** Remainder of a non-negative `expr`. */
  modulo(expr: string, divisor: number): string;
  /** The part of the text before the first `delimiter`: all of it when there is none. */
  textBefore(expr: string, delimiter: string): string;
  /** The path of an address, from its first slash after the host on; a text that is no address stays. */
  pathOf(expr: string): string;
  /** A timestamp as ISO 8601 text in UTC, milliseconds kept. */
  isoTimestamp(expr: string): string;
  /** `userBucket` of core over a text expression, with its usual salt where none is given. */
  userBucket(expr: string, salt?: string): string;
  /** `userDigest` of core over a text expression; NULL where it is NULL. */
  hmacSha256(expr: string, blocks: DigestBlocks): string;

  /** A field of the first element; NULL where there is none. */
  firstElement(list: string, field: string): string;
  /** The same rows, with what `elementByKey` needs to find the elements of a list by these keys. */
  seekKeys(from: Relation, list: string, keyField: string, keys: readonly string[]): Relation;
  /** `valueField` of the first element whose `keyField` equals `key`, the `place`-th of the keys; NULL where there is none. */
  elementByKey(list: string, keyField: string, key: string, place: number, valueField: string): string;
  /** True where some part of the text matches the regular expression (RE2); NULL where the text is NULL. */
  matches(expr: string, pattern: string): string;
  /** `valueField` of the first element whose `keyField` equals `key`, without `seekKeys`; NULL where there is none. */
  valueOfKey(list: string, keyField: string, key: string, valueField: string): string;
  /** True where a condition, which is never NULL, holds of an element of a list; never NULL. */
  anyElement(list: string, condition: (element: string) => string): string;
  /** True where a list has an element. */
  hasElements(list: string): string;
  /** The values, other than NULL, of an expression over the elements of a list. NULL or empty where there are none. */
  mapElements(list: string, expr: (element: string) => string): string;
  /**
   * Sum of an integer expression over the elements of a list that are not NULL. NULL when there are none, when the expression
   * is NULL for one of them, or when the sum has more than 64 bits.
   */
  sumElements(list: string, expr: (element: string) => string): string;
  /**
   * An expression of sums of float expressions over the elements of a list that are not NULL, each NULL when there are none.
   * The sums may be taken in any order: give terms whose sums are exact.
   */
  sumsOfElements(
    list: string,
    exprs: (element: string) => readonly string[],
    total: (sums: readonly string[]) => string,
  ): string;

  /** The values of an expression over the rows, other than NULL, as a list in any order; NULL where there are none. */
  collect(expr: string): string;

  /** Sum over the rows of an integer expression, added up exactly and given as the nearest float; NULL when nothing was added. */
  sumIntegers(expr: string): string;
  /** How many different values the integer `expr` has over the rows, all non-negative and fewer than `span` apart. */
  countWithin(expr: string, span: number): string;
  /**
   * The text that `expr` had on the row of the last (or first) moment at which it was known; ties go to the greatest (smallest) text.
   * @param microsExpr the row's moment
   */
  textAt(expr: string, which: 'last' | 'first', microsExpr: string): string;

  /** LN(1 + n) as the engine computes it, looked up; null where that is no quicker. */
  readonly smallLogarithms: SmallLogarithms | null;

  /** Null where the engine stores no column as codes. */
  readonly codedTexts: CodedTexts | null;

  /**
   * Aggregates of rows by several sets of integer columns at once: the columns as floats, NULL where they are not of the set, then the aggregates.
   * @param sets places of the columns
   */
  groupedBySets(
    from: Relation,
    columns: readonly string[],
    sets: readonly (readonly number[])[],
    aggregates: readonly string[],
  ): string;

  /**
   * How many of the cuts are below the number `expr`, an integer; nothing is promised where it is NULL or NaN.
   * @param cuts ascending, finite
   * @param keep gives the column that has a list in every row
   */
  cutsBelow(expr: string, cuts: readonly number[], keep: (list: string) => string): string;

  /** A list of floats. */
  floats(values: readonly number[]): string;
  /** A list of whole numbers. */
  integers(values: readonly number[]): string;
  /** Whether a list inside an expression is built again for every vector of rows. */
  readonly rebuildsLists: boolean;
  /** The element of a list at a place that an integer expression names, from 0. */
  elementOf(list: string, expr: string): string;

  /** Σ weight · value; 0 for no terms. */
  weightedSum(terms: readonly WeightedTerm[]): string;

  /** Finds the weight of the text `expr`. @param alias for the table that may have to be joined */
  lookUp(alias: string, expr: string, weights: TextWeights): LookUp;

  /**
   * A table written into the statement, with its alias, for FROM or JOIN; `rows` hold SQL literals. An empty one is
   * allowed.
   */
  inlineTable(alias: string, columns: readonly SqlColumn[], rows: readonly (readonly string[])[]): string;

  /**
   * A common table expression that is inlined wherever it is named, so that each place reads only the columns it needs.
   */
  commonTable(name: string, query: string): string;

  /** What follows a column's type in CREATE TABLE; empty where the engine chooses by itself how to store it. */
  columnLayout(column: SqlColumn): string;

  /** What follows the columns in CREATE TABLE; empty where the engine lays tables out by itself. */
  tableLayout(layout: TableLayout): string;
}
