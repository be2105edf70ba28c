import { z } from 'zod';
import { type Condition, conditionSchema } from '../../question/condition.js';

const CONSENT = ['Yes', 'No', 'Unset'] as const;
const consent = z.union([z.enum(CONSENT), z.array(z.enum(CONSENT)).min(1)]).optional();

/** Which rows of an export are read, as a configuration writes it. */
export const ga4RowsFields = {
  where: z
    .array(conditionSchema)
    .min(1)
    .optional()
    .describe('Only events for which all of these hold are read: one rule for features, labels and population.'),
  consent: z
    .strictObject({
      analytics_storage: consent.describe('Only events with this consent, as privacy_info.analytics_storage says it.'),
      ads_storage: consent.describe('Only events with this consent, as privacy_info.ads_storage says it.'),
    })
    .optional()
    .describe('Only events of users who have consented.'),
};

type Ga4RowsConfig = { readonly [K in keyof typeof ga4RowsFields]?: z.output<(typeof ga4RowsFields)[K]> };

/** The conditions that rows have to meet to be read; none where all are. */
export function ga4RowConditions({ where = [], consent = {} }: Ga4RowsConfig): readonly Condition[] {
  const consents = Object.entries(consent).flatMap(([key, value]): Condition[] =>
    value === undefined ? [] : [{ field: `privacy_info.${key}`, in: [value].flat() }],
  );
  return [...where, ...consents];
}
