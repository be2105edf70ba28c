import { expect, it } from 'vitest';
import { predictionRunRow } from '../../src/tables/rows.js';
import { keyFaults, rowFaults } from '../../src/verification/row-faults.js';

const ROW = predictionRunRow({
  runId: 'predictions-2026-02-02-1',
  target: 'purchase',
  snapshot: '2026-02-02',
  model: 'purchase-2026-01-01-abcdef01',
  sha256: 'a',
  predictedAt: '2026-02-02T05:00:00.000Z',
  inSample: false,
  horizonDays: 7,
  allowedMissingDays: ['2026-01-05'],
  scoresChecksum: 5,
  result: {
    job: 'predictions',
    run_id: 'predictions-2026-02-02-1',
    snapshot: '2026-02-02',
    model: 'purchase-2026-01-01-abcdef01',
    in_sample: false,
    counts: { scored: 10, overwritten: 0, appended: 10, kept: 0, selected: 2 },
  },
});

it('finds nothing in a row as it was written, whatever the bytes and the order of keys', () => {
  const { counts, ...facts } = JSON.parse(String(ROW.result));
  expect(rowFaults('predictionRuns', [ROW, { ...ROW, bytes_processed: 5 }])).toEqual([]);
  expect(rowFaults('predictionRuns', [{ ...ROW, result: JSON.stringify({ counts, ...facts }) }])).toEqual([]);
});

it.each([
  [{ scored: 11 }, 'scored is 11; its record says 10.'],
  [{ selected: null }, 'selected is nothing; its record says 2.'],
  [{ accepted_drift_json: '[]' }, 'accepted_drift_json is []; its record says nothing.'],
  [{ result: '{' }, 'Its record cannot be read.'],
])('finds %j', (change, message) => {
  expect(rowFaults('predictionRuns', [{ ...ROW, ...change }])).toEqual([
    { area: 'runs', row: 'predictions-2026-02-02-1', message },
  ]);
});

it('says what is off with keys', () => {
  expect(keyFaults('ma_exports', { twice: 0, without: 0 })).toEqual([]);
  expect(keyFaults('ma_exports', { twice: 2, without: 1 })).toEqual([
    { area: 'tables', row: 'ma_exports', message: '2 keys are in it more than once.' },
    { area: 'tables', row: 'ma_exports', message: '1 rows have no value in a part of their key.' },
  ]);
});
