import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectedUsers, selectionOf } from '../../src/decisions/selection.js';

const batch = fc.uniqueArray(
  fc.record({ userId: fc.string({ unit: 'grapheme' }), proba: fc.constantFrom(0, 0.1, 0.2, 0.5, 1) }),
  { selector: ({ userId }) => userId },
);
/** Texts as warehouses compare them: by the bytes of UTF-8. */
const bytes = (text: string) => Buffer.from(text.toWellFormed());

describe('selectedUsers', () => {
  it('by a capacity takes the highest probabilities, never more users, and the first user ids of equal ones', () => {
    fc.assert(
      fc.property(batch, fc.integer({ min: 1, max: 20 }), (users, topUsers) => {
        const ranked = users.toSorted((a, b) => b.proba - a.proba || Buffer.compare(bytes(a.userId), bytes(b.userId)));
        const expected = ranked.slice(0, topUsers).map(({ userId }) => userId);
        expect([...selectedUsers(users, { topUsers })].sort()).toEqual(expected.sort());
      }),
    );
  });

  it('cuts a tie by code point, not by UTF-16 unit', () => {
    const users = ['💙', '\uffee', 'Z', 'a', 'aa'].map((userId) => ({ userId, proba: 0.5 }));
    const taken = (topUsers: number) => [...selectedUsers(users, { topUsers })];
    expect(taken(5)).toEqual(['Z', 'a', 'aa', '\uffee', '💙']);
    expect(taken(4)).not.toContain('💙');
  });

  it('by a threshold takes everyone at or above it', () => {
    const users = [0.1, 0.2, 0.3].map((proba, i) => ({ userId: `u${i}`, proba }));
    expect([...selectedUsers(users, { threshold: 0.2 })]).toEqual(['u1', 'u2']);
  });
});

it('selects by the capacity that is configured, and otherwise by the threshold of the model', () => {
  expect(selectionOf({ topUsers: 30 }, 0.2)).toEqual({ topUsers: 30 });
  for (const policy of [undefined, { minPrecision: 0.5 }, { gain: 3, cost: 1 }]) {
    expect(selectionOf(policy, 0.2)).toEqual({ threshold: 0.2 });
  }
});
