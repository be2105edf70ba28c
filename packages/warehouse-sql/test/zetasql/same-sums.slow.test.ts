import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exactSumOfElements } from '../../src/arithmetic/exact-sum-of-elements.js';
import { type Dialect, FeatureDefinitions, featureSnapshotSql, ga4Export, tableRelation } from '../../src/index.js';
import { BothEngines } from '../support/both-engines.js';
import { anyAmount } from '../support/exact-numbers.js';
import { ZetaSqlServer } from '../support/zetasql/zetasql-server.js';

const SNAPSHOT = '2025-03-11';
const amounts = fc.sample(fc.array(anyAmount, { minLength: 1, maxLength: 6 }), { numRuns: 120, seed: 20261203 });
const definitions = new FeatureDefinitions({
  source: ga4Export,
  lookbackDays: 14,
  features: {
    drop: ['*'],
    add: [{ name: 'amount', param: 'amount', aggregate: 'sum', kind: 'numeric' }],
  },
});

let server: ZetaSqlServer;
let engines: BothEngines;
beforeAll(async () => {
  server = await ZetaSqlServer.start();
  const text = (name: string) => ({ name, type: 'STRING' });
  engines = await BothEngines.open(server, {
    tables: [
      {
        name: 'lists',
        fields: [text('user_id'), { name: 'numbers', type: 'FLOAT64', mode: 'REPEATED' }],
        rows: amounts.map((numbers, index) => ({ user_id: `u${index}`, numbers })),
      },
      {
        name: 'flat',
        fields: [
          ...['user_id', 'event_name'].map(text),
          ...['event_micros', 'local_micros'].map((name) => ({ name, type: 'INT64' })),
          { name: 'custom_amount', type: 'FLOAT64' },
        ],
        rows: amounts.flatMap((numbers, index) =>
          numbers.map((amount, place) => {
            const micros = Date.parse('2025-03-05T00:00:00Z') * 1000 + place;
            return {
              user_id: `u${index}`,
              event_name: 'x',
              event_micros: micros,
              local_micros: micros,
              custom_amount: amount,
            };
          }),
        ),
      },
    ],
  });
});
afterAll(() => {
  engines?.close();
  server?.stop();
});

test('sums over rows, of numbers of any size and sign', async () => {
  const rows = await engines.sameRows((dialect: Dialect) =>
    featureSnapshotSql({
      dialect,
      events: tableRelation(dialect, 'flat'),
      roles: ga4Export.roles,
      snapshot: SNAPSHOT,
      lookbackDays: 14,
      timeZone: 'UTC',
      features: definitions.catalogue,
    }),
  );
  expect(rows).toHaveLength(amounts.length);
  expect(new Set(rows.map(({ amount }) => amount)).size).toBeGreaterThan(amounts.length / 2);
});

test('sums over the elements of a list, of numbers of any size and sign', async () => {
  const rows = await engines.sameRows(
    (dialect) => `SELECT user_id, ${exactSumOfElements(dialect, 'numbers')} AS total FROM ${dialect.table('lists')}`,
  );
  expect(rows.every(({ total }) => total !== null)).toBe(true);
});
