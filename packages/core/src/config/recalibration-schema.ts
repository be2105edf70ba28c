import { z } from 'zod';

/** The section `recalibration`: how a model is kept calibrated between two trainings. */
export const recalibrationSchema = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('Whether an evaluation recalibrates the model that scores, where matured weeks show that it should.'),
    k: z
      .number()
      .min(0)
      .max(100_000)
      .default(50)
      .describe(
        'The shift that the weeks ask for is shrunk by n/(n + k), with n conversions: the higher, the more careful.',
      ),
    weeks: z
      .int()
      .min(2)
      .max(8)
      .default(2)
      .describe('How many of the newest matured weeks are looked at; each has to agree with the others.'),
  })
  .describe('How a model is kept calibrated between two trainings.');
