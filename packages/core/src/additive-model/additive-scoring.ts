import type { ScoringFamily } from '../models/scoring-family.js';
import { featureCurves, pairMaps } from './additive-curves.js';
import { additiveFault } from './additive-fault.js';
import type { AdditiveModel } from './additive-model.js';
import { AdditiveScorer } from './additive-scorer.js';

/** The scoring family of fitted additive models. The standard errors of its curves are part of the model. */
export const additiveScoring: ScoringFamily<AdditiveModel> = {
  kind: 'additive',
  fault: additiveFault,
  scorer: (scorable) => new AdditiveScorer(scorable),
  effects: (model, preprocessing) => featureCurves(model, preprocessing).map(({ points }) => points),
  shapes: (model, preprocessing) => ({
    curves: featureCurves(model, preprocessing),
    pairs: pairMaps(model, preprocessing),
  }),
};
