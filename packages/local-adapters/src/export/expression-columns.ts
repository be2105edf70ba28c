import { PropensityError } from '@propensity/core';
import {
  badExpression,
  commonTypes,
  type DataType,
  type DeclaredFields,
  duckdbDialect,
  expressionParts,
  type FeatureExpression,
  parseExpressionSql,
  type RawRelation,
  refuseUnknownColumns,
  uncomputableExpression,
} from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

/** The columns that expressions name, in types that suit all days. */
export type ExpressionColumns = ReadonlyMap<string, DataType>;

/**
 * Parses the expressions and finds the columns that they name.
 * @param relations of all days: a column that some of them lack is NULL there
 * @param declared the columns of an event, as Google declares them
 * @throws PropensityError `bad_feature` for SQL that is not one expression over one event, or names a column that there is not
 */
export async function expressionColumns(
  warehouse: LocalWarehouse,
  expressions: readonly FeatureExpression[],
  relations: readonly RawRelation[],
  declared: DeclaredFields,
): Promise<ExpressionColumns> {
  const rows = relations.flatMap(({ row }) => row ?? []);
  const known = [...rows.flatMap(({ fields }) => fields.map(({ name }) => name)), ...Object.keys(declared)];
  const names = new Set<string>();
  for (const { feature, sql } of expressions) {
    const [parsed] = await warehouse.rows<{ tree: string }>(parseExpressionSql(sql));
    const { columns, fault } = expressionParts(parsed!.tree);
    if (fault !== null) {
      throw badExpression(feature, fault, 'Write one SQL expression over the columns of one event, without queries.');
    }
    refuseUnknownColumns(feature, columns, known);
    for (const column of columns) names.add(column);
  }
  return commonTypes(duckdbDialect, [...names], rows, declared);
}

/**
 * Has the engine look at the expressions without reading a row.
 * @throws PropensityError `bad_feature` with what the engine says of one
 */
export async function checkExpressions(
  warehouse: LocalWarehouse,
  expressions: readonly FeatureExpression[],
  relations: readonly RawRelation[],
): Promise<void> {
  for (const { feature, sql } of expressions) {
    for (const { from } of relations) {
      await warehouse.run(`EXPLAIN SELECT (${sql}\n) FROM ${from} AS raw_rows`).catch((cause: unknown) => {
        if (PropensityError.is(cause)) throw cause;
        const [said = ''] = String(cause instanceof Error ? cause.message : cause).split('\n');
        throw uncomputableExpression(feature, said, cause);
      });
    }
  }
}
