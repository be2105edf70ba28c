import { type Aggregate, declare } from '../aggregate.js';
import { columnWhere, conditionSql, type RowCondition } from '../row-condition.js';

/** How many rows meet the condition; all rows where none is given. */
export function countOf(where?: RowCondition): Aggregate {
  return {
    declares: declare('count', { where }),
    sql: (context) =>
      where === undefined ? 'COUNT(*)' : `COUNT(CASE WHEN ${conditionSql(context, where)} THEN 1 END)`,
  };
}

/** Which share of the rows meets the condition. */
export function shareOf(where: RowCondition): Aggregate {
  return {
    declares: declare('share', { where }),
    sql: (context) => `COUNT(CASE WHEN ${conditionSql(context, where)} THEN 1 END) / COUNT(*)`,
  };
}

/** How many different values a column has, among the rows that meet the condition. */
export function countDistinctOf(column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('count distinct', { column, where }),
    sql: (context) => `COUNT(DISTINCT ${columnWhere(context, column, where)})`,
  };
}
