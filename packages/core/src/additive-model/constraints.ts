import { PropensityError } from '../errors/propensity-error.js';
import { CONSTRAINTS, type Constraint, type Constraints } from '../models/candidate.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { designColumnNames } from '../preprocessing/fitted-transformers.js';

export type { Constraint, Constraints };

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

/** What the coefficient of each column of the design may be: 1 not below 0, −1 not above, 0 is 0, null anything. */
export function signsOf(
  constraints: Constraints,
  transformers: readonly FittedTransformer[],
): readonly (number | null)[] {
  return transformers.flatMap((transformer) => {
    const constraint = constraints[transformer.name];
    return designColumnNames([transformer]).map((_, index) => {
      if (constraint === 'zero') return 0;
      // The second column of a number says whether it is missing.
      if (constraint === undefined || index > 0) return null;
      return constraint === 'increasing' ? 1 : -1;
    });
  });
}

/** The columns of a design that are kept, and how their coefficients become those of all columns. */
export interface KeptColumns {
  readonly design: DesignMatrix;
  /** Index of each kept column in the whole design. */
  readonly kept: Int32Array;
}

/** The design without some of its numeric columns, or whole categories. @param isKept by index of the coefficient */
export function keptColumns(design: DesignMatrix, isKept: (coefIndex: number) => boolean): KeptColumns {
  const kept = Int32Array.from({ length: design.nColumns }, (_, index) => index).filter(isKept);
  if (kept.length === design.nColumns) return { design, kept };
  const newIndex = new Map(Array.from(kept, (index, position) => [index, position]));
  return {
    kept,
    design: {
      nRows: design.nRows,
      nColumns: kept.length,
      columnNames: Array.from(kept, (index) => design.columnNames[index]!),
      numeric: design.numeric
        .filter(({ coefIndex }) => isKept(coefIndex))
        .map((column) => ({ ...column, coefIndex: newIndex.get(column.coefIndex)! })),
      categorical: design.categorical
        .filter(({ offset, nLevels }) => nLevels > 0 && isKept(offset))
        .map((block) => ({ ...block, offset: newIndex.get(block.offset)! })),
    },
  };
}
