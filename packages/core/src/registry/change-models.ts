import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { sha256Hex } from '../hashing/sha256.js';
import type { ModelAction, ModelChange } from '../ports/model-registry.js';
import type { Ports } from '../ports/ports.js';
import { servingModel } from './choose-model.js';
import { modelsOfTarget } from './models-of-target.js';
import type { StandingModel } from './standing-models.js';

export interface ModelDecision {
  readonly action: ModelAction;
  /** The name of a model; `rollback` and `unpin` find theirs. */
  readonly model?: string | undefined;
  /** Who decides. */
  readonly by: string;
  /** Why, in words. */
  readonly why?: string | undefined;
}

/** What a decision about models came to. */
export interface ModelChangeResult {
  readonly job: 'models';
  readonly change: ModelChange;
  /** The model that the next predictions use, and the one that they would have used before; null where there is none. */
  readonly serving: { readonly before: string | null; readonly after: string | null };
}

type Given = Pick<ModelChange, 'model' | 'passedOver'>;

/**
 * Appends a decision about the models of the configuration's target. Nothing that was recorded before is changed, and of two decisions at
 * once one is refused.
 * @throws PropensityError `unknown_model`, `bad_model_change` (it would change nothing, or contradicts an earlier one), `models_changed`
 * (somebody else decided meanwhile; kind `conflict`); nothing is written then
 */
export async function changeModels(
  ports: Pick<Ports, 'registry' | 'clock'>,
  settings: Pick<JobSettings, 'targetEvent' | 'horizonDays' | 'question'>,
  { action, model, by, why = '' }: ModelDecision,
): Promise<ModelChangeResult> {
  const before = await modelsOfTarget(ports, settings);
  const given = GIVEN[action](before, model);
  const sequence = ((await ports.registry.changes()).at(-1)?.sequence ?? 0) + 1;
  const at = new Date(ports.clock()).toISOString();
  const facts = { sequence, target: settings.targetEvent, action, ...given, by, at, why };
  // Two that decide the very same at the very same moment decide once.
  const change = { ...facts, changeId: sha256Hex(JSON.stringify(facts)).slice(0, 16) };
  await ports.registry.append(change);
  const after = await modelsOfTarget(ports, settings);
  return { job: 'models', change, serving: { before: nameOf(before), after: nameOf(after) } };
}

function nameOf(models: readonly StandingModel[]): string | null {
  return servingModel(models)?.model ?? null;
}

const GIVEN: Readonly<Record<ModelAction, (models: readonly StandingModel[], name: string | undefined) => Given>> = {
  promote(models, name) {
    const found = named(models, name);
    const passedOver = acceptedBefore(models, found);
    if (found.status === 'champion' && passedOver.length === 0) {
      throw badChange(`${found.model} is accepted, and none is newer: it is used already.`);
    }
    return { model: found.model, passedOver };
  },
  rollback(models) {
    const pin = models.find(({ pinned }) => pinned !== undefined);
    if (pin !== undefined) throw badChange(`${pin.model} is pinned.`, 'Unpin it first: "propensity models unpin".');
    const [current, previous] = models.filter(({ status }) => status === 'champion');
    if (current === undefined || previous === undefined) {
      throw badChange('There is no earlier accepted model to go back to.', 'List them with "propensity models".');
    }
    return { model: previous.model, passedOver: [current.model] };
  },
  retire(models, name) {
    const found = named(models, name);
    if (found.status === 'retired') throw badChange(`${found.model} is out of use already.`);
    if (found.pinned !== undefined) {
      throw badChange(`${found.model} is pinned.`, 'Unpin it first: "propensity models unpin".');
    }
    return { model: found.model, passedOver: [] };
  },
  pin(models, name) {
    const found = named(models, name);
    if (found.pinned !== undefined) throw badChange(`${found.model} is pinned already.`);
    return { model: found.model, passedOver: [] };
  },
  unpin(models) {
    const pin = models.find(({ pinned }) => pinned !== undefined);
    if (pin === undefined) throw badChange('No model is pinned.');
    return { model: pin.model, passedOver: [] };
  },
};

/** The accepted models that are newer than this one, newest first. */
function acceptedBefore(models: readonly StandingModel[], { model }: StandingModel): string[] {
  const newer = models.slice(
    0,
    models.findIndex((other) => other.model === model),
  );
  return newer.filter(({ status }) => status === 'champion').map((other) => other.model);
}

function named(models: readonly StandingModel[], name: string | undefined): StandingModel {
  const found = models.find(({ model }) => model === name);
  if (found !== undefined) return found;
  throw new PropensityError(
    'unknown_model',
    name === undefined ? 'No model is named.' : `There is no model "${name}" of this target.`,
    { kind: 'usage', hint: 'List them with "propensity models".' },
  );
}

function badChange(message: string, hint = 'List the models with "propensity models".'): PropensityError {
  return new PropensityError('bad_model_change', message, { kind: 'refused', hint });
}
