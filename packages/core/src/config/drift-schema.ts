import { z } from 'zod';
import { DEFAULT_DECAY_LIMITS } from '../decay/decay-limits.js';
import { DEFAULT_DRIFT_LIMITS } from '../drift/drift-limits.js';

/** The section `drift`: from where on a week is reported to be another one than its model was trained on. */
export const driftSchema = z
  .strictObject({
    psi: z
      .number()
      .positive()
      .default(DEFAULT_DRIFT_LIMITS.psi)
      .describe(
        'Population stability index of a feature, or of the scores, from which on it is reported; what chance does is added.',
      ),
    share: z
      .number()
      .gt(0)
      .lt(1)
      .default(DEFAULT_DRIFT_LIMITS.share)
      .describe(
        'Difference of the share of users of whom a feature is missing, 0 or unknown; what chance does is added.',
      ),
    volume: z
      .number()
      .gt(1)
      .default(DEFAULT_DRIFT_LIMITS.volume)
      .describe(
        'Users, or events per user: reported where there are so many times as many, or as few; what chance does is added.',
      ),
  })
  .describe('From where on a week is reported to differ from the training of its model, or from the week before.');

/** The section `decay`: how far a model may be from what it promised. */
export const decaySchema = z
  .strictObject({
    tolerance: z
      .number()
      .gt(1)
      .default(DEFAULT_DECAY_LIMITS.tolerance)
      .describe('So many times as many conversions as expected in a week, or as few, are no sign of decay.'),
    rocAuc: z
      .number()
      .min(0)
      .lt(0.5)
      .default(DEFAULT_DECAY_LIMITS.rocAuc)
      .describe("How far a week's ROC AUC may be below the lower end of the interval that the test gave."),
  })
  .describe('When a model is called decayed: see the guide of drift and alerts.');
