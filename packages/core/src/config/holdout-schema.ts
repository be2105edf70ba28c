import { z } from 'zod';

/** The section `holdout`: who is left out of exports, so that what acting on scores changes can be seen. */
export const holdoutSchema = z
  .strictObject({
    share: z
      .number()
      .gt(0)
      .max(0.5)
      .describe(
        'Share of the users, by hash, who are marked and left out of every export. The same users every week; a greater share keeps those it had.',
      ),
    seed: z
      .int()
      .min(0)
      .default(0)
      .describe('Another one draws other users. Change it only to begin a new comparison.'),
    lift: z
      .number()
      .gt(0)
      .max(10)
      .default(0.1)
      .describe(
        'The difference that is worth knowing of, relative to what held-out users do: 0.1 is a tenth more conversions. Evaluation says how many weeks are missing until it would show.',
      ),
  })
  .describe('A random share of the users who are left out of exports, to see what acting on the scores changes.');

/** What a configuration says about held-out users. */
export type HoldoutConfig = z.output<typeof holdoutSchema>;
