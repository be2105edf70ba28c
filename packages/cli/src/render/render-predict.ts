import type { JobSettings } from '@propensity/core/config';
import { describeCollapse, describeDrift } from '@propensity/core/drift';
import type { PredictResult } from '@propensity/core/jobs';
import { addDays } from '@propensity/core/windows';
import { count } from './format.js';
import { aligned, bullets, heading, page, sentence } from './layout.js';
import type { Screen } from './screen.js';

export function renderPredict(result: PredictResult, settings: JobSettings, screen: Screen): string {
  const { counts } = result;
  const rows: (readonly [string, string])[] = [
    ['overwritten', `${count(counts.overwritten)} users who had a prediction`],
    ['appended', `${count(counts.appended)} new users`],
    ...(counts.selected === undefined ? [] : [['selected', renderSelected(counts.selected, settings)] as const]),
    ['kept', `${count(counts.kept)} users who were not active`],
    ['model', `${result.model}${result.in_sample ? '   ! in-sample: it had seen days of this week' : ''}`],
    ['table', 'ma_predictions_table (history in ma_predictions_history)'],
  ];
  return page(
    [
      ...heading(
        `✓ Scored ${count(counts.scored)} users for the ${settings.horizonDays} days from ${result.snapshot}`,
        screen,
      ),
      '',
      ...aligned(rows, screen),
      ...renderNotes(result, screen),
      '',
      ...sentence(
        `propensity proba <user_id>, or propensity serve; from ${addDays(result.snapshot, settings.horizonDays)} on, when these days are over, propensity evaluate`,
        screen,
        'Next: ',
      ),
    ],
    screen,
  );
}

/** So much of what has drifted is written out. */
const FLAGGED = 6;

/** What was accepted, and what a reader should know, after an empty line; nothing where there is nothing to say. */
function renderNotes({ accepted_drift, drift, notes = [] }: PredictResult, screen: Screen): string[] {
  const accepted =
    accepted_drift === undefined
      ? []
      : [`Inputs have collapsed, and were accepted: ${describeCollapse(accepted_drift)}.`];
  const flagged = drift?.flagged ?? [];
  const drifted = flagged
    .slice(0, FLAGGED)
    .map((row) => `Against ${row.compared_with === 'training' ? 'the training' : 'last week'}: ${describeDrift(row)}.`);
  const more = (drift?.flagged_rows ?? 0) - drifted.length;
  const all = [...accepted, ...drifted, ...(more > 0 ? [`And ${more} more in ma_drift.`] : []), ...notes];
  return all.length === 0 ? [] : ['', ...bullets(all, screen)];
}

/** `30 users, those of the highest probabilities`. */
function renderSelected(selected: number, { decision }: JobSettings): string {
  const rule =
    decision !== undefined && 'topUsers' in decision
      ? 'those of the highest probabilities'
      : "those at or above the model's threshold";
  return `${count(selected)} users, ${rule}`;
}
