import { z } from 'zod';
import { isPortablePattern } from './portable-pattern.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const name = z.string().min(1);

/** The keys that say what a condition looks at: exactly one. */
export const CONDITION_SUBJECTS = ['field', 'param', 'userProperty', 'item'] as const;

/** The keys that say what has to hold: at least one, and all that are given. */
export const CONDITION_TESTS = ['equals', 'in', 'matches', 'exists', 'atLeast', 'atMost'] as const;

/** A condition on one event, as a configuration writes it. */
export const conditionSchema = z
  .strictObject({
    field: name.optional().describe('A column of the export, with dots for nested ones: "platform", "geo.country".'),
    param: name.optional().describe('An event parameter, such as "page_location".'),
    userProperty: name.optional().describe('A user property, such as "plan".'),
    item: name
      .optional()
      .describe('A field of the items, such as "item_category": one item for which it holds is enough.'),
    equals: scalar.optional().describe('The value; a number and its text are the same.'),
    in: z.array(scalar).min(1).optional().describe('Any of these values.'),
    matches: z
      .string()
      .min(1)
      .refine(isPortablePattern, 'a regular expression that RE2 understands: no look-around, no back-references')
      .optional()
      .describe('A regular expression (RE2) that some part of the value matches; ^ and $ bind it.'),
    exists: z.boolean().optional().describe('Whether there is a value other than an empty text.'),
    atLeast: z.number().optional().describe('The value is a number, and at least this.'),
    atMost: z.number().optional().describe('The value is a number, and at most this.'),
    not: z.boolean().optional().describe('true turns the condition round: it holds where the tests do not.'),
  })
  .refine((condition) => CONDITION_SUBJECTS.filter((key) => condition[key] !== undefined).length === 1, {
    error: `exactly one of ${CONDITION_SUBJECTS.join(', ')}`,
  })
  .refine((condition) => CONDITION_TESTS.some((key) => condition[key] !== undefined), {
    error: `at least one of ${CONDITION_TESTS.join(', ')}`,
  });

/**
 * A condition on one event: what it looks at (`field`, `param`, `userProperty` or `item`), and what has to hold of it. Where there is no
 * value only `exists: false` holds; `not` turns the whole round, so that it holds for events without a value too.
 */
export type Condition = z.output<typeof conditionSchema>;

/** A value that a condition compares with. */
export type ConditionValue = z.output<typeof scalar>;

/** What a condition looks at. */
export interface ConditionSubject {
  readonly kind: (typeof CONDITION_SUBJECTS)[number];
  readonly name: string;
}

/** What the condition looks at. */
export function subjectOf(condition: Condition): ConditionSubject {
  const kind = CONDITION_SUBJECTS.find((key) => condition[key] !== undefined)!;
  return { kind, name: condition[kind]! };
}

/** True for a condition whose only test is that there is no value. */
export function asksForNone(condition: Condition): boolean {
  return condition.exists === false && CONDITION_TESTS.every((key) => key === 'exists' || condition[key] === undefined);
}

/** The text that a value is compared by: 12 and "12" are the same. */
export function comparedText(value: ConditionValue): string {
  return String(value);
}
