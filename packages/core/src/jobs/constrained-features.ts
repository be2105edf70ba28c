import { closestName } from '../config/closest-name.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Constraints } from '../models/candidate.js';
import { checkConstraints } from '../models/check-constraints.js';
import type { FeatureSpec } from '../table/feature-spec.js';

/**
 * Checks the constraints of a configuration before anything is fitted.
 * @throws PropensityError `bad_constraint` (kind `usage`) for one of no feature of this training, and as `checkConstraints`
 */
export function assertConstraints(constraints: Constraints, features: readonly FeatureSpec[]): void {
  const names = features.map(({ name }) => name);
  for (const name of Object.keys(constraints)) {
    if (names.includes(name)) continue;
    const closest = closestName(name, names);
    throw new PropensityError(
      'bad_constraint',
      `training.constraints names "${name}", which is no feature of this training.`,
      {
        kind: 'usage',
        hint:
          closest === null
            ? `Name one of its ${names.length} features, such as ${names
                .slice(0, 3)
                .map((each) => `"${each}"`)
                .join(', ')}, or leave it out.`
            : `Is "${closest}" meant?`,
        details: { feature: name },
      },
    );
  }
  checkConstraints(constraints, features);
}
