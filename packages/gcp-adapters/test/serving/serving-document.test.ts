import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentIdOf, documentOf, predictionIn } from '../../src/serving/serving-document.js';

const ROW = {
  user_id: 'u',
  proba: 0.25,
  predicted_week: '2026-01-05',
  predicted_at: '2026-01-05T06:00:00.000Z',
  model: 'lr-1',
  target: 'purchase',
  horizon_days: 7,
  selected: false,
};
const text = fc.string({
  unit: fc.constantFrom('a', '/', '.', '_', '"', '[', ',', '\\', '\0', 'é', '\ud800', '\udc00'),
});

describe('documentIdOf', () => {
  it.each(['a/b', '.', '..', '__x__', '', 'x'.repeat(3000), '\ud800', 'ключ'])('takes %j', (user) => {
    expect(documentIdOf(user, 'purchase')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('names no two pairs alike', () => {
    fc.assert(
      fc.property(text, text, text, text, (user, target, otherUser, otherTarget) => {
        const same = user === otherUser && target === otherTarget;
        expect(documentIdOf(user, target) === documentIdOf(otherUser, otherTarget)).toBe(same);
      }),
      { numRuns: 2000 },
    );
  });

  it('stays what it is: documents are found by it', () => {
    expect(documentIdOf('1234567.8901234', 'purchase')).toBe(
      '86d50a1da5e4f1e53c836091d94718d4de337812a6f61a61c129daa7d84e1ccf',
    );
  });
});

describe('predictionIn', () => {
  it('gives back what was written', () => {
    expect(predictionIn({ ...documentOf(ROW, 'f') }, 'u', 'purchase')).toEqual(ROW);
    const former = { ...ROW, horizon_days: null, selected: null };
    expect(predictionIn({ ...documentOf(former, 'f') }, 'u', 'purchase')).toEqual(former);
  });

  it.each([
    ['another user', { user_id: 'v' }],
    ['another target', { target: 'refund' }],
    ['a text', { proba: '0.25' }],
    ['more than 1', { proba: 1.5 }],
    ['NaN', { proba: Number.NaN }],
    ['no week', { predicted_week: undefined }],
    ['a number', { selected: 1 }],
  ])('takes no document with %s', (_, change) => {
    expect(predictionIn({ ...documentOf(ROW, 'f'), ...change }, 'u', 'purchase')).toBeNull();
  });
});
