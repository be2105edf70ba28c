import type { FeatureContext } from './feature-context.js';
import { conditionColumns, type RowCondition } from './row-condition.js';

/** An aggregate as data: everything that determines its value, and nothing about how a dialect writes it. */
export interface AggregateDeclaration {
  /** What is computed: "count", "share", … The same kind with the same parameters gives the same value. */
  readonly kind: string;
  /** The columns of the grain that are read. */
  readonly columns: readonly string[];
  readonly where?: RowCondition;
  readonly [parameter: string]: unknown;
}

/**
 * An aggregate over one user's rows of a grain. A new one is declared where it is used, or beside its kind in
 * `aggregates/`; when the meaning of its SQL changes, the features that use it take a new version.
 */
export interface Aggregate {
  readonly declares: AggregateDeclaration;
  readonly sql: (context: FeatureContext) => string;
  /**
   * A float of one row that `sql` does not count in full (`valueWithRemainder`), NULL for others: the rest of the exact
   * sum is computed over these rows alone and added.
   */
  readonly remainder?: (context: FeatureContext) => string;
}

/** A declaration whose columns are those of its parameters. */
export function declare(
  kind: string,
  {
    column,
    where,
    ...parameters
  }: { readonly column?: string; readonly where?: RowCondition | undefined } & Readonly<Record<string, unknown>>,
): AggregateDeclaration {
  const columns = [...(column === undefined ? [] : [column]), ...conditionColumns(where ?? {})];
  return {
    kind,
    columns: [...new Set(columns)],
    ...(column === undefined ? {} : { column }),
    ...(where === undefined ? {} : { where }),
    ...parameters,
  };
}
