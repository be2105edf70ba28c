import { PropensityError } from '../errors/propensity-error.js';
import type { ModelRecord } from '../ports/model-registry.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';

export interface ChosenModel {
  readonly record: ModelRecord;
  /** True when the model's labels were not over at the snapshot, which is possible only for a pinned model. */
  readonly inSample: boolean;
}

/** The first snapshot that a model may honestly score: the end of its own labels. */
export function firstHonestSnapshot(record: ModelRecord): CalendarDay {
  return addDays(record.trainingDate, record.horizonDays);
}

/**
 * No model from the future: the newest accepted model whose own labels were over at `snapshot`. A pinned model is taken
 * as it is, whatever its status, and marked in-sample where it breaks that rule.
 * @param records newest first, as the registry lists them.
 * @throws PropensityError `no_model` or `unknown_model`, saying which snapshots could be scored.
 */
export function chooseModel(records: readonly ModelRecord[], snapshot: CalendarDay, pinned?: string): ChosenModel {
  if (pinned !== undefined) {
    const record = records.find(({ model }) => model === pinned);
    if (record === undefined) {
      throw new PropensityError('unknown_model', `There is no model "${pinned}".`, {
        kind: 'usage',
        hint: 'List them with "propensity models".',
      });
    }
    return { record, inSample: firstHonestSnapshot(record) > snapshot };
  }
  const accepted = records.filter(({ status }) => status === 'champion');
  const record = accepted.find((candidate) => firstHonestSnapshot(candidate) <= snapshot);
  if (record !== undefined) return { record, inSample: false };
  const earliest = accepted.map(firstHonestSnapshot).sort()[0];
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
