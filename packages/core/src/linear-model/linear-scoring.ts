import type { ScoringFamily } from '../models/scoring-family.js';
import { linearEffects } from './linear-effects.js';
import { linearFault } from './linear-fault.js';
import type { LinearModel } from './linear-model.js';
import { LinearScorer } from './linear-scorer.js';

/** The scoring family of fitted linear models. */
export const linearScoring: ScoringFamily<LinearModel> = {
  kind: 'linear',
  fault: linearFault,
  scorer: (scorable) => new LinearScorer(scorable),
  effects: linearEffects,
};
