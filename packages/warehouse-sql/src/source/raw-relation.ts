import type { Relation } from '../dialect/relation.js';
import type { RawSchema } from './raw-schema.js';
import type { StructType } from './shape/data-type.js';

/** Raw rows of one shape, and their fields. */
export interface RawRelation {
  readonly from: Relation;
  readonly schema: RawSchema;
  /** Their type, where it is known in full. */
  readonly row?: StructType;
}
