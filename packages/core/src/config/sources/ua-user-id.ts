import { z } from 'zod';

const customDimension = z.strictObject({
  customDimension: z.int().min(1).max(200).describe('The index of the custom dimension that holds the id.'),
  fallback: z
    .literal('fullVisitorId')
    .optional()
    .describe('Browsers of which no person is known count as users by themselves; they are left out without it.'),
});

/** What a user is, as the configuration of a Universal Analytics source writes it. */
export const uaUserId = z
  .union([z.literal('fullVisitorId'), z.literal('userId'), customDimension])
  .optional()
  .describe(
    'What a user is: the browser ("fullVisitorId", the default), or the person who signs in: "userId", or a custom dimension by its index, of the hit or else of the session. What a browser did before its person was known counts as that person\'s from then on.',
  );

/** A value of `source.userId` of a Universal Analytics source. */
export type UaUserId = Exclude<z.output<typeof uaUserId>, undefined>;
