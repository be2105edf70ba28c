export { MODEL_ACTIONS, type ModelAction, type ModelChange } from '../ports/model-registry.js';
export {
  changeModels,
  type ModelChangeResult,
  type ModelDecision,
} from '../registry/change-models.js';
export {
  type ChosenModel,
  chooseModel,
  firstHonestSnapshot,
  servingModel,
} from '../registry/choose-model.js';
export { modelsChanged } from '../registry/models-changed.js';
export { modelsOfTarget } from '../registry/models-of-target.js';
export { type StandingModel, standingModels } from '../registry/standing-models.js';
