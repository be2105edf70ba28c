import type { Relation } from '../dialect/relation.js';
import type { RawSchema } from './raw-schema.js';

/** Raw rows of one shape, and their fields. */
export interface RawRelation {
  readonly from: Relation;
  readonly schema: RawSchema;
}
