import type { ReportData } from '@propensity/core/report';
import { decayText, driftSentence } from '../drift-in-words.js';
import { percents, points, score, share, times, users } from '../numbers.js';
import { testedMetrics } from '../tested-metrics.js';
import { expectedVerdict, ruleVerdict } from '../verdicts.js';
import { code, type Markdown, markdown, markdownTable, read, readInterval } from './markdown.js';

/** How good the model is: on its test, and on the weeks that have matured since. */
export function metricsPart({ model, worth }: ReportData): Markdown[] {
  const { ranking, top, simple_rule: rule } = worth;
  const tested = testedMetrics(model).map(({ label, value, interval, write }) => [
    label,
    readInterval(value, interval, write),
  ]);
  const parts = [
    markdown`Intervals in brackets are 95 %. The simple rule ranks users by their number of events: a model that is no better is not worth running.`,
    markdown`### On the test`,
    markdownTable(['figure', 'value'], tested),
  ];
  if (worth.source === 'test') return [...parts, markdown`${ruleVerdict(worth)}`];
  return [
    ...parts,
    markdown`### On matured weeks`,
    markdownTable(
      ['figure', 'value'],
      [
        ['ROC AUC', readInterval(ranking.roc_auc, ranking.roc_auc_interval, score)],
        ['average precision', readInterval(ranking.average_precision, ranking.average_precision_interval, score)],
        ['ROC AUC of the simple rule', read(ranking.simple_rule.roc_auc, score)],
        ['average precision of the simple rule', read(ranking.simple_rule.average_precision, score)],
        ...(top === null
          ? []
          : [
              ['selected', read(top.selected, users)],
              ['of all converters, captured', readInterval(top.recall, top.recall_interval, share)],
              ['of those selected, converted', readInterval(top.precision, top.precision_interval, share)],
              ['lift of those selected', readInterval(top.lift, top.lift_interval, times)],
            ]),
        ...(rule === null
          ? []
          : [['lift of as many by the simple rule', readInterval(rule.lift, rule.lift_interval, times)]]),
        ['expected conversions', read(worth.expected, users)],
        ['converted', read(worth.positives, users)],
        [
          'converted over expected',
          readInterval(worth.observed_over_expected, worth.observed_over_expected_interval, score),
        ],
      ],
    ),
    markdown`${expectedVerdict(worth)} ${ruleVerdict(worth)}`,
  ];
}

/** Every evaluated week. */
export function weeksPart({ weeks }: ReportData): Markdown[] {
  if (weeks.length === 0) return [markdown`### By week`, markdown`No scored week has been evaluated yet.`];
  return [
    markdown`### By week`,
    markdownTable(
      ['week of', 'model', 'users', 'converted', 'expected', 'ROC AUC', 'simple rule', 'lift at 10 %', 'remark'],
      weeks.map((week) => [
        week.week,
        code(week.model),
        read(week.n, users),
        readInterval(week.positives, week.positives_interval, users),
        read(week.expected, users),
        readInterval(week.roc_auc, week.roc_auc_interval, score),
        read(week.simple_rule_roc_auc, score),
        readInterval(week.lift_at_10, week.lift_at_10_interval, times),
        [week.provisional && 'provisional', week.in_sample && 'the model had seen it'].filter(Boolean).join(', '),
      ]),
    ),
  ];
}

/** Predicted against observed, and what has been corrected since. */
export function calibrationPart({
  quality: { calibration, calibration_source: source },
  model,
}: ReportData): Markdown[] {
  const basis =
    source === 'weeks'
      ? 'Users of the matured weeks in groups of equal size, by score.'
      : 'Training rows in groups of equal size, each scored by a fit that had not seen its user.';
  const { recalibration } = model;
  return [
    markdown`### Calibration`,
    ...(calibration.length === 0
      ? [markdown`This model's version kept none.`]
      : [
          markdown`${basis}`,
          markdownTable(
            ['predicted', 'users', 'converted'],
            calibration.map(({ mean_predicted, n, observed, interval }) => [
              read(mean_predicted, share),
              read(n, users),
              readInterval(observed, interval, share),
            ]),
          ),
        ]),
    recalibration === undefined
      ? markdown`The probabilities are as they were trained: no recalibration.`
      : markdown`Recalibrated on the weeks of ${recalibration.weeks.join(' and ')}, with ${read(recalibration.positives, users)} converters among ${read(recalibration.n, users)} rows; the ranking is as it was.`,
  ];
}

/** Whether anything has changed since the training. */
export function driftPart({ drift }: ReportData): Markdown[] {
  const { weeks } = drift;
  if (weeks.length === 0)
    return [markdown`### Drift and decay`, markdown`No scored week has been compared with the training yet.`];
  return [
    markdown`### Drift and decay`,
    markdown`${driftSentence(drift)}`,
    markdownTable(
      ['week of', 'PSI of the scores', 'reported', 'the model', 'evidence of decay'],
      weeks.map((week) => [
        week.week,
        read(week.scores_psi, score),
        read(week.flagged, users),
        decayText(week),
        read(week.decay_evidence, score),
      ]),
    ),
  ];
}

/** What acting changed, where somebody is held out. */
export function holdoutPart({ holdout }: ReportData): Markdown[] {
  if (holdout.length === 0) return [];
  return [
    markdown`### Exported against held-out users`,
    markdownTable(
      [
        'exports to',
        'weeks',
        'exported',
        'held out',
        'exported share',
        'held-out share',
        'difference, percentage points',
      ],
      holdout.map((each) => [
        each.destination,
        read(each.weeks, users),
        read(each.exported.n, users),
        read(each.held_out.n, users),
        read(each.exported_share, percents),
        read(each.held_out_share, percents),
        readInterval(each.difference, each.interval, points),
      ]),
    ),
  ];
}
