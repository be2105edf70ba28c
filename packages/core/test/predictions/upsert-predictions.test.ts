import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkBatch, type ScoredUser, upsertPredictions } from '../../src/predictions/upsert-predictions.js';
import type { ProbaResult } from '../../src/results/results.js';

const OF_TARGET = { target: 'purchase', horizon_days: 7 };
const WEEK = { predicted_week: '2026-02-08', predicted_at: '2026-02-08T06:00:00.000Z', model: 'new', ...OF_TARGET };
const BEFORE = { predicted_week: '2026-02-01', predicted_at: '2026-02-01T06:00:00.000Z', model: 'old', ...OF_TARGET };
const RUN = { ...WEEK, selection: { threshold: 0.5 } };

const someProba = fc.double({ min: 0, max: 1, noNaN: true });
const someUser = fc.integer({ min: 0, max: 40 }).map((n) => `user-${n}`);
const someBatch = fc.uniqueArray(fc.record({ userId: someUser, proba: someProba }), {
  selector: ({ userId }) => userId,
});
const someTable = someBatch.map(
  (users) => new Map(users.map(({ userId, proba }) => [userId, { user_id: userId, proba, ...BEFORE, selected: true }])),
);

/** What a person would do by hand with two lists. */
function byHand(current: ReadonlyMap<string, ProbaResult>, batch: readonly { userId: string; proba: number }[]) {
  const everyone = [...new Set([...current.keys(), ...batch.map(({ userId }) => userId)])];
  return everyone.map((user) => {
    const scored = batch.find(({ userId }) => userId === user);
    return scored === undefined
      ? current.get(user)!
      : { user_id: user, proba: scored.proba, ...WEEK, selected: scored.proba >= 0.5 };
  });
}

describe('upsertPredictions', () => {
  it('overwrites users with a new score, appends new users and keeps the others', () => {
    fc.assert(
      fc.property(someTable, someBatch, (current, batch) => {
        const { predictions } = upsertPredictions(current, batch, RUN);
        expect([...predictions.values()]).toEqual(byHand(current, batch));
        for (const [user, prediction] of predictions) expect(prediction.user_id).toBe(user);
      }),
    );
  });

  it('counts what it did', () => {
    fc.assert(
      fc.property(someTable, someBatch, (current, batch) => {
        const { predictions, counts } = upsertPredictions(current, batch, RUN);
        expect(counts).toEqual({
          scored: batch.length,
          overwritten: batch.filter(({ userId }) => current.has(userId)).length,
          appended: batch.filter(({ userId }) => !current.has(userId)).length,
          kept: [...current.keys()].filter((user) => !batch.some(({ userId }) => userId === user)).length,
          selected: batch.filter(({ proba }) => proba >= 0.5).length,
        });
        expect(counts.scored + counts.kept).toBe(predictions.size);
      }),
    );
  });

  it('leaves its arguments as they were', () => {
    fc.assert(
      fc.property(someTable, someBatch, (current, batch) => {
        const copies = structuredClone({ current, batch });
        upsertPredictions(current, batch, RUN);
        expect({ current, batch }).toEqual(copies);
      }),
    );
  });

  it('done twice leaves the same table, and appends nobody the second time', () => {
    fc.assert(
      fc.property(someTable, someBatch, (current, batch) => {
        const once = upsertPredictions(current, batch, RUN).predictions;
        const twice = upsertPredictions(once, batch, RUN);
        expect(twice.predictions).toEqual(once);
        expect(twice.counts.appended).toBe(0);
      }),
    );
  });

  it.each<[string, ScoredUser[], string]>([
    [
      'a user twice',
      [
        { userId: 'a', proba: 0.1 },
        { userId: 'a', proba: 0.1 },
      ],
      '1 scored more than once',
    ],
    ['a NULL user', [{ userId: null, proba: 0.1 }], '1 without a user id'],
    ['an empty user id', [{ userId: '', proba: 0.1 }], '1 without a user id'],
    ['a NULL probability', [{ userId: 'a', proba: null }], '1 with a probability that is missing'],
    ['NaN', [{ userId: 'a', proba: Number.NaN }], '1 with a probability that is missing'],
    ['a probability above 1', [{ userId: 'a', proba: 1 + 1e-12 }], 'outside [0, 1]'],
    ['a negative probability', [{ userId: 'a', proba: -1e-12 }], 'outside [0, 1]'],
  ])('refuses a batch with %s, and says how many', (_, bad, message) => {
    const current = new Map([['z', { user_id: 'z', proba: 0.5, ...BEFORE, selected: null }]]);
    const batch = [{ userId: 'good', proba: 0.5 }, ...bad];
    expect(() => upsertPredictions(current, batch, RUN)).toThrow(
      expect.objectContaining({ code: 'bad_predictions', kind: 'refused', message: expect.stringContaining(message) }),
    );
    expect([...current.keys()]).toEqual(['z']);
  });

  it('takes the ends of [0, 1]', () => {
    const batch = [
      { userId: 'never', proba: 0 },
      { userId: 'always', proba: 1 },
    ];
    expect(upsertPredictions(new Map(), batch, RUN).counts.appended).toBe(2);
  });

  it('selects by a capacity among the users of the run; whoever is kept keeps what an earlier run said', () => {
    const current = new Map([['kept', { user_id: 'kept', proba: 0.9, ...BEFORE, selected: true }]]);
    const batch = ['a', 'b', 'c'].map((userId, i) => ({ userId, proba: 0.1 + i / 10 }));
    const { predictions, counts } = upsertPredictions(current, batch, { ...WEEK, selection: { topUsers: 2 } });
    expect(Object.fromEntries([...predictions].map(([user, { selected }]) => [user, selected]))).toEqual({
      kept: true,
      a: false,
      b: true,
      c: true,
    });
    expect(counts.selected).toBe(2);
  });

  it('never lets an older snapshot overwrite a newer one, even for users it does not touch', () => {
    const newer = new Map([['z', { user_id: 'z', proba: 0.5, ...WEEK, selected: null }]]);
    for (const userId of ['z', 'other']) {
      expect(() => upsertPredictions(newer, [{ userId, proba: 0.1 }], { ...RUN, ...BEFORE })).toThrow(
        expect.objectContaining({ code: 'older_snapshot', details: { snapshot: '2026-02-01', newest: '2026-02-08' } }),
      );
    }
  });
});

describe('checkBatch', () => {
  it('counts a user three times as two duplicates', () => {
    const batch = ['a', 'a', 'a', 'b', null].map((userId) => ({ userId, proba: 0.5 }));
    expect(checkBatch(batch)).toEqual({
      rows: 5,
      duplicateUsers: 2,
      nullUsers: 1,
      badProbabilities: 0,
      missingUsers: 0,
    });
  });
});
