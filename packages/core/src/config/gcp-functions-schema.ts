import { z } from 'zod';

/** Memory and CPU of a deployed function, with their defaults. */
function resources(memory: string, cpu: 1 | 2) {
  return z
    .strictObject({
      memory: z
        .string()
        .regex(/^[1-9]\d{0,4}(Mi|Gi)$/, 'a size such as "8Gi" or "512Mi"')
        .default(memory)
        .describe(
          'Memory of an instance. Cloud Run requires 2 CPUs for more than 4 GiB, 4 for more than 8, 6 for more than 16, 8 for more than 24.',
        ),
      cpu: z.literal([1, 2, 4, 6, 8]).default(cpu).describe('CPUs of an instance.'),
    })
    .prefault({})
    .describe('Memory and CPU of one function.');
}

/** Resources of the deployed functions: read by both ways of deploying, and by doctor. */
export const gcpFunctionsSchema = z
  .strictObject({
    modelTraining: resources('4Gi', 2),
    predictions: resources('1Gi', 1),
    modelEvaluation: resources('2Gi', 1),
    getProba: resources('512Mi', 1),
  })
  .prefault({})
  .describe('Memory and CPU of the deployed functions.');
