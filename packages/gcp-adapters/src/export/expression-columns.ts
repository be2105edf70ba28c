import { PropensityError } from '@propensity/core';
import {
  commonTypes,
  type DataType,
  type DeclaredFields,
  type FeatureExpression,
  googlesqlDialect,
  namedIdentifiers,
  type RawRelation,
  refuseUnknownColumns,
  type StructType,
  uncomputableExpression,
  unrecognizedName,
} from '@propensity/warehouse-sql';

export interface ExpressionColumnsOptions {
  /** SQL of features of the user's own. */
  readonly expressions: readonly FeatureExpression[];
  /** The columns of an event, as Google declares them. */
  readonly columns: DeclaredFields;
  /** Has BigQuery look at a query, of which nothing is read. @throws PropensityError what BigQuery says of it */
  readonly dryRun: (sql: string) => Promise<void>;
  /** The types of the rows of every day: a request for each, made only where a column is not found in the days at hand. */
  readonly everyDay: () => Promise<readonly StructType[]>;
}

/** What BigQuery says of an expression. */
interface Fault {
  readonly feature: string;
  readonly error: PropensityError;
  /** The name that it does not know; null for any other fault. */
  readonly unknown: string | null;
}

/**
 * The columns that expressions of the configuration name, for rows of any day: a column that some days lack is NULL there. There is no
 * parser for GoogleSQL here: BigQuery looks at each expression, by a dry run, and says whether it can be computed.
 */
export class ExpressionColumns {
  /** Of every day, once they have been asked for. */
  #everyDay: readonly StructType[] | null = null;
  /** Types of rows over which the expressions can be computed. */
  readonly #checked = new Set<string>();

  constructor(readonly options: ExpressionColumnsOptions) {}

  /**
   * Relations with the columns that the expressions name.
   * @param rows types of the rows at hand
   * @param relate makes the relations, with columns of these types
   * @throws PropensityError `bad_feature` for an expression that names a column that no day has, listing those there are, or that
   * BigQuery cannot compute
   */
  async relations(
    rows: readonly StructType[],
    relate: (columns: ReadonlyMap<string, DataType>) => RawRelation[],
  ): Promise<RawRelation[]> {
    const names = this.options.expressions.flatMap(({ sql }) => namedIdentifiers(sql));
    const known = [...rows, ...(this.#everyDay ?? [])];
    const relations = relate(commonTypes(googlesqlDialect, [...new Set(names)], known, this.options.columns));
    // The named columns have one type in all of them.
    const [first] = relations;
    const fault = first === undefined ? null : await this.#faultOver(first);
    if (fault === null) return relations;
    if (fault.unknown !== null && this.#everyDay === null) {
      this.#everyDay = await this.options.everyDay();
      return this.relations(rows, relate);
    }
    return refuse(fault, known, this.options.columns);
  }

  async #faultOver({ from, row }: RawRelation): Promise<Fault | null> {
    const key = JSON.stringify(row ?? from);
    if (this.#checked.has(key)) return null;
    for (const { feature, sql } of this.options.expressions) {
      const error = await this.#faultOf(`SELECT (${sql}\n) FROM ${from} AS raw_rows`);
      if (error === null) continue;
      // Rows that cannot be read are no fault of the expression.
      await this.options.dryRun(`SELECT 1 FROM ${from} AS raw_rows`);
      return { feature, error, unknown: unrecognizedName(error.message) };
    }
    this.#checked.add(key);
    return null;
  }

  async #faultOf(sql: string): Promise<PropensityError | null> {
    try {
      await this.options.dryRun(sql);
      return null;
    } catch (error) {
      if (PropensityError.is(error) && error.details.status === 400) return error;
      throw error;
    }
  }
}

function refuse({ feature, error, unknown }: Fault, rows: readonly StructType[], declared: DeclaredFields): never {
  const columns = rows.flatMap(({ fields }) => fields.map(({ name }) => name));
  if (unknown !== null) refuseUnknownColumns(feature, [unknown], [...columns, ...Object.keys(declared)]);
  throw uncomputableExpression(feature, error.message.replace(/^Google Cloud: |[\s.]+$/g, ''), error);
}
