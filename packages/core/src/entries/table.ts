export { type ErrorKind, type ErrorOptions, PropensityError } from '../errors/propensity-error.js';
export { CategoryColumnBuilder } from '../table/category-column-builder.js';
export type { FeatureSpec, FeatureUnit } from '../table/feature-spec.js';
export { inOrderOfRows } from '../table/in-order-of-rows.js';
export { LevelCodes } from '../table/level-codes.js';
export { NumberColumnBuilder } from '../table/number-column-builder.js';
export { type CategoricalColumn, type Column, gather, type NumericColumn, type Row, Table } from '../table/table.js';
export { categoricalColumn, type RowValue, tableFromRows } from '../table/table-from-rows.js';
