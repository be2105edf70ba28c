import type { Dialect } from '../dialect/dialect.js';
import type { FeatureContext } from './feature-context.js';

/** A condition on one row of a grain, as data: every part that is given has to hold. */
export interface RowCondition {
  /** The row is an event of one of these names. */
  readonly events?: readonly string[];
  /** The moment in `column` falls in the last `days` days before S. */
  readonly within?: { readonly column: string; readonly days: number };
  /** This column is not NULL. */
  readonly known?: string;
  /** Comparisons of integer columns with whole numbers. */
  readonly compare?: readonly (readonly [column: string, operator: '=' | '<>' | '<' | '>' | '>=', value: number])[];
}

/** The columns that a condition looks at. */
export function conditionColumns({ events, within, known, compare = [] }: RowCondition): string[] {
  return [
    ...(events === undefined ? [] : ['event_name']),
    ...(within === undefined ? [] : [within.column]),
    ...(known === undefined ? [] : [known]),
    ...compare.map(([column]) => column),
  ];
}

/** The condition in SQL; `TRUE` when it has no parts. */
export function conditionSql(
  { dialect, within: isWithin }: FeatureContext,
  { events, within, known, compare = [] }: RowCondition,
): string {
  const all = [
    ...(events === undefined ? [] : [isEventSql(dialect, events)]),
    ...(within === undefined ? [] : [isWithin(within.column, within.days)]),
    ...(known === undefined ? [] : [`${known} IS NOT NULL`]),
    ...compare.map(([column, operator, value]) => `${column} ${operator} ${value}`),
  ].filter((sql) => sql !== 'TRUE');
  return all.length === 0 ? 'TRUE' : all.join(' AND ');
}

/** The condition that a row is an event of one of the names; false for no names. */
export function isEventSql({ isOneOf }: Pick<Dialect, 'isOneOf'>, names: readonly string[]): string {
  return names.length === 0 ? 'FALSE' : isOneOf('event_name', names);
}

/** A column where the condition holds, else NULL. */
export function columnWhere(context: FeatureContext, column: string, where: RowCondition = {}): string {
  const condition = conditionSql(context, where);
  return condition === 'TRUE' ? column : `CASE WHEN ${condition} THEN ${column} END`;
}
