import { DuckDBInstance } from '@duckdb/node-api';
import { Table, userBucket } from '@propensity/core';
import { InMemoryTrainingRows } from '@propensity/core/in-memory';
import type { LabelledRows } from '@propensity/core/ports';
import { FEW_USERS } from '@propensity/core/small-groups';
import { censoredRowsSql, duckdbDialect, tableRelation } from '@propensity/warehouse-sql';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';

const FOLDS = 2;
const TEST_SHARE = 0.3;
const division = {
  snapshots: ['2026-02-12', '2026-02-05'],
  train: [1],
  test: 0,
  testShare: TEST_SHARE,
  folds: FOLDS,
  negativeShare: 1,
};
const features = [
  { name: 'level', kind: 'categorical', unit: 'category', meaning: '', definitionHash: '' },
  { name: 'x y', kind: 'numeric', unit: 'count', meaning: '', definitionHash: '' },
] as const;

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create();
});
afterAll(() => instance.closeSync());

interface SomeRow {
  readonly user: number;
  readonly snapshot: number;
  readonly level: string | null;
  readonly value: number | null;
}

const foldOf = (bucket: number, testShare: number) =>
  bucket < testShare ? -1 : Math.min(FOLDS - 1, Math.floor(((bucket - testShare) / (1 - testShare)) * FOLDS));

/** What DuckDB makes of the rows, in their order. */
async function inDuckDb(rows: readonly SomeRow[], minCellUsers: number) {
  const connection = await instance.connect();
  try {
    const values = rows.map(({ user, snapshot, level, value }, row) => {
      const bucket = userBucket(`user ${user}`);
      const text = level === null ? 'NULL' : duckdbDialect.string(level);
      return `(${snapshot}, ${duckdbDialect.float(bucket)}, ${row}e0, 0e0, ${foldOf(bucket, TEST_SHARE)}, ${foldOf(bucket, 0)}, 1, NULL::DOUBLE, ${text}, ${value === null ? 'NULL' : duckdbDialect.float(value)})`;
    });
    await connection.run(`CREATE OR REPLACE TABLE whole AS SELECT * FROM (VALUES ${values.join(', ')})
AS given(_snapshot, _bucket, _events, _label, _train_fold, _fold, _kept, _champion, level, "x y")`);
    const sql = censoredRowsSql({
      dialect: duckdbDialect,
      rows: tableRelation(duckdbDialect, 'whole'),
      features,
      division,
      minCellUsers,
    });
    const reader = await connection.runAndReadAll(`SELECT level, "x y" FROM (${sql}) AS censored ORDER BY _events`);
    return reader.getRowsJS();
  } finally {
    connection.closeSync();
  }
}

function inMemory(rows: readonly SomeRow[], minCellUsers: number) {
  const texts = [...new Set(rows.flatMap(({ level }) => (level === null ? [] : [level])))];
  const labelled: LabelledRows = {
    features: new Table([
      [
        'level',
        {
          kind: 'categorical',
          levels: texts,
          codes: Int32Array.from(rows, ({ level }) => (level === null ? -1 : texts.indexOf(level))),
        },
      ],
      ['x y', { kind: 'numeric', values: Float64Array.from(rows, ({ value }) => value ?? Number.NaN) }],
    ]),
    labels: new Float64Array(rows.length),
    snapshotIndex: Int32Array.from(rows, ({ snapshot }) => snapshot),
    snapshots: division.snapshots,
    userBucket: Float64Array.from(rows, ({ user }) => userBucket(`user ${user}`)),
    eventCount: new Float64Array(rows.length),
  };
  return new InMemoryTrainingRows(labelled, { division, minCellUsers }).rows.features;
}

it('are censored by DuckDB as by the reference', async () => {
  const level = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom('a', 'b') },
    { weight: 2, arbitrary: fc.constantFrom('c', "it's", '', '=a', null) },
    { weight: 3, arbitrary: fc.constantFrom(null, 'e', 'f', 'g', 'h', 'i', 'j') },
  );
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 9 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  // Numbers are known of few in some, and missing of few in others.
  const shop = fc.record({
    rows: fc.uniqueArray(fc.record({ user: fc.nat(60), snapshot: fc.nat(1), level, value }), {
      minLength: 40,
      maxLength: 110,
      selector: ({ user, snapshot }) => `${user} ${snapshot}`,
    }),
    missing: fc.constantFrom('some', 'most', 'few'),
    minCellUsers: fc.integer({ min: 2, max: 5 }),
  });
  const seen = { few: 0, kept: 0, leftOut: 0, filled: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(shop, async ({ rows: given, missing, minCellUsers }) => {
      const isMissing = (at: number) => (missing === 'most' ? at % 20 > 0 : at % 25 === 0);
      const rows = given.map((row, at) => (missing === 'some' ? row : { ...row, value: isMissing(at) ? null : at }));
      const expected = inMemory(rows, minCellUsers);
      const found = await inDuckDb(rows, minCellUsers);
      const { codes, levels } = expected.categorical('level');
      const numbers = expected.numeric('x y');
      rows.forEach((row, at) => {
        const censored = codes[at]! < 0 ? null : levels[codes[at]!]!;
        expect(found[at]![0]).toBe(censored);
        const number = Number.isNaN(numbers[at]!) ? null : numbers[at]!;
        if (number === null) expect(found[at]![1]).toBeNull();
        else expect(found[at]![1]).toBeCloseTo(number, 12);
        if (censored === FEW_USERS) seen.few++;
        else if (censored === row.level) seen.kept++;
        else seen.leftOut++;
        if (row.value === null && number !== null) seen.filled++;
        if (row.value !== null && number === null) seen.unknown++;
      });
    }),
    { numRuns: 100, seed: 5 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
});
