import { type Aggregate, declare } from '../aggregate.js';
import { columnWhere, type RowCondition } from '../row-condition.js';

/** The greatest value of a column. */
export function greatestOf(column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('max', { column, where }),
    sql: (context) => `MAX(${columnWhere(context, column, where)})`,
  };
}

/** The least value of a column. */
export function leastOf(column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('min', { column, where }),
    sql: (context) => `MIN(${columnWhere(context, column, where)})`,
  };
}

/** The mean of an integer column that every row has. */
export function meanOf(column: string): Aggregate {
  return { declares: declare('mean', { column }), sql: () => `SUM(${column}) / COUNT(*)` };
}

/** The last value of a number column that is known. */
export function lastNumberOf(column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('last number', { column, where }),
    sql: (context) => {
      const { cast, textAt } = context.dialect;
      return cast(textAt(cast(columnWhere(context, column, where), 'string'), 'last', 'event_micros'), 'float');
    },
  };
}
