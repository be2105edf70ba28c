import { afterAll, beforeAll, expect, test } from 'vitest';
import { unrecognizedName } from '../../../src/index.js';
import { ZetaSqlDatabase } from '../../support/zetasql/zetasql-database.js';
import { ZetaSqlServer } from '../../support/zetasql/zetasql-server.js';

let server: ZetaSqlServer;
let database: ZetaSqlDatabase;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  database = await ZetaSqlDatabase.open(server, []);
});
afterAll(() => server?.stop());

test.each([
  ['devise', 'devise'],
  ['devise.category', 'devise'],
  ["CASE WHEN UPPER(`devise`.category) = 'MOBILE' THEN device.category END", 'devise'],
  ['devices.category', 'devices'],
  ['device.categorie', null],
  ['UPPER(1)', null],
])('%s does not know %s', async (sql, name) => {
  const query = `SELECT (${sql}\n) FROM (SELECT STRUCT('mobile' AS category) AS device) AS raw_rows`;
  const said = await database.rows(query).then(
    () => null,
    (error: unknown) => String(error),
  );
  expect(said).not.toBeNull();
  expect(unrecognizedName(said!)).toBe(name);
});
