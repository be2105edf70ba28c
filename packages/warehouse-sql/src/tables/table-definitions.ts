import { SCORE_METRICS, THRESHOLD_METRICS } from '@propensity/core/metrics';
import type { SqlColumn, TableLayout } from '../dialect/dialect.js';
import { metricColumns } from './metric-columns.js';

/** A table as data; a dialect renders it. */
export interface TableDefinition extends TableLayout {
  readonly columns: readonly SqlColumn[];
  /** Columns that together identify a row. Not every warehouse enforces it: the statements do. */
  readonly key: readonly string[];
}

const string = (name: string): SqlColumn => ({ name, type: 'string' });
const integer = (name: string): SqlColumn => ({ name, type: 'integer' });
const float = (name: string): SqlColumn => ({ name, type: 'float' });
const boolean = (name: string): SqlColumn => ({ name, type: 'boolean' });
const date = (name: string): SqlColumn => ({ name, type: 'date' });
const timestamp = (name: string): SqlColumn => ({ name, type: 'timestamp' });

/** Bytes of the run's queries up to this row; NULL where the warehouse does not count them. */
const RUN_BYTES = [integer('bytes_processed'), integer('bytes_billed')];

/** One row per training run. Columns ending in `_json`, and `result`, hold JSON as text. */
export const MODEL_TRAINING_METADATA: TableDefinition = {
  key: ['run_id'],
  columns: [
    string('run_id'),
    date('training_date'),
    timestamp('trained_at'),
    string('model'),
    string('file_name_in_bucket'),
    string('sha256'),
    string('preprocessor_file'),
    string('preprocessor_sha256'),
    string('status'),
    string('reasons_json'),
    string('target_event'),
    integer('lookback_days'),
    integer('horizon_days'),
    ...metricColumns(THRESHOLD_METRICS),
    float('threshold'),
    ...metricColumns(SCORE_METRICS),
    integer('training_rows'),
    integer('training_users'),
    integer('training_positives'),
    integer('test_rows'),
    integer('test_users'),
    integer('test_positives'),
    // What the model that serves was fitted on after the test; NULL where the tested fit serves.
    string('refit_json'),
    string('config_hash'),
    string('feature_hash'),
    string('code_version'),
    string('allowed_missing_days_json'),
    string('result'),
    ...RUN_BYTES,
    // The model that was recalibrated; NULL where one was trained.
    string('parent'),
  ],
};

/** What a row is a prediction of, as `target_event` of the model's metadata. In tables of earlier versions it is filled in: `fillTargetSql`. */
export const TARGET_COLUMN: SqlColumn = { ...string('target'), texts: 'same' };

/** The current prediction of every user ever scored, for each target. */
export const PREDICTIONS: TableDefinition = {
  key: ['user_id', 'target'],
  // A look-up reads one block of the users; with partitions it would read more.
  clusterBy: ['user_id'],
  columns: [
    { ...string('user_id'), texts: 'different' },
    float('proba'),
    { ...string('model'), texts: 'same' },
    date('predicted_week'),
    timestamp('predicted_at'),
    // The decision's choice in the run that made the row; NULL in rows of earlier versions.
    boolean('selected'),
    TARGET_COLUMN,
    // NULL in rows of earlier versions.
    integer('horizon_days'),
  ],
};

/** Every prediction ever published; what evaluation reads. `event_count` is the simple rule's score at S. */
export const PREDICTIONS_HISTORY: TableDefinition = {
  key: ['user_id', 'predicted_week', 'model'],
  partitionBy: 'predicted_week',
  clusterBy: ['model', 'user_id'],
  columns: [...PREDICTIONS.columns, { ...string('run_id'), texts: 'same' }, integer('event_count')],
};

/**
 * What challengers said in the shadow of a run, with the probability that the run published of the same user. Never served, never
 * exported.
 */
export const SHADOW_PREDICTIONS: TableDefinition = {
  ...PREDICTIONS_HISTORY,
  columns: [...PREDICTIONS_HISTORY.columns, float('served_proba')],
};

/** One row per published run of predictions. */
export const PREDICTION_RUNS: TableDefinition = {
  key: ['run_id'],
  columns: [
    string('run_id'),
    date('predicted_week'),
    string('model'),
    string('sha256'),
    timestamp('predicted_at'),
    boolean('in_sample'),
    integer('horizon_days'),
    string('allowed_missing_days_json'),
    integer('scored'),
    integer('overwritten'),
    integer('appended'),
    integer('kept'),
    integer('selected'),
    // Inputs that had collapsed and were accepted; NULL where none had.
    string('accepted_drift_json'),
    string('result'),
    ...RUN_BYTES,
    TARGET_COLUMN,
    // Of the scores that were published, see `scoresChecksum`; NULL in rows of earlier versions.
    integer('scores_checksum'),
  ],
};

