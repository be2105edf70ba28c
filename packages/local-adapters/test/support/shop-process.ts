/**
 * The jobs of a shop as a process of its own: trains, publishes two weeks, looks a user up in between, evaluates. Run with the folder of the shop; says on
 * stdout what it came to, or the code of the error that it failed with.
 */

import { PropensityError } from '@propensity/core';
import { modelEvaluation, modelTraining, predictions } from '@propensity/core/jobs';
import { FIRST_WEEK, openShop, SECOND_WEEK, TRAIN_AT } from './shop-stack.js';

const folder = process.argv[2]!;
const jobs = (process.argv[3] ?? 'train,first,lookUp,second,evaluate').split(',');
const { ports, settings, close } = openShop(folder);
const steps: Readonly<Record<string, () => Promise<unknown>>> = {
  train: () => modelTraining(ports, settings, { snapshot: TRAIN_AT }),
  first: () => predictions(ports, settings, { snapshot: FIRST_WEEK }),
  lookUp: () => ports.predictions.find('nobody', settings.targetEvent),
  second: () => predictions(ports, settings, { snapshot: SECOND_WEEK }),
  evaluate: () => modelEvaluation(ports, settings, { snapshot: SECOND_WEEK }),
};

try {
  try {
    for (const job of jobs) await steps[job]!();
  } catch (error) {
    await close({ refused: true }).catch(() => {});
    throw error;
  }
  await close();
  process.stdout.write('done\n');
} catch (error) {
  process.stdout.write(`${PropensityError.is(error) ? error.code : `not a PropensityError: ${error}`}\n`);
  process.exitCode = 1;
}
