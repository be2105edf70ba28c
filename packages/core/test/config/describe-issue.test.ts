import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeIssue } from '../../src/config/describe-issue.js';

/** Objects that are distinguished by a key, one of which is the default where the key is left out. */
const schema = z.strictObject({
  source: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('events').default('events'), files: z.string().optional() }),
    z.strictObject({ type: z.literal('table'), columns: z.strictObject({ userId: z.string().optional() }).optional() }),
  ]),
});

function faultsOf(input: unknown): string[] {
  const { error } = schema.safeParse(input, { reportInput: true });
  const json = z.toJSONSchema(schema, { io: 'input' }) as Parameters<typeof describeIssue>[2];
  return error!.issues.flatMap((issue) => describeIssue(issue, input, json));
}

it.each<[string, unknown, string]>([
  ['the kinds there are', { source: { type: 'tabel' } }, '"source.type" is "tabel"; expected "events", "table"'],
  ['the keys of the kind that is named', { source: { type: 'table', column: 1 } }, 'did you mean "columns"?'],
  ['the keys below it', { source: { type: 'table', columns: { x: 1 } } }, 'allowed are: userId'],
  ['the keys of the kind that is meant', { source: { zzzzzzzz: 1 } }, 'allowed are: type, files'],
])('names %s', (_, input, fault) => {
  expect(faultsOf(input)).toEqual([expect.stringContaining(fault)]);
});
