import { remainderAggregates, remainderOf } from '../arithmetic/exact-sum-of-rows.js';
import type { Feature } from '../features/feature.js';
import type { FeatureContext } from '../features/feature-context.js';

/**
 * What sums of millionths leave out, per user: `user_id`, then a column per feature, NULL where nothing is left out. Users
 * with no remainder have no row.
 * @param rows the grain's rows with alias and condition, as written after FROM
 */
export function remainderSql(features: readonly Feature[], context: FeatureContext, rows: string): string {
  const { dialect } = context;
  const values = features.map(({ aggregate }, index) => [`value_${index}`, aggregate.remainder!(context)] as const);
  const aggregates = values.map(([value], index) => {
    const { fine, unusual } = remainderAggregates(dialect, value);
    return `${fine} AS fine_${index}, ${unusual} AS unusual_${index}`;
  });
  const totals = features.map(({ name }, index) => {
    const columns = { fine: `fine_${index}`, unusual: `unusual_${index}` };
    return `${remainderOf(dialect, columns)} AS ${dialect.identifier(name)}`;
  });
  return `SELECT user_id, ${totals.join(',\n  ')}
FROM (
  SELECT user_id, ${aggregates.join(',\n    ')}
  FROM (
    SELECT user_id, ${values.map(([name, sql]) => `${sql} AS ${name}`).join(', ')}
    FROM ${rows}
  ) AS valued
  WHERE ${values.map(([name]) => `${name} IS NOT NULL`).join(' OR ')} GROUP BY user_id
) AS added`;
}
