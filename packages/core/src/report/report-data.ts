import type { ReliabilityBin } from '../calibration-fitting/reliability.js';
import type { DecisionPolicyName } from '../decisions/decision-policy.js';
import type { ComparedWith } from '../drift/compare-states.js';
import type { ToldCurve } from '../explanations/global-shapes.js';
import type { HoldoutComparison } from '../holdout/holdout-comparison.js';
import type { Interval } from '../metrics/interval.js';
import type { PairMap } from '../models/model-shapes.js';
import type { ModelChange } from '../ports/model-registry.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { Counts, RecalibrationJson, StoredFile, TrainingMetrics, TrainResult } from '../results/results.js';

/**
 * Everything that a report shows, as JSON. Intervals are 95 %; shares and probabilities are in [0, 1]; days are YYYY-MM-DD in `time_zone`.
 * No user is named.
 */
export interface ReportData {
  readonly job: 'report';
  /** What is predicted. */
  readonly target: string;
  /** It is predicted for [week, week + horizon_days). */
  readonly horizon_days: number;
  readonly time_zone: string;
  /** When the report was made, ISO 8601, UTC. */
  readonly made_at: string;
  readonly worth: ReportedWorth;
  readonly quality: ReportedQuality;
  /** Of the newest run that scored; null where none has. */
  readonly scores: ReportedScores | null;
  /** What the model has learnt, most important first; the windows of one measure are one entry. */
  readonly effects: readonly MeasureEffect[];
  /** What the model adds up, as curves and maps, most important first; null for a model whose effects are single numbers. */
  readonly shapes: ReportedShapes | null;
  /** Every evaluated week and model, oldest first. */
  readonly weeks: readonly ReportedWeek[];
  /** Whether weeks are like the training, and whether the model keeps its promise. */
  readonly drift: ReportedDrift;
  /** Weeks that are scored and not evaluated, oldest first. */
  readonly pending: readonly PendingWeek[];
  /** Exported users against held-out ones, by destination, over the weeks that the last evaluation had; empty where nobody is held out. */
  readonly holdout: readonly HoldoutComparison[];
  /** What people decided about models, oldest first. */
  readonly changes: readonly ModelChange[];
  readonly notes: readonly ReportedNote[];
  /** Of the model that the next predictions use; of the newest one where none is accepted. */
  readonly model: ReportedModel;
}

/** The strongest curves and maps. */
export interface ReportedShapes {
  readonly curves: readonly ToldCurve[];
  readonly pairs: readonly PairMap[];
}

/** What figures are computed from. */
export interface ReportedRows {
  /** `weeks`: published scores and what happened then; `test`: users of the newest training that the tested fit had never seen. */
  readonly source: 'weeks' | 'test';
  /** The weeks, oldest first; of a test, its snapshot. */
  readonly snapshots: readonly string[];
  /** True where days of these weeks may still be rewritten. */
  readonly provisional: boolean;
  /** Users; with several weeks, each once per week. */
  readonly n: number;
  /** Of them: those who converted. */
  readonly positives: number;
  /** positives / n; null without users. */
  readonly base_rate: number | null;
}

/** What acting on the users with the highest scores is worth. */
export interface ReportedWorth extends ReportedRows {
  readonly policy: DecisionPolicyName;
  /** Users who can be reached at a time; null where the decision has a threshold. */
  readonly capacity: number | null;
  /** Conversions that the probabilities add up to; null in runs of an older version. */
  readonly expected: number | null;
  /** `positives` over `expected`: 1 where they agree; null without `expected`. */
  readonly observed_over_expected: number | null;
  /** Wilson's interval of the converted share, over the mean probability. */
  readonly observed_over_expected_interval: Interval | null;
  /** The users that the decision takes; null in runs of an older version, as what follows from it. */
  readonly top: ReportedTop | null;
  /** The same number of users, ranked only by their number of events; null for a test, which does not keep it. */
  readonly simple_rule: ReportedTop | null;
  readonly ranking: ReportedRanking;
}

