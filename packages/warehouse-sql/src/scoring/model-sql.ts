import { type Model, scoringFamilyOf } from '@propensity/core/models';
import type { Dialect } from '../dialect/dialect.js';
import { additiveModelSql } from './additive/additive-model-sql.js';
import { linearModelSql } from './linear/linear-model-sql.js';
import type { PreprocessedModel, ScoredRows } from './scored-rows.js';

/** Writes the models of one family as a query. @throws PropensityError `bad_artifact` when the model does not fit its preprocessing */
export type ModelSql<M> = (dialect: Dialect, model: PreprocessedModel<M>, rows: ScoredRows) => string;

/** Every family, by the kind of its models. */
const MODEL_SQL: { readonly [K in Model['kind']]: ModelSql<Extract<Model, { kind: K }>> } = {
  linear: linearModelSql,
  additive: additiveModelSql,
};

/**
 * The query of a model before calibration, whatever its family: `user_id`, `event_count` and `eta`, a float that is
 * never NULL, one row per row of the snapshot. The same numbers are added up as by core's scorer; it needs no
 * user-defined function, and no row leaves the warehouse.
 * @throws PropensityError `unknown_model_kind`, `bad_artifact`
 */
export const modelSql: ModelSql<Model> = (dialect, artifact, rows) => {
  // The compiler does not see that a model goes to the builder of its own kind.
  const build = MODEL_SQL[scoringFamilyOf(artifact.model).kind] as ModelSql<Model>;
  return build(dialect, artifact, rows);
};
