import { z } from 'zod';

/** The section `serving`: how getProba answers. */
export const servingSchema = z
  .strictObject({
    cacheSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .optional()
      .describe(
        'How long getProba may answer from memory; 0 looks every request up. Left out: 300 where lookups are billed (gcp), 0 on local.',
      ),
    cacheEntries: z.int().min(1).max(1_000_000).default(10_000).describe('Users that getProba keeps in memory.'),
    hosts: z
      .array(z.string().regex(/^[^\s:/?#@[\]]+$/, 'a name without a port'))
      .default([])
      .describe('Further host names that "propensity serve" answers to, such as that of a proxy in front of it.'),
  })
  .describe('How getProba answers.');
