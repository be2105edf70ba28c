import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { syntheticCsv } from '../../src/generate/synthetic-csv.js';
import { syntheticTable } from '../../src/generate/synthetic-table.js';
import { CATEGORICAL_NAMES, NUMERIC_NAMES, syntheticUsers } from '../../src/generate/synthetic-users.js';

describe('synthetic users', () => {
  it.each([undefined, 0.001])('have the base rate %s as the mean of their true probabilities', (baseRate) => {
    const { truth } = syntheticTable({ rows: 2000, seed: 7, ...(baseRate === undefined ? {} : { baseRate }) });
    const mean = truth.reduce((sum, p) => sum + p, 0) / truth.length;
    expect(mean).toBeCloseTo(baseRate ?? 0.02, 10);
  });

  it('are the same in columns as one by one', () => {
    const options = { rows: 50, seed: 3 };
    const { features, truth } = syntheticTable(options);
    for (const [row, user] of [...syntheticUsers(options)].entries()) {
      const cells = features.row(row);
      expect(NUMERIC_NAMES.map((name) => cells[name])).toEqual(user.numbers);
      expect(CATEGORICAL_NAMES.map((name) => cells[name])).toEqual(user.levels);
      expect(truth[row]).toBe(user.probability);
    }
  });

  it('give the file that measurements have been taken on', () => {
    const text = [...syntheticCsv({ rows: 1000, seed: 20261124 })].join('\n');
    expect(createHash('sha256').update(text).digest('hex')).toBe(
      'd7783729f5ca7a305d3be93c35a9c83041b85687ac9ba8411487e0a1038f3ae6',
    );
  });
});