/** The result of acting on the first users of a ranking; rows of equal score at the cut count in proportion. */
export interface ReportedTop {
  readonly selected: number;
  /** Converters among them. */
  readonly captured: number;
  /** Converters among as many users taken by chance, on average. */
  readonly by_chance: number;
  /** Sum of the probabilities of those selected; null for a ranking without probabilities. */
  readonly expected: number | null;
  /** captured / positives; null without a positive. */
  readonly recall: number | null;
  readonly recall_interval: Interval | null;
  /** captured / selected; null where nobody is selected. */
  readonly precision: number | null;
  readonly precision_interval: Interval | null;
  /** How many times as many converters as among as many users taken by chance; null where undefined. */
  readonly lift: number | null;
  /** Wilson's interval of `recall`, over the share of users selected. */
  readonly lift_interval: Interval | null;
}

/** How well users are ranked; null where a figure is undefined (one class only). */
export interface ReportedRanking {
  readonly roc_auc: number | null;
  readonly roc_auc_interval: Interval | null;
  readonly average_precision: number | null;
  readonly average_precision_interval: Interval | null;
  readonly simple_rule: { readonly roc_auc: number | null; readonly average_precision: number | null };
}

/** Whether probabilities are true, and how well they rank. */
export interface ReportedQuality {
  /** Predicted against observed, highest probabilities first; empty in runs of an older version. */
  readonly calibration: readonly ReliabilityBin[];
  /** `weeks` as in `worth`; `held_out`: training rows, each scored by a fit that had not seen its user. */
  readonly calibration_source: 'weeks' | 'held_out';
  /** Of the weeks of `worth`; null before one has matured, and with one class only. */
  readonly curves: ReportedCurves | null;
}

/** Curves of the rows of `worth`, thinned to what a chart can show; first and last points are kept. */
export interface ReportedCurves {
  readonly roc: readonly RocPoint[];
  readonly simple_rule_roc: readonly RocPoint[];
  /** By rising recall. */
  readonly precision_recall: readonly PrecisionRecallPoint[];
  readonly simple_rule_precision_recall: readonly PrecisionRecallPoint[];
}

export interface RocPoint {
  /** Share of those who did not convert that is taken. */
  readonly fpr: number;
  /** Share of those who converted that is taken. */
  readonly tpr: number;
}

export interface PrecisionRecallPoint {
  readonly recall: number;
  readonly precision: number;
}

/** The probabilities of one run. */
export interface ReportedScores {
  readonly week: string;
  readonly model: string;
  readonly n: number;
  /** Users that the run marked as selected; null in runs of an older version. */
  readonly selected: number | null;
  /** Sum of the probabilities. */
  readonly expected: number;
  readonly mean: number;
  readonly median: number;
  readonly highest: number;
  /** Users by probability in [from, to); the last bin includes 1. */
  readonly bins: readonly { readonly from: number; readonly to: number; readonly n: number }[];
}

/** One measure, over one window or several. */
export interface MeasureEffect {
  /** The feature, or what its windows share: `sessions` for `sessions_7d` and `sessions_30d`. */
  readonly measure: string;
  /** Its features, shortest window first. */
  readonly features: readonly { readonly feature: string; readonly meaning: string }[];
  /**
   * Sum of the deviations by which its features move the log-odds of training users: what they can move together at most. Null in models of
   * an older version.
   */
  readonly importance: number | null;
  /** In a sentence. */
  readonly text: string;
  readonly columns: readonly ReportedColumn[];
}

/** One number that the model has learnt. */
export interface ReportedColumn {
  /** The column of a feature: `sessions_7d`, `country=France`, `last_price=(missing)`. */
  readonly column: string;
  /** Log-odds that it adds. */
  readonly effect: number;
  readonly standard_error: number | null;
  readonly interval: Interval | null;
}

