import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ModelRecord } from '../../src/ports/model-registry.js';
import { chooseModel, firstHonestSnapshot } from '../../src/registry/choose-model.js';
import type { ModelStatus } from '../../src/results/results.js';
import { addDays } from '../../src/windows/calendar-day.js';

function record(trainingDate: string, status: ModelStatus = 'champion', horizonDays = 7): ModelRecord {
  return { model: `model-${trainingDate}-${status}`, trainingDate, status, horizonDays } as ModelRecord;
}

const someRecords = fc
  .array(fc.tuple(fc.nat({ max: 60 }), fc.constantFrom<ModelStatus>('champion', 'challenger', 'rejected')))
  .map((drawn) => drawn.sort(([a], [b]) => b - a).map(([days, status]) => record(addDays('2026-01-01', days), status)));
const someSnapshot = fc.nat({ max: 90 }).map((days) => addDays('2026-01-01', days));

describe('chooseModel', () => {
  it('takes the newest champion whose labels were over, and never one from the future', () => {
    fc.assert(
      fc.property(someRecords, someSnapshot, (records, snapshot) => {
        const honest = records.filter(
          ({ status, trainingDate }) => status === 'champion' && addDays(trainingDate, 7) <= snapshot,
        );
        if (honest.length === 0) {
          expect(() => chooseModel(records, snapshot)).toThrow(expect.objectContaining({ code: 'no_model' }));
          return;
        }
        const chosen = chooseModel(records, snapshot);
        expect(chosen.inSample).toBe(false);
        expect(chosen.record.status).toBe('champion');
        expect(firstHonestSnapshot(chosen.record) <= snapshot).toBe(true);
        for (const { trainingDate } of honest) expect(trainingDate <= chosen.record.trainingDate).toBe(true);
      }),
    );
  });

  it('lets a model score from the day on which its labels end', () => {
    const records = [record('2026-02-01')];
    expect(chooseModel(records, '2026-02-08').record).toBe(records[0]);
    expect(() => chooseModel(records, '2026-02-07')).toThrow(
      expect.objectContaining({
        code: 'no_model',
        kind: 'refused',
        hint: expect.stringContaining('2026-02-08 or later'),
      }),
    );
  });

  it('goes back to an older champion for a backfill', () => {
    const records = [record('2026-02-01'), record('2026-01-10'), record('2026-01-03')];
    expect(chooseModel(records, '2026-02-05').record.trainingDate).toBe('2026-01-10');
  });

  it('tells the user to train where there is no accepted model', () => {
    for (const records of [[], [record('2026-01-01', 'rejected'), record('2026-01-01', 'challenger')]]) {
      expect(() => chooseModel(records, '2026-02-08')).toThrow(
        expect.objectContaining({
          code: 'no_model',
          hint: 'Run "propensity train" first.',
          details: { snapshot: '2026-02-08', earliest: null },
        }),
      );
    }
  });

  it('takes a named model as it is, and marks it in-sample where it breaks the rule', () => {
    const pinned = record('2026-02-01', 'challenger');
    expect(chooseModel([pinned], '2026-02-07', pinned.model)).toEqual({
      record: pinned,
      inSample: true,
      chosenAs: 'named',
    });
    expect(chooseModel([pinned], '2026-02-08', pinned.model)).toEqual({
      record: pinned,
      inSample: false,
      chosenAs: 'named',
    });
    expect(() => chooseModel([pinned], '2026-02-08', 'another')).toThrow(
      expect.objectContaining({ code: 'unknown_model', kind: 'usage' }),
    );
  });
});
