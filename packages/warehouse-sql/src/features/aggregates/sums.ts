import { sumOfMillionths, valueWithRemainder } from '../../arithmetic/exact-sum-of-rows.js';
import { type Aggregate, declare } from '../aggregate.js';
import type { FeatureContext } from '../feature-context.js';
import { columnWhere, type RowCondition } from '../row-condition.js';
import { countOf } from './counts.js';

/** The sum of an integer column, divided by `per`. */
export function sumOfIntegers(column: string, per: number, where?: RowCondition): Aggregate {
  return {
    declares: declare('sum of integers', { column, per, where }),
    sql: (context) => `${context.dialect.sumIntegers(columnWhere(context, column, where))} / ${per}e0`,
  };
}

/** The sum of a column of counts over the rows that meet the condition; a whole number. */
export function sumOfCounts(column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('sum of counts', { column, where }),
    sql: (context) => `SUM(${columnWhere(context, column, where)})`,
  };
}

/**
 * `sumOf` over the rows that meet a condition: 0 for a user without such a row, NULL for one with rows none of which has a
 * value.
 */
export function sumOrUnknown(column: string, where: RowCondition): Aggregate {
  const sum = sumOf(column, where);
  return {
    ...sum,
    declares: declare('sum or unknown', { column, where }),
    sql: (context) => `CASE WHEN ${countOf(where).sql(context)} = 0 THEN 0e0 ELSE ${sum.sql(context)} END`,
  };
}

/**
 * The sum of a float column, exact at the scale of the data and independent of the order of the rows: each value counts to
 * within one part in 10¹⁵ of itself, a decimal of up to six places as that decimal.
 */
export function sumOf(column: string, where?: RowCondition): Aggregate {
  const value = (context: FeatureContext) => columnWhere(context, column, where);
  return {
    declares: declare('sum', { column, where }),
    sql: (context) => sumOfMillionths(context.dialect, value(context)),
    remainder: (context) => valueWithRemainder(context.dialect, value(context)),
  };
}

/** The sum of a float column whose values are each rounded to a millionth; those of 9.2e12 and more are left out. */
export function sumOfRounded(column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('sum of millionths', { column, where }),
    sql: (context) => sumOfMillionths(context.dialect, columnWhere(context, column, where)),
  };
}
