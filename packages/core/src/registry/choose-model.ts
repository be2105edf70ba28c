import { PropensityError } from '../errors/propensity-error.js';
import type { ModelChange, ModelRecord } from '../ports/model-registry.js';
import type { ChosenAs } from '../results/results.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';
import type { StandingModel } from './standing-models.js';

export interface ChosenModel {
  readonly record: StandingModel;
  /** True when the model's labels were not over at the snapshot, which is possible only for a named or pinned model. */
  readonly inSample: boolean;
  readonly chosenAs: ChosenAs;
  /** The decision behind `pinned` and `promoted`; left out for the others. */
  readonly decision?: ModelChange;
}

/** The first snapshot that a model may honestly score: the end of its own labels. */
export function firstHonestSnapshot(record: Pick<ModelRecord, 'trainingDate' | 'horizonDays'>): CalendarDay {
  return addDays(record.trainingDate, record.horizonDays);
}

/** The model that predictions of `snapshot` use where nobody names one; undefined when there is none. @param models of one target, newest first */
export function modelForSnapshot(models: readonly StandingModel[], snapshot: CalendarDay): StandingModel | undefined {
  const pinned = models.find((model) => model.pinned !== undefined);
  return pinned ?? models.find((model) => isAccepted(model) && firstHonestSnapshot(model) <= snapshot);
}

/** The model that predictions of a day far ahead would use; null when there is none. @param models of one target, newest first */
export function servingModel(models: readonly StandingModel[]): StandingModel | null {
  return modelForSnapshot(models, '9999-12-31') ?? null;
}

/**
 * No model from the future: the newest accepted model whose own labels were over at `snapshot`. A model that is named, or pinned in the
 * registry, is taken as it is, whatever its status, and marked in-sample where it breaks that rule.
 * @param models of one target, newest first
 * @throws PropensityError `no_model` or `unknown_model`, saying which snapshots could be scored.
 */
export function chooseModel(models: readonly StandingModel[], snapshot: CalendarDay, named?: string): ChosenModel {
  if (named !== undefined) {
    const record = models.find(({ model }) => model === named);
    if (record === undefined) {
      throw new PropensityError('unknown_model', `There is no model "${named}".`, {
        kind: 'usage',
        hint: 'List them with "propensity models".',
      });
    }
    return { record, inSample: firstHonestSnapshot(record) > snapshot, chosenAs: 'named' };
  }
  const record = modelForSnapshot(models, snapshot);
  if (record !== undefined) {
    const { decided, pinned } = record;
    if (pinned !== undefined) {
      return { record, inSample: firstHonestSnapshot(record) > snapshot, chosenAs: 'pinned', decision: pinned };
    }
    if (decided === undefined) return { record, inSample: false, chosenAs: 'newest' };
    return { record, inSample: false, chosenAs: 'promoted', decision: decided };
  }
  const earliest = models.filter(isAccepted).map(firstHonestSnapshot).sort()[0];
  throw new PropensityError(
    'no_model',
    earliest === undefined
      ? 'No accepted model is registered.'
      : `No accepted model is old enough for ${snapshot}: the labels of the earliest one end on ${earliest}, and a model from the future would flatter itself.`,
    {
      kind: 'refused',
      hint:
        earliest === undefined
          ? 'Run "propensity train" first.'
          : `Score ${earliest} or later, train on an earlier snapshot, or pin a model with --model (its week is then marked in-sample).`,
      details: { snapshot, earliest: earliest ?? null },
    },
  );
}

function isAccepted({ status }: StandingModel): boolean {
  return status === 'champion';
}
