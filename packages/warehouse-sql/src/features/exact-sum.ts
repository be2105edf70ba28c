import { sumOf, sumOfRounded } from './aggregates/sums.js';
import type { FeatureDeclaration } from './feature.js';
import type { RowCondition } from './row-condition.js';

/** How a feature that sums floats is computed: exactly. In its first version every value was rounded to a millionth. */
export function exactSum(column: string, where?: RowCondition) {
  return {
    aggregate: sumOf(column, where),
    version: 2,
    earlier: [{ version: 1, aggregate: sumOfRounded(column, where) }],
  } as const satisfies Partial<FeatureDeclaration>;
}
