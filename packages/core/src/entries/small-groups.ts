export { completedCurvature, isInEveryRow, isProductOfMany } from '../aggregated-fit/completed-curvature.js';
export { fullestTakesFew } from '../small-groups/fullest-takes-few.js';
export { mergedEntries, type OrderedEntry } from '../small-groups/merged-entries.js';
export { FEW_USERS, leastRows, type RowPart, rowParts } from '../small-groups/row-parts.js';
export { assertEnoughUsers } from '../small-groups/too-few-users.js';
export { rangeWithin, type ValueBins, valueBins } from '../small-groups/value-bins.js';
