import { expect, it } from 'vitest';
import type { ScoreExport } from '../../src/ports/score-exports.js';
import { checkExports } from '../../src/verification/check-exports.js';

const DONE: ScoreExport = {
  exportId: 'e1',
  sequence: 1,
  target: 'purchase',
  destination: 'crm',
  exportedAt: '2026-02-08T06:00:00.000Z',
  week: '2026-02-08',
  kind: 'all',
  n: null,
  rows: 50,
  sha256: 'ab'.repeat(32),
  fileName: 'scores.csv',
  format: 'csv',
  heldOut: 5,
  withoutConsent: null,
};
const given = (rows: number) => [
  { target: 'purchase', destination: 'crm', exportId: 'e1', rows, users: rows, badRows: 0 },
];

it('an export was given to as many users as were in its file or held out of it, and to no more', () => {
  expect(checkExports([DONE], given(55))).toEqual([]);
  expect(checkExports([DONE], given(56))).toMatchObject([{ row: 'e1', message: '56 users are of it; it had 55.' }]);
  const earlier = { ...DONE, format: null, heldOut: null };
  expect(checkExports([earlier], given(50))).toEqual([]);
  expect(checkExports([earlier], given(51))).toHaveLength(1);
});
