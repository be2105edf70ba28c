import { type Aggregate, declare } from '../aggregate.js';
import { columnWhere, type RowCondition } from '../row-condition.js';

/**
 * The text that a column had at the last (first) moment at which it was known; ties go to the greatest (smallest) text.
 * @param at column of that moment
 */
export function textOf(column: string, which: 'last' | 'first', at: string, where?: RowCondition): Aggregate {
  const { columns, ...declares } = declare('text', { column, which, at, where });
  return {
    declares: { ...declares, columns: [...columns, at] },
    sql: (context) => context.dialect.textAt(columnWhere(context, column, where), which, at),
  };
}
