import { METRICS } from '@propensity/core/metrics';

/** What a column holds, by its name; of a table's own where names mean two things: `TABLE.column`. */
const MEANINGS: Readonly<Record<string, string>> = {
  run_id: 'The run that wrote the row: made of job, snapshot and configuration, so the same run twice has one id.',
  training_date: 'S of the training: features are of the days before it, labels of the days from it on.',
  trained_at: 'When the training ended, UTC.',
  model: 'The name of the model.',
  file_name_in_bucket: 'The model file, in `models/` of the local folder or in the bucket.',
  sha256: 'SHA-256 of the model file; it is compared whenever the file is read.',
  preprocessor_file: 'The preprocessing that was built beforehand; NULL where the training fitted its own.',
  preprocessor_sha256: 'SHA-256 of that file.',
  status: '`champion`, `challenger` or `rejected`, as the gate decided.',
  reasons_json: 'Why the status is what it is: a JSON list of sentences.',
  target_event: 'What is predicted, by its name: the event, the rule in words, or `target.name`.',
  sequence: 'Number of the decision, from 1: their order.',
  change_id: 'A text of its own for each decision.',
  action: '`promote`, `pin`, `unpin`, `rollback` or `retire`.',
  passed_over_json: 'Newer accepted models that are out of use from this decision on: a JSON list.',
  changed_by: 'Who decided.',
  changed_at: 'When, UTC, by the clock of whoever decided.',
  why: 'The reason that was given; empty where none was.',
  export_id: 'A text of its own for each export.',
  destination: 'Where the file goes, as `--to` names it.',
  exported_at: 'When the export was completed, UTC.',
  week: 'The newest week that was predicted.',
  kind: '`changes`, `all`, `top`, `decile` or `selected`.',
  row_count: 'Users in the file.',
  file_name: 'Name of the file, without its folder.',
  decile:
    'Tenth of the users of the newest week by rank, 1 to 10; 1 has the highest scores. NULL where the prediction was of an earlier week.',
  'ma_exports.sequence': 'Number of the export, from 1, for each target and destination: their order.',
  'ma_exports.n': 'Of `top` how many, of `decile` which; NULL for other kinds.',
  'ma_exports.sha256': 'SHA-256 of the bytes of the file.',
  'ma_exported_scores.proba': 'The probability that was exported.',
  'ma_exported_scores.selected': 'Whether the decision selected the user in the newest week then.',
  'ma_exported_scores.export_id': 'The export that gave the row last.',
  parent: 'Of a model that was recalibrated: the model that it was made of. NULL where one was trained.',
  target: 'What is predicted, as `target_event` of the model.',
  lookback_days: 'Days of behaviour before S that features see.',
  horizon_days: 'Days from S on in which the event is predicted.',
  threshold: 'The probability from which a user counts as predicted positive.',
  training_rows: 'Rows that were fitted before the test: a user at a snapshot each.',
  training_users: 'Distinct users among them.',
  training_positives: 'Rows among them with the target event.',
  test_rows: 'Rows that were tested on, of users whom that fit has never seen.',
  test_users: 'Distinct users among them.',
  test_positives: 'Rows among them with the target event.',
  refit_json:
    'What the model that serves was fitted on after the test, by the same choices: snapshots and counts; NULL where the tested fit serves.',
  config_hash: 'Hash of everything in the configuration that changes results.',
  feature_hash: 'Hash of what the features declare.',
  code_version: 'The version of Propensity.',
  allowed_missing_days_json: 'Days that were known to be missing from the export: a JSON list.',
  result: 'The whole result of the run, as `--json` prints it.',
  bytes_processed: 'Bytes that the queries of the run read, until this row; NULL on the local stack.',
  bytes_billed: 'Bytes that they were billed for; NULL on the local stack.',
  user_id: 'The `user_pseudo_id` of the export.',
  proba: 'The probability that the user does the target event in the days from `predicted_week` on, 0 to 1.',
  predicted_week: 'S of the predictions: the first day of the days that are predicted.',
  predicted_at: 'When the run published, UTC.',
  selected: 'Whether the decision selected the user among those scored that week; NULL in rows of earlier versions.',
  event_count: 'Events of the user in the lookback: the simple rule that a model has to beat.',
  in_sample:
    'True where the labels of the model were not over at the snapshot (a pinned model): kept out of the trend.',
  scored: 'Users scored by the run.',
  overwritten: 'Of them, users who had a prediction.',
  appended: 'Of them, users who had none.',
  kept: 'Users with a prediction that the run did not touch.',
  scores_checksum:
    'A sum of hashes of the scores that the run published, by which `verify` sees whether they are still the same; NULL in runs of earlier versions.',
  'ma_prediction_runs.selected': 'Users scored whom the decision selected.',
  accepted_drift_json: 'Inputs that had collapsed and were accepted; NULL where none had.',
  evaluated_at: 'When the week was evaluated, UTC.',
  n: 'Users who were scored that week.',
  positives: 'Of them, users who did the target event.',
  tp: 'Positives with a probability of 0.5 or more.',
  tn: 'Negatives below 0.5.',
  fp: 'Negatives with 0.5 or more.',
  fn: 'Positives below 0.5.',
  simple_rule_roc_auc: 'ROC AUC of ranking the same users by their number of events.',
  simple_rule_average_precision: 'Average precision of the same ranking.',
  reachable_share: 'Converting users who were known at S, over all converting users; NULL when nobody converted.',
  capacity_users: 'Users within the capacity of the decision (`decision.topUsers`); NULL without one.',
  capacity_recall: 'Share of everyone who converted that those users were, the captured share.',
  capacity_lift: 'How many times as many converted among them as among as many drawn at random.',
  shadow: 'True for a challenger that scored in the shadow; NULL for what was published.',
  served_proba: 'What the run published of the same user.',
  'ma_shadow_predictions.selected': 'Always NULL: nobody is selected in the shadow.',
  label_days_hash:
    'Of the days of the label window as they were delivered; when they come to be other ones, the week is evaluated again.',
  label_completeness: 'Final days of the label window over its days.',
  provisional: 'True while Google may still rewrite a day of the window; evaluated again later.',
  at_threshold_json: 'The same counts and metrics at the threshold of the model.',
  intervals_json: '95 % intervals by metric.',
  deciles_json: 'By tenth of the users, highest scores first: how many, how many converted, the mean probability.',
  notes_json: 'What a reader should know: a JSON list of sentences.',
};

const METRIC_MEANINGS: ReadonlyMap<string, string> = new Map(
  METRICS.map(({ name, label, direction, unit }) => {
    const better = direction === 'none' ? '' : `; ${direction} is better`;
    const inUnit = { score: '', share: ', a share', nats: ', in nats', times: ', as a factor' }[unit];
    return [name, `${label.charAt(0).toUpperCase()}${label.slice(1)}${inUnit}${better}.`];
  }),
);

/** What the column of a table holds; empty where nobody has said it. */
export function meaningOfColumn(table: string, column: string): string {
  return MEANINGS[`${table}.${column}`] ?? MEANINGS[column] ?? METRIC_MEANINGS.get(column) ?? '';
}