/**
 * One row per predicted week and model. Counts and the metrics made of them are at 0.5; at the model's threshold they are in
 * the JSON.
 */
export const MODEL_EVALUATION: TableDefinition = {
  key: ['predicted_week', 'model'],
  columns: [
    date('predicted_week'),
    string('model'),
    timestamp('evaluated_at'),
    integer('n'),
    integer('positives'),
    integer('tp'),
    integer('tn'),
    integer('fp'),
    integer('fn'),
    ...metricColumns(THRESHOLD_METRICS),
    ...metricColumns(SCORE_METRICS),
    float('simple_rule_roc_auc'),
    float('simple_rule_average_precision'),
    float('reachable_share'),
    float('label_completeness'),
    boolean('provisional'),
    boolean('in_sample'),
    // NULL where the week does not count, and in rows of earlier versions.
    string('decay'),
    float('decay_evidence'),
    string('at_threshold_json'),
    string('intervals_json'),
    string('deciles_json'),
    string('notes_json'),
    string('result'),
    TARGET_COLUMN,
    // Of the users within the capacity; NULL without one, and in rows of earlier versions.
    integer('capacity_users'),
    float('capacity_recall'),
    float('capacity_lift'),
    string('label_days_hash'),
    // True for a challenger that scored in the shadow; NULL for what was published.
    boolean('shadow'),
  ],
};

/**
 * One row for each thing of a published week that was compared with the training of its model, or with the week before: a feature, the scores,
 * the users, events of a name. The rows of a week are written with its predictions.
 */
export const DRIFT: TableDefinition = {
  key: ['predicted_week', 'model', 'compared_with', 'kind', 'name'],
  columns: [
    date('predicted_week'),
    string('model'),
    string('compared_with'),
    string('kind'),
    // Empty of scores, users and all events.
    string('name'),
    // The order of the rows of a week, from 0.
    integer('place'),
    date('compared_week'),
    boolean('flagged'),
    string('flagged_for'),
    integer('before_n'),
    integer('now_n'),
    // NULL where a row is of users or events.
    float('psi'),
    float('psi_limit'),
    // NULL where a row is of no feature.
    float('before_missing'),
    float('now_missing'),
    float('before_zero'),
    float('now_zero'),
    float('before_unseen'),
    float('now_unseen'),
    // NULL where a row is of a feature or of the scores.
    float('before_value'),
    float('now_value'),
    string('counts_json'),
    string('target'),
    string('run_id'),
  ],
};

/** One row per decision of people about models, in the order of `sequence`. Rows are only ever appended. */
export const MODEL_CHANGES: TableDefinition = {
  key: ['sequence'],
  columns: [
    integer('sequence'),
    string('change_id'),
    string('target'),
    string('action'),
    string('model'),
    string('passed_over_json'),
    string('changed_by'),
    timestamp('changed_at'),
    string('why'),
  ],
};

/** One row per completed export of scores. Rows are only ever appended. */
export const SCORE_EXPORTS: TableDefinition = {
  key: ['target', 'destination', 'sequence'],
  columns: [
    string('export_id'),
    integer('sequence'),
    string('target'),
    string('destination'),
    timestamp('exported_at'),
    date('week'),
    string('kind'),
    // Of `top` how many, of `decile` which; NULL for other kinds.
    integer('n'),
    integer('row_count'),
    string('sha256'),
    string('file_name'),
    // NULL in rows of earlier versions.
    string('format'),
    integer('held_out'),
    // NULL where consent was not asked for, too.
    integer('without_consent'),
  ],
};

/** What was exported last of every user, for each target and destination. */
export const EXPORTED_SCORES: TableDefinition = {
  key: ['user_id', 'target', 'destination'],
  clusterBy: ['target', 'destination'],
  columns: [
    { ...string('user_id'), texts: 'different' },
    { ...string('target'), texts: 'same' },
    { ...string('destination'), texts: 'same' },
    float('proba'),
    // NULL where the prediction was of an earlier week than the newest.
    integer('decile'),
    boolean('selected'),
    { ...string('model'), texts: 'same' },
    { ...string('export_id'), texts: 'same' },
    // True for users who were held out: what they would have been given. NULL in rows of earlier versions.
    boolean('held_out'),
  ],
};

