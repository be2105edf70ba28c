import { PropensityError } from '../errors/propensity-error.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { CONSTRAINTS, type Constraints } from './candidate.js';

/** @throws PropensityError `bad_constraint` for one that is unknown, names no feature, or gives a category a direction */
export function checkConstraints(
  constraints: Constraints,
  transformers: readonly Pick<FittedTransformer, 'name' | 'kind'>[],
): void {
  for (const [name, constraint] of Object.entries(constraints)) {
    const feature = transformers.find((transformer) => transformer.name === name);
    const fault =
      feature === undefined
        ? 'there is no such feature'
        : !CONSTRAINTS.includes(constraint)
          ? `it must be one of ${CONSTRAINTS.join(', ')}`
          : constraint !== 'zero' && feature.kind === 'categorical'
            ? 'a category has no order'
            : null;
    if (fault === null) continue;
    throw new PropensityError('bad_constraint', `"${name}" cannot be constrained to be ${constraint}: ${fault}.`, {
      kind: 'usage',
      hint: 'Correct the constraint, or leave it out.',
    });
  }
}
