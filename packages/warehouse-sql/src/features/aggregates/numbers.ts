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

/** The mean of the known values of a float column, each rounded to a millionth; those of 9.2e12 and more are left out. */
export function meanOfRounded(column: string): Aggregate {
  return {
    declares: declare('mean of millionths', { column }),
    sql: ({ dialect }) => {
      const value = dialect.cast(`ROUND(${column} * 1e6)`, 'integer');
      return `(${dialect.sumIntegers(value)} / 1e6) / COUNT(${value})`;
    },
  };
}

/** The last or first value of a number column that is known. */
export function numberAt(column: string, which: 'last' | 'first', where?: RowCondition): Aggregate {
  return {
    declares: declare(`${which} number`, { column, where }),
    sql: (context) => {
      const { cast, textAt } = context.dialect;
      return cast(textAt(cast(columnWhere(context, column, where), 'string'), which, 'event_micros'), 'float');
    },
  };
}