/** Which users of a predicted week went to a destination, and which would have and are held out; each in the week's first export of the user. */
export const EXPORT_GROUPS: TableDefinition = {
  key: ['user_id', 'target', 'destination', 'predicted_week'],
  partitionBy: 'predicted_week',
  clusterBy: ['target', 'destination'],
  columns: [
    { ...string('user_id'), texts: 'different' },
    { ...string('target'), texts: 'same' },
    { ...string('destination'), texts: 'same' },
    date('predicted_week'),
    { ...string('model'), texts: 'same' },
    float('proba'),
    integer('decile'),
    boolean('held_out'),
    // `holdout.seed`: users of another one are another comparison's.
    integer('seed'),
    { ...string('export_id'), texts: 'same' },
    // NULL until the week is evaluated.
    boolean('converted'),
  ],
};

/** One row per destination and newest week that its comparison counts. */
export const HOLDOUT_RESULTS: TableDefinition = {
  key: ['target', 'destination', 'through_week'],
  columns: [
    string('target'),
    string('destination'),
    date('through_week'),
    timestamp('evaluated_at'),
    integer('weeks'),
    integer('exported'),
    integer('exported_converted'),
    integer('held_out'),
    integer('held_out_converted'),
    float('exported_share'),
    float('held_out_share'),
    float('difference'),
    float('difference_low'),
    float('difference_high'),
    float('design_effect'),
    float('stated_difference'),
    float('detectable_difference'),
    integer('weeks_missing'),
    string('result'),
  ],
};

/**
 * Who has been forgotten, as keyed hashes of their ids (`userDigest` of core): nothing here tells who that was without the key, which
 * stands outside the tables.
 */
export const FORGOTTEN_USERS: TableDefinition = {
  key: ['digest'],
  columns: [string('digest'), timestamp('forgotten_at')],
};

/** What somebody was told of, and what is over: one row per target, kind and subject. */
export const ALERTS: TableDefinition = {
  key: ['target', 'kind', 'subject'],
  columns: [
    string('target'),
    string('kind'),
    string('subject'),
    string('fingerprint'),
    string('message'),
    timestamp('first_seen'),
    timestamp('last_seen'),
    // NULL where nobody has been told of it as it is.
    timestamp('told_at'),
    // NULL while it is not over.
    timestamp('over_at'),
  ],
};

/** The names of the warehouse's tables, each of one to three parts. */
export interface TableNames {
  readonly modelTrainingMetadata: string;
  readonly predictions: string;
  readonly predictionsHistory: string;
  readonly predictionRuns: string;
  readonly shadowPredictions: string;
  readonly modelEvaluation: string;
  readonly drift: string;
  readonly alerts: string;
  readonly modelChanges: string;
  readonly scoreExports: string;
  readonly exportedScores: string;
  readonly forgottenUsers: string;
  readonly exportGroups: string;
  readonly holdoutResults: string;
}

export const DEFAULT_TABLE_NAMES: TableNames = {
  modelTrainingMetadata: 'ma_model_training_metadata',
  predictions: 'ma_predictions_table',
  predictionsHistory: 'ma_predictions_history',
  predictionRuns: 'ma_prediction_runs',
  shadowPredictions: 'ma_shadow_predictions',
  modelEvaluation: 'ma_model_evaluation',
  drift: 'ma_drift',
  alerts: 'ma_alerts',
  modelChanges: 'ma_model_changes',
  scoreExports: 'ma_exports',
  exportedScores: 'ma_exported_scores',
  forgottenUsers: 'ma_forgotten_users',
  exportGroups: 'ma_export_groups',
  holdoutResults: 'ma_holdout_results',
};

/** Every table with its definition, under the key of its name. */
export const TABLE_DEFINITIONS: Readonly<Record<keyof TableNames, TableDefinition>> = {
  modelTrainingMetadata: MODEL_TRAINING_METADATA,
  predictions: PREDICTIONS,
  predictionsHistory: PREDICTIONS_HISTORY,
  predictionRuns: PREDICTION_RUNS,
  shadowPredictions: SHADOW_PREDICTIONS,
  modelEvaluation: MODEL_EVALUATION,
  drift: DRIFT,
  alerts: ALERTS,
  modelChanges: MODEL_CHANGES,
  scoreExports: SCORE_EXPORTS,
  exportedScores: EXPORTED_SCORES,
  forgottenUsers: FORGOTTEN_USERS,
  exportGroups: EXPORT_GROUPS,
  holdoutResults: HOLDOUT_RESULTS,
};
