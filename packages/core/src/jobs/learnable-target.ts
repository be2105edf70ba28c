import { closestName } from '../config/closest-name.js';
import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import { targetEventsOf } from '../question/target-rule.js';
import type { Counts } from '../results/results.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';
import type { TrainingPlan } from '../windows/training-plan.js';

/** With fewer converting users than this nothing can be learnt. */
export const MIN_POSITIVES = 10;

/**
 * Checks, before any feature is computed, that somebody performed the target in a label window. The newest window, which is read
 * quickly, nearly always suffices.
 * @throws PropensityError `target_never_performed` when the event does not occur in the windows at all, `too_few_positives` when
 * nobody can be labelled 1
 */
export async function assertTargetOccurs(ports: Ports, settings: JobSettings, plan: TrainingPlan): Promise<void> {
  const { target } = await ports.events.summarise(plan.test, addDays(plan.test, settings.horizonDays));
  if (target.users > 0) return;
  const counts = await ports.events.countSnapshots(plan.all);
  if (counts.some(({ positives }) => positives > 0)) return;
  await assertPerformed(ports, settings, plan.test);
  const rows = counts.reduce((sum, { users }) => sum + users, 0);
  throw tooFewPositives(
    settings,
    `None of the ${rows.toLocaleString('en')} rows of the training snapshots is positive; at least ${MIN_POSITIVES} to fit and 1 to ` +
      'test on are needed to learn anything.',
    { rows },
  );
}

/**
 * @throws PropensityError `target_never_performed` when the event does not occur in the windows at all,
 * `too_few_positives` when fewer than 10 rows to fit are positive or none to test.
 */
export async function assertEnoughPositives(
  ports: Ports,
  settings: JobSettings,
  snapshot: CalendarDay,
  counts: { readonly all: Counts; readonly train: Counts; readonly test: Counts },
): Promise<void> {
  if (counts.all.positives === 0) await assertPerformed(ports, settings, snapshot);
  if (counts.train.positives >= MIN_POSITIVES && counts.test.positives > 0) return;
  const { train, test } = counts;
  throw tooFewPositives(
    settings,
    `Only ${train.positives} of ${train.rows.toLocaleString('en')} rows to fit are positive, and ${test.positives} of ` +
      `${test.rows.toLocaleString('en')} to test on; at least ${MIN_POSITIVES} and 1 are needed to learn anything.`,
    { train, test },
  );
}

function tooFewPositives(
  { training }: JobSettings,
  message: string,
  details: Readonly<Record<string, unknown>>,
): PropensityError {
  const { sampleShare } = training;
  const sampled =
    sampleShare < 1 ? `training.sampleShare keeps only ${sampleShare} of the users: raise it, or leave it out. ` : '';
  return new PropensityError('too_few_positives', message, {
    kind: 'refused',
    hint:
      `${sampled}Raise horizonDays or training.snapshots, or predict an earlier step of the funnel, which more users take. ` +
      '"propensity doctor" counts the positives.',
    details,
  });
}

/** @throws PropensityError `target_never_performed`, naming events that do occur. */
async function assertPerformed(ports: Ports, settings: JobSettings, snapshot: CalendarDay): Promise<void> {
  const from = addDays(snapshot, -settings.lookbackDays);
  const { target, eventNames } = await ports.events.summarise(from, addDays(snapshot, settings.horizonDays));
  if (target.events > 0) return;
  throw targetNeverPerformed(
    settings,
    eventNames.map(({ name }) => name),
  );
}

/** The error for a target that no one performed; `names` are the export's event names, most frequent first. */
export function targetNeverPerformed(
  { targetEvent, question }: Pick<JobSettings, 'targetEvent' | 'question'>,
  names: readonly string[],
): PropensityError {
  const missing = targetEventsOf(question.target).find((event) => !names.includes(event));
  const near = missing === undefined ? null : closestName(missing, names);
  const events = `Events in the export: ${names.slice(0, 12).join(', ')}.`;
  return new PropensityError(
    'target_never_performed',
    `Nobody performed the target event "${targetEvent}" in these days.`,
    {
      kind: 'refused',
      hint:
        names.length === 0 && question.where.length > 0
          ? 'No event meets "source.where" and "source.consent" in these days: "propensity doctor" says what each condition leaves out.'
          : missing === undefined
            ? 'Its events happen, but never as its conditions ask: check the names and values in "target".'
            : names.length === 0
              ? 'There is no event at all in these days: check "source".'
              : `${near === null ? '' : `Did you mean "${near}"? `}${events}`,
      details: { target: targetEvent, events: names },
    },
  );
}
