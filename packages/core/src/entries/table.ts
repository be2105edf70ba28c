export { type ErrorKind, type ErrorOptions, PropensityError } from '../errors/propensity-error.js';
export { concatenateColumns } from '../table/concatenate-columns.js';
export type { FeatureSpec, FeatureUnit } from '../table/feature-spec.js';
export { inOrderOfRows } from '../table/in-order-of-rows.js';
export { LevelCodes } from '../table/level-codes.js';
export { type CategoricalColumn, type Column, gather, type NumericColumn, type Row, Table } from '../table/table.js';
export { categoricalColumn, type RowValue, tableFromRows } from '../table/table-from-rows.js';
