import { expect, it } from 'vitest';
import { ratesOf } from '../../src/drift/drift-command.js';
import type { Signal, TenWeeks } from '../../src/drift/ten-weeks.js';

const run = (...signals: [week: number, kind: Signal['kind']][]): TenWeeks => ({
  seed: 1,
  signals: signals.map(([week, kind]) => ({ week, kind, text: '' })),
  largestPsi: [],
  evidence: 0,
  recalibrated: [],
});

it('counts runs, not signals, and only what can be of the shift as found', () => {
  const runs = [
    run([7, 'drift'], [7, 'drift'], [9, 'decay']),
    run([6, 'drift'], [8, 'refused']),
    run([3, 'decay'], [10, 'drift']),
    run(),
  ];
  expect(ratesOf('tag', runs)).toEqual({
    shift: 'tag',
    runs: 4,
    falseAlarms: 2,
    falseDrift: 1,
    falseDecay: 1,
    recalibrated: 0,
    found: 2,
    foundByDrift: 2,
    foundByDecay: 1,
  });
  expect(ratesOf('none', runs)).toMatchObject({ falseAlarms: 3, falseDrift: 3, falseDecay: 2, found: 0 });
});
