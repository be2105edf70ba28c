import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbDialect, googlesqlDialect, relation, zoneEvidenceSql } from '../../../src/index.js';
import { openDuckdb, rowsOf } from '../../support/open-duckdb.js';
import { ZetaSqlDatabase } from '../../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

let server: ZetaSqlServer;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
});
afterAll(() => server?.stop());

const rows = (text: string) =>
  `(SELECT '20250201' AS d, 4500000000 AS m UNION ALL SELECT '20250201', 5399999999 UNION ALL SELECT '20250202', 5400000000 UNION ALL SELECT '20250202', CAST(NULL AS ${text}))`;

test('rows are counted by date and quarter of an hour on both engines', async () => {
  const relations = (type: string) => [{ from: relation(`${rows(type)} AS r`), date: 'd', micros: 'm' }];
  const expected = [
    { date: '20250201', quarter: 5, rows: 2 },
    { date: '20250202', quarter: 6, rows: 1 },
  ];
  const duckdb = await openDuckdb();
  const inDuckdb = await rowsOf(duckdb, `${zoneEvidenceSql(duckdbDialect, relations('BIGINT'))} ORDER BY date`);
  expect(inDuckdb.map(({ date, quarter, rows: n }) => ({ date, quarter: Number(quarter), rows: Number(n) }))).toEqual(
    expected,
  );
  duckdb.closeSync();
  const zetasql = await ZetaSqlDatabase.open(server, []);
  expect(await zetasql.rows(`${zoneEvidenceSql(googlesqlDialect, relations('INT64'))} ORDER BY date`)).toEqual(
    expected,
  );
});
