import type { DuckDBConnection } from '@duckdb/node-api';
import {
  GROUPED_COLUMNS,
  type GroupedColumns,
  groupedRows,
  type OutcomeGrouping,
  type OutcomeRow,
  outcomeEntries,
} from '@propensity/core/counted-scores';
import { beforeAll, describe, expect, test } from 'vitest';
import { duckdbDialect, groupedOutcomesSql, queryRelation } from '../../src/index.js';
import { awkwardProbabilities } from '../support/awkward-probabilities.js';
import { openDuckdb, rowsOf } from '../support/open-duckdb.js';

const WEEK = '2025-01-06';
const probabilities = awkwardProbabilities(4000);
/** Every third user converted; what was served is another user's probability. */
const users: readonly Required<OutcomeRow>[] = probabilities.map((proba, user) => ({
  proba,
  servedProba: probabilities[(user * 7) % probabilities.length]!,
  label: user % 3 === 0 ? 1 : 0,
  eventCount: 1 + (user % 23),
}));

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await openDuckdb();
  const rows = users.map(
    ({ proba, servedProba, eventCount }, user) =>
      `('${user}', DATE '${WEEK}', 'm', ${duckdbDialect.float(proba)}, ${duckdbDialect.float(servedProba)}, ${eventCount})`,
  );
  await connection.run(
    `CREATE TABLE history AS SELECT * FROM (VALUES ${rows.join(',\n')}) AS t(user_id, predicted_week, model, proba, served_proba, event_count)`,
  );
  await connection.run(`INSERT INTO history SELECT user_id, predicted_week, 'other', 0.5, 0.5, 1 FROM history`);
});

async function grouped(grouping: OutcomeGrouping, served?: string) {
  const converted = users.flatMap(({ label }, user) => (label === 1 ? [`'${user}'`] : []));
  const labels = queryRelation(`SELECT UNNEST([${converted.join(', ')}]) AS user_id`);
  const options = { dialect: duckdbDialect, history: 'history', week: WEEK, model: 'm', labels, grouping, served };
  const rows = await rowsOf(connection, groupedOutcomesSql(options));
  const columns = GROUPED_COLUMNS.map((name) => [name, Float64Array.from(rows, (row) => Number(row[name]))]);
  return outcomeEntries(Object.fromEntries(columns) as unknown as GroupedColumns, grouping);
}

describe.each([
  { binned: false, threshold: 0.5 },
  { binned: true, threshold: 0.5 },
  { binned: true, threshold: 0.0301 },
])('outcomes grouped by %j', (grouping) => {
  test('are the entries that core makes of the rows, to the last bit', async () => {
    const withoutServed = users.map(({ proba, label, eventCount }) => ({ proba, label, eventCount }));
    expect(await grouped(grouping)).toEqual(groupedRows(withoutServed, grouping));
  });

  test('of a challenger, with pairs of what it said and what was served', async () => {
    expect(await grouped(grouping, 'served_proba')).toEqual(groupedRows(users, grouping));
  });
});
