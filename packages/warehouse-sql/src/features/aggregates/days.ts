import { DAY_MICROS } from '../../source/day-micros.js';
import { type Aggregate, declare } from '../aggregate.js';
import { columnWhere, conditionSql, type RowCondition } from '../row-condition.js';

/** On how many local days there is a row that meets the condition. */
export function daysOf(where: RowCondition): Aggregate {
  return {
    declares: declare('days', { column: 'local_micros', where }),
    sql: (context) =>
      context.countDays(
        `CASE WHEN ${conditionSql(context, where)} THEN ${context.dialect.integerDivide('local_micros', DAY_MICROS)} END`,
      ),
  };
}

/** Mean number of rows per day, over the days that have any. @param column of local days since the epoch */
export function rowsPerDay(column: string): Aggregate {
  return {
    declares: declare('rows per day', { column }),
    sql: ({ countDays }) => `COUNT(*) / ${countDays(column)}`,
  };
}

/** Days, with fractions, from the last or first moment of the rows that meet the condition to S. @param column microseconds */
export function daysSince(which: 'last' | 'first', column: string, where?: RowCondition): Aggregate {
  return {
    declares: declare('days since', { which, column, where }),
    sql: (context) => daysFrom(aggregateOf(which)(columnWhere(context, column, where)), context.snapshotMicros),
  };
}

/** Days since the earliest moment in either column; `earlier` counts only in rows where it precedes `column`. */
export function daysSinceEarlier(column: string, earlier: string): Aggregate {
  const { columns, ...declares } = declare('days since the earlier', { column, earlier });
  return {
    declares: { ...declares, columns: [...columns, earlier] },
    sql: ({ snapshotMicros }) =>
      daysFrom(`MIN(CASE WHEN ${earlier} < ${column} THEN ${earlier} ELSE ${column} END)`, snapshotMicros),
  };
}

const aggregateOf = (which: 'last' | 'first') => (expr: string) => `${which === 'last' ? 'MAX' : 'MIN'}(${expr})`;

function daysFrom(micros: string, snapshotMicros: string): string {
  return `(${snapshotMicros} - ${micros}) / ${DAY_MICROS}e0`;
}
