import { z } from 'zod';

const SUBJECTS = ['field', 'param', 'userProperty'] as const;

const custom = z
  .strictObject({
    field: z.string().min(1).optional().describe('A column of the export, such as "user_id".'),
    param: z.string().min(1).optional().describe('An event parameter that holds the id.'),
    userProperty: z.string().min(1).optional().describe('A user property that holds the id.'),
    fallback: z
      .literal('user_pseudo_id')
      .optional()
      .describe('Devices of which no person is known count as users by themselves; they are left out without it.'),
  })
  .refine((id) => SUBJECTS.filter((key) => id[key] !== undefined).length === 1, {
    error: `exactly one of ${SUBJECTS.join(', ')}`,
  });

/** What a user is, as a configuration writes it. */
export const ga4UserId = z
  .union([z.literal('user_pseudo_id'), z.literal('user_id'), custom])
  .optional()
  .describe(
    'What a user is: the device or browser ("user_pseudo_id", the default), or the person who signs in: "user_id", a column, a parameter or a user property. What a device did before its person was known counts as that person\'s from then on.',
  );

/** A value of `source.userId`. */
export type Ga4UserId = Exclude<z.output<typeof ga4UserId>, undefined>;
