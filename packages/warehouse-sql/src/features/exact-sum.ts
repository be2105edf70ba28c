import { sumOf, sumOfRounded, sumOrUnknown } from './aggregates/sums.js';
import { type FeatureDeclaration, ZERO_OR_UNKNOWN } from './feature.js';
import type { RowCondition } from './row-condition.js';

/** How a feature that sums floats is computed: exactly. In its first version every value was rounded to a millionth. */
export function exactSum(column: string, where?: RowCondition) {
  return {
    aggregate: sumOf(column, where),
    version: 2,
    earlier: [{ version: 1, aggregate: sumOfRounded(column, where) }],
  } as const satisfies Partial<FeatureDeclaration>;
}

/**
 * How a feature that sums amounts of the grain `events` is computed: users without an event of the condition have 0, those
 * with events of none of which the amount is known are missing. In earlier versions they had 0 too.
 */
export function exactSumOrUnknown(column: string, where: RowCondition) {
  const { version, ...sum } = exactSum(column, where);
  return {
    whenNone: ZERO_OR_UNKNOWN,
    aggregate: sumOrUnknown(column, where),
    version: 3,
    earlier: [
      { version, whenNone: 0, aggregate: sum.aggregate },
      ...sum.earlier.map((difference) => ({ ...difference, whenNone: 0 as const })),
    ],
  } as const satisfies Partial<FeatureDeclaration>;
}