export interface ReportedWeek {
  readonly week: string;
  readonly model: string;
  /** True where the week before was scored by another model. */
  readonly model_changed: boolean;
  readonly n: number;
  readonly positives: number;
  /** Wilson's interval of the converted share, in users. */
  readonly positives_interval: Interval;
  /** Sum of the probabilities. */
  readonly expected: number;
  readonly roc_auc: number | null;
  readonly roc_auc_interval: Interval | null;
  readonly simple_rule_roc_auc: number | null;
  readonly lift_at_10: number | null;
  readonly lift_at_10_interval: Interval | null;
  readonly log_loss_skill: number | null;
  /** Converters who were known on the snapshot day, over all; null when nobody converted. */
  readonly reachable_share: number | null;
  /** Final days of the label window over its days. */
  readonly label_completeness: number;
  readonly provisional: boolean;
  /** The model had seen days of this week: it belongs into no trend. */
  readonly in_sample: boolean;
}

/** Drift and decay of the newest weeks. */
export interface ReportedDrift {
  /** Oldest first; empty where none has been compared. */
  readonly weeks: readonly ReportedDriftWeek[];
  /** Those that have moved most, of all in the weeks. */
  readonly features: readonly DriftedFeature[];
  /** What was reported, newest first. */
  readonly flagged: readonly { readonly week: string; readonly compared_with: ComparedWith; readonly text: string }[];
}

export interface ReportedDriftWeek {
  readonly week: string;
  readonly model: string;
  /** Users scored; null where it is not known. */
  readonly users: number | null;
  /** Events per user of the last days; null for a source without events. */
  readonly events_per_user: number | null;
  /** Population stability index of the scores against the training. */
  readonly scores_psi: number | null;
  /** Rows of the week in `ma_drift` that are reported. */
  readonly flagged: number;
  /** `holds`, or how the model has decayed up to the week; null where the week does not count, or is not final. */
  readonly decay: string | null;
  readonly decay_evidence: number | null;
}

export interface DriftedFeature {
  readonly feature: string;
  /** Of each week in turn, against the training of the week's model; null where the model had no such feature. */
  readonly psi: readonly (number | null)[];
  readonly flagged: readonly boolean[];
}

export interface PendingWeek {
  readonly week: string;
  readonly model: string;
  /** Users. */
  readonly scored: number;
  /** The first day after its label window. */
  readonly matures_on: string;
}

export interface ReportedNote {
  readonly about: 'training' | 'scoring' | 'evaluation' | 'missing_days' | 'accepted_drift' | 'report';
  /** The snapshot of the run. */
  readonly snapshot: string;
  readonly text: string;
}

export interface ReportedModel {
  readonly model: string;
  /** As the gate decided, or people after it. */
  readonly status: StandingModel['status'];
  /** Whether the next predictions would use it. */
  readonly champion: boolean;
  readonly pinned: boolean;
  /** What the gate decided when it was trained. */
  readonly gate: StandingModel['result']['status'];
  /** Models of the target in the registry, this one included. */
  readonly models: number;
  readonly file: StoredFile;
  /** S of the training; of a recalibrated model, the newest week that it was recalibrated on. */
  readonly snapshot: string;
  /** ISO 8601, UTC. */
  readonly trained_at: string;
  /** What matured weeks have moved its probabilities by; left out of a model that was trained. */
  readonly recalibration?: RecalibrationJson;
  readonly training_snapshots: readonly string[];
  readonly lookback_days: number;
  readonly horizon_days: number;
  readonly time_zone: string;
  readonly features: number;
  /** Its family: `linear`. */
  readonly family: string;
  /** Whom it is about, in words. */
  readonly population: string;
  /** Measured on the rows of `test`; of a recalibrated model, on the weeks that it was recalibrated on. */
  readonly metrics: TrainingMetrics;
  /** The same rows ranked only by their number of events; null where the training does not say. */
  readonly simple_rule: TrainResult['simple_rule'];
  readonly config_hash: string;
  readonly feature_hash: string;
  readonly code_version: string;
  readonly seed: number;
  /** All that was read. */
  readonly counts: Counts;
  readonly train: Counts;
  readonly test: Counts;
}
