import { PropensityError } from '@propensity/core';
import { describe, expect, it } from 'vitest';
import { namingTables } from '../../src/jobs/unreadable-tables.js';

const failing = (error: unknown) => () => Promise.reject(error);
const refused = new PropensityError('unreadable_field', 'The field "a" cannot be read: found 1', {
  kind: 'usage',
  hint: 'Export it again.',
  details: { field: 'a' },
});

describe('namingTables', () => {
  it('adds the tables to the refusal of a value', async () => {
    await expect(namingTables({ reads: 'p.a.events_1 to events_2' }, failing(refused))).rejects.toMatchObject({
      code: 'unreadable_field',
      kind: 'usage',
      message: 'The field "a" cannot be read: found 1 (p.a.events_1 to events_2)',
      hint: 'Export it again.',
      details: { field: 'a', where: 'p.a.events_1 to events_2' },
      cause: refused,
    });
  });

  it('leaves other errors, and statements over tables of ours, as they are', async () => {
    const other = new PropensityError('too_many_bytes', 'No.', { hint: 'Less.' });
    await expect(namingTables({ reads: 'x' }, failing(other))).rejects.toBe(other);
    await expect(namingTables({}, failing(refused))).rejects.toBe(refused);
    expect(await namingTables({ reads: 'x' }, async () => 7)).toBe(7);
  });
});
