import type { Constraint, Constraints } from '../models/candidate.js';
import type { DesignMatrix } from '../preprocessing/design-matrix.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { designColumnNames } from '../preprocessing/fitted-transformers.js';

export type { Constraint, Constraints };

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
