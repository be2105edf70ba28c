import { PropensityError } from '../errors/propensity-error.js';
import type { ModelChange } from '../ports/model-registry.js';

/** The error for a decision whose place in the sequence is taken. */
export function modelsChanged({ action, model }: ModelChange): PropensityError {
  return new PropensityError(
    'models_changed',
    `Somebody else decided about the models meanwhile; "${action}" of ${model} was not recorded.`,
    { kind: 'conflict', hint: 'Look with "propensity models", then decide again.' },
  );
}
