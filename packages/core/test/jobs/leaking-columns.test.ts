import { describe, expect, it } from 'vitest';
import { assertNothingLater, assertNotTold, checkLeaks } from '../../src/jobs/leaking-columns.js';
import { aucDeviation, singleFeatureAucs } from '../../src/jobs/single-feature-auc.js';
import type { LabelledRows } from '../../src/ports/labelled-rows.js';
import type { OwnTable } from '../../src/ports/own-table.js';
import { tableFromRows } from '../../src/table/table-from-rows.js';
import { userBucket } from '../../src/windows/user-bucket.js';

type Cell = number | string | null;

/** Rows whose label and features follow from their index. */
function rowsOf(
  n: number,
  label: (i: number) => number,
  features: Readonly<Record<string, (i: number) => Cell>>,
): LabelledRows {
  const indices = Array.from({ length: n }, (_, i) => i);
  const names = Object.keys(features);
  const specs = names.map((name) => {
    const isText = indices.some((i) => typeof features[name]!(i) === 'string');
    return { name, kind: isText ? ('categorical' as const) : ('numeric' as const) };
  });
  const cells = indices.map((i) => Object.fromEntries(names.map((name) => [name, features[name]!(i)])));
  return {
    features: tableFromRows(specs, cells),
    labels: Float64Array.from(indices, label),
    snapshotIndex: new Int32Array(n),
    snapshots: ['2025-01-01'],
    userBucket: Float64Array.from(indices, (i) => userBucket(`u${i}`)),
    eventCount: new Float64Array(n),
  };
}

const tableOf = (rows: LabelledRows, change: Partial<OwnTable> = {}): OwnTable => ({
  allowedLeaks: [],
  leftOut: async () => [],
  doubtful: async () => [],
  laterKnowledge: async () => [],
  readLabelled: async () => rows,
  ...change,
});
/** One positive in ten. */
const tenth = (i: number) => (i % 10 === 0 ? 1 : 0);

describe('the AUC of a feature alone', () => {
  const auc = (label: (i: number) => number, value: (i: number) => Cell, n = 1000) =>
    singleFeatureAucs(rowsOf(n, label, { x: value }))[0]!.auc;

  it('of a number is its rank against the label, in the better direction', () => {
    expect(
      auc(
        (i) => (i < 2 ? 0 : 1),
        (i) => [1, 3, 2, 4][i]!,
        4,
      ),
    ).toBe(0.75);
    expect(
      auc(
        (i) => (i < 2 ? 0 : 1),
        (i) => -[1, 3, 2, 4][i]!,
        4,
      ),
    ).toBe(0.75);
    expect(auc(tenth, () => 7)).toBe(0.5);
  });

  it('of a number counts what is missing as lowest or highest', () => {
    expect(auc(tenth, (i) => (tenth(i) === 1 ? i : null))).toBe(1);
    expect(auc(tenth, (i) => (tenth(i) === 1 ? null : i))).toBe(1);
  });

  it('of a category is the target rate of its level among other users: many levels tell nothing', () => {
    expect(auc(tenth, (i) => (tenth(i) === 1 ? 'a' : 'b'))).toBe(1);
    expect(auc(tenth, (i) => (tenth(i) === 1 ? 'a' : null))).toBe(1);
    expect(auc(tenth, (i) => `level ${i}`)).toBeLessThan(0.6);
  });

  it('deviates as Hanley and McNeil say', () => {
    // Their formula by hand: Q1 = .85/1.15, Q2 = 2·.7225/1.85.
    const [q1, q2] = [0.85 / 1.15, 1.445 / 1.85];
    const variance = (0.1275 + 29 * (q1 - 0.7225) + 999 * (q2 - 0.7225)) / 30_000;
    expect(aucDeviation(0.85, 30, 1000)).toBeCloseTo(Math.sqrt(variance), 12);
  });
});

describe('columns that know the label', () => {
  const known = (i: number) => (tenth(i) === 1 ? 5 : 1);

  it('are refused by name, with what to do', async () => {
    const rows = rowsOf(1000, tenth, { honest: (i) => (i * 37) % 101, 'refund reason': known });
    const refusal = expect.objectContaining({
      code: 'leaking_column',
      kind: 'refused',
      message: expect.stringMatching(/: "refund reason" alone ranks users by the label with an AUC of 1\.000\.$/),
      hint: expect.stringContaining('{"columns": {"refund reason":"ignore"}}'),
    });
    expect(() => assertNotTold(tableOf(rows), singleFeatureAucs(rows))).toThrow(refusal);
  });

  it('are not told from chance by a dozen positives', async () => {
    const few = rowsOf(120, tenth, { x: known });
    expect(assertNotTold(tableOf(few), singleFeatureAucs(few))).toEqual([expect.stringContaining('"x" alone reaches')]);
    const more = rowsOf(300, tenth, { x: known });
    expect(() => assertNotTold(tableOf(more), singleFeatureAucs(more))).toThrow(
      expect.objectContaining({ code: 'leaking_column' }),
    );
  });

  it('are used where they are allowed, and a note says so', async () => {
    const rows = rowsOf(1000, tenth, { x: known });
    const allowed = tableOf(rows, { allowedLeaks: ['x'] });
    expect(assertNotTold(allowed, singleFeatureAucs(rows))).toEqual([
      expect.stringMatching(/^"x" alone .*; "source\.allowLeaks" allows it\.$/),
    ]);
  });

  it('are also those with what was known later', async () => {
    const rows = rowsOf(1000, tenth, { x: (i) => (i * 37) % 101 });
    const later = tableOf(rows, {
      laterKnowledge: async () => [{ name: 'seen', what: 'has dates after the snapshot' }],
    });
    await expect(assertNothingLater(later, ['2025-01-01'])).rejects.toThrow('"seen" has dates after the snapshot');
    expect(await checkLeaks(later, ['2025-01-01'])).toMatchObject([{ name: 'columns', status: 'fail' }]);
  });

  it('are looked for in tables alone', async () => {
    const rows = rowsOf(1000, tenth, { x: known });
    expect(assertNotTold(undefined, singleFeatureAucs(rows))).toEqual([]);
    expect(await assertNothingLater(undefined, ['2025-01-01'])).toEqual([]);
    expect(await checkLeaks(undefined, ['2025-01-01'])).toEqual([]);
  });
});
