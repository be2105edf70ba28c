import type { BinningBound } from '../counted-scores/binning-bound.js';
import type { WeekBets } from '../decay/bets.js';
import type { DecayVerdict } from '../decay/decay-verdict.js';
import type { CapacityEvaluation } from '../decisions/evaluate-capacity.js';
import type { DecisionOutcome } from '../decisions/evaluate-decision.js';
import type { CollapsedInput } from '../drift/collapsed-inputs.js';
import type { DriftSummary } from '../drift/summarise-drift.js';
import type { HoldoutComparison } from '../holdout/holdout-comparison.js';
import type { ReportedSelection } from '../model-selection/model-selection.js';
import type { Question } from '../question/question.js';
import type {
  ConfusionJson,
  DecileJson,
  IntervalsJson,
  ScoreMetricsJson,
  ThresholdMetricsJson,
} from './metrics-json.js';
import type { WindowsJson } from './windows-json.js';

/**
 * The results that the jobs return and that `--json` and the HTTP functions print: JSON, so in snake case. Names are
 * stable: add, never rename. The metrics are those of the list in `metrics/metric-list.ts`.
 */

export interface Counts {
  readonly rows: number;
  readonly users: number;
  readonly positives: number;
}

/** Metrics of a model on test rows it has not seen. A metric that is undefined (one class only) is null. */
export interface TrainingMetrics extends ScoreMetricsJson, ThresholdMetricsJson {
  /** The probability from which a user counts as predicted positive in precision, recall and f1_score. */
  readonly threshold: number;
  readonly intervals: IntervalsJson;
}

/** An object of the artifact store. */
export interface StoredFile {
  readonly name: string;
  /** SHA-256 of its bytes, hex. */
  readonly sha256: string;
}

/** What the model that serves was fitted on, after the test. */
export interface RefitJson {
  /** Newest first. */
  readonly snapshots: readonly string[];
  readonly counts: Counts;
}

/**
 * What matured weeks moved a model's probabilities by: its log-odds ℓ became slope·ℓ + shift, which leaves the ranking as it
 * was.
 */
export interface RecalibrationJson {
  /** The model that was recalibrated, and the SHA-256 of its file. */
  readonly parent: string;
  readonly parent_sha256: string;
  /** The model that was fitted, from which the chain of recalibrations starts; the parent where it is the first. */
  readonly original: string;
  /** Against the model that was fitted, after its calibration. */
  readonly slope: number;
  readonly shift: number;
  /** Of these, what this recalibration did to its parent. */
  readonly against_parent: { readonly slope: number; readonly shift: number };
  /** The matured, final weeks that it was fitted on, newest first. */
  readonly weeks: readonly string[];
  readonly n: number;
  readonly positives: number;
  /** positives / (positives + k): the share that was gone of the way that the weeks ask for. */
  readonly weight: number;
}

/** What an evaluation found when it asked whether the model that scores should be recalibrated. */
export interface RecalibrationOutcome {
  /** The model that it was about. */
  readonly parent: string;
  /** The recalibrated model, which scores from now on; null where nothing was recalibrated. */
  readonly model: string | null;
  readonly weeks: readonly string[];
  readonly n: number;
  readonly positives: number;
  /** What the weeks ask for, shrunk, whether it was done or not: log-odds ℓ become slope·ℓ + shift. */
  readonly slope: number;
  readonly shift: number;
  readonly reasons: readonly string[];
}

export type ModelStatus = 'champion' | 'challenger' | 'rejected';

export interface TrainResult {
  readonly job: 'modelTraining';
  readonly run_id: string;
  readonly snapshot: string;
  readonly model: string;
  readonly status: ModelStatus;
  /** Why the status is what it is, and what a reader should know (few positives, a wide interval). */
  readonly reasons: readonly string[];
  readonly metrics: TrainingMetrics;
  readonly simple_rule: { readonly roc_auc: number | null; readonly average_precision: number | null };
  /** Everything the run read: rows of all its snapshots, their distinct users, their positives. */
  readonly counts: Counts;
  /** Of `counts`: the rows that were fitted before the test. */
  readonly train: Counts;
  /** Of `counts`: the rows that were tested on, of users that this fit has never seen. */
  readonly test: Counts;
  /**
   * The model that serves was fitted again, after the test and by the choices that were tested, on all these rows; `metrics` are
   * those of the fit that was tested. Left out where the tested fit serves, as in runs of an older version.
   */
  readonly refit?: RefitJson;
  /** Where it was trained; absent in runs of an older version, which trained in memory. */
  readonly where?: 'memory' | 'warehouse';
  /** Conversions that the model predicts among the test rows: the sum of their probabilities; absent in runs of an older version. */
  readonly predicted_positives?: number;
  /** The candidates tried on held-out training rows; absent in runs of an older version. */
  readonly selection?: ReportedSelection;
  /** The result of acting from the threshold on, on the test rows; absent in runs of an older version. */
  readonly decision?: DecisionOutcome;
  readonly artifact: StoredFile;
  /** Absent in runs of an older version. */
  readonly windows?: WindowsJson;
  /** Of whom what was asked, by which rows; left out where it is one event, of everyone, by all rows and the source's own id. */
  readonly question?: Question;
  /** True where days that exist only as intraday tables or files were read too; left out where not. */
  readonly intraday?: boolean;
  /** The preprocessing that was built beforehand; left out where the run fitted its own. */
  readonly preprocessor?: StoredFile;
  /** Of a model that was not trained but recalibrated: `metrics`, `test` and `decision` are of the weeks that it was fitted on, each scored by what the others ask for. */
  readonly recalibration?: RecalibrationJson;
}

/**
 * Why a model scores: whoever asked named it, somebody pinned it, somebody promoted it or rolled back to it, or it is the newest that was
 * accepted.
 */
export type ChosenAs = 'named' | 'pinned' | 'promoted' | 'newest';

export interface PredictionCounts {
  /** Users scored by this run. */
  readonly scored: number;
  /** Of them: users who had a current prediction. */
  readonly overwritten: number;
  /** Of them: users who had none. */
  readonly appended: number;
  /** Users with a current prediction that this run did not touch. */
  readonly kept: number;
  /** Of the users scored: those marked as selected by the decision; absent in runs of an older version. */
  readonly selected?: number;
}

export interface PredictResult {
  readonly job: 'predictions';
  readonly run_id: string;
  readonly snapshot: string;
  readonly model: string;
  /** True when the model's own labels were not over at the snapshot (a pinned model): kept out of the trend. */
  readonly in_sample: boolean;
  readonly counts: PredictionCounts;
  /** Why this model scored: it was named, pinned or promoted by somebody, or is the newest accepted one; absent in runs of an older version. */
  readonly chosen_as?: ChosenAs;
  /** Inputs that had collapsed since the model was trained, and were accepted; left out where none had. */
  readonly accepted_drift?: readonly CollapsedInput[];
  /** The week beside the training and the week before; left out where there is nothing to compare with, as in runs of an older version. */
  readonly drift?: DriftSummary;
  /** What a reader should know: that inputs could not be compared; left out where there is nothing. */
  readonly notes?: readonly string[];
  /** Challengers that scored in the shadow: never served, and evaluated on the same users; left out where there were none. */
  readonly shadows?: readonly string[];
  /** Days of behaviour that the scores are made of, those of the model; absent in runs of an older version. */
  readonly lookback_days?: number;
}

/** A challenger's log-loss on the users of a week beside that of the model that was served, user by user. */
export interface ShadowComparison {
  /** The model that was served. */
  readonly served: string;
  /** Mean of (the challenger's loss − the served model's): below 0, the challenger is better. */
  readonly mean_difference: number;
  readonly standard_error: number;
  /** 95 % interval of the mean difference. */
  readonly interval: readonly [number, number];
}

/** Metrics of a published week; confusion counts, precision, recall and F1 are at 0.5. */
export interface WeekEvaluation extends ScoreMetricsJson, ConfusionJson {
  readonly predicted_week: string;
  readonly model: string;
  readonly evaluated_at: string;
  readonly n: number;
  readonly positives: number;
  /** The same counts and metrics at the model's own threshold. */
  readonly at_threshold: ConfusionJson & {
    readonly threshold: number;
    /** 95 % intervals; absent in weeks that an older version evaluated. */
    readonly intervals?: IntervalsJson;
  };
  /** Capture and lift among as many users as can be reached; null without such a capacity, left out in weeks that an older version evaluated. */
  readonly at_capacity?: CapacityEvaluation | null;
  /** The same users ranked only by their number of events. */
  readonly simple_rule: { readonly roc_auc: number | null; readonly average_precision: number | null };
  /** Converting users who were in the population at S, over all converting users of the window; null when nobody converted. */
  readonly reachable_share: number | null;
  /** Final days of the label window over its days. */
  readonly label_completeness: number;
  /** True while some day of the label window may still be rewritten. */
  readonly provisional: boolean;
  /**
   * Of the days of the label window as they were delivered; other ones later, and the week is evaluated again. Left out where the source does
   * not deliver labels by day, and in weeks that an older version evaluated.
   */
  readonly label_days_hash?: string;
  readonly in_sample: boolean;
  /**
   * Of a week of more than 500,000 users, which is evaluated by bins of probabilities: by how much each metric may differ at most from that of
   * the users one by one. A metric that is not in it does not differ.
   */
  readonly binning_bound?: BinningBound;
  /** Of a challenger that scored in the shadow: against the model that was served. Left out of published predictions. */
  readonly shadow?: ShadowComparison;
  readonly intervals: IntervalsJson;
  /** Whether the model has decayed, by all its final weeks up to this one; null for a week that does not count, absent in weeks that an older version evaluated. */
  readonly decay?: WeekDecay | null;
  /** Actual against predicted by tenth of the population, highest scores first. */
  readonly deciles: readonly DecileJson[];
  /** What a reader should know: few positives, a model that does not beat the simple rule, an in-sample week. */
  readonly notes: readonly string[];
}

/** What a week says of its model, and what all weeks up to it say. */
export interface WeekDecay extends DecayVerdict {
  /** Of this week alone. */
  readonly bets: WeekBets;
}

export interface EvaluateResult {
  readonly job: 'modelEvaluation';
  readonly run_id: string;
  readonly evaluated: readonly WeekEvaluation[];
  /** Exported users against held-out ones, by destination; left out where nobody is held out, or no such week is over. */
  readonly holdout?: readonly HoldoutComparison[];
  /** Weeks of challengers that scored in the shadow; left out where there are none. */
  readonly shadows?: readonly WeekEvaluation[];
  /** Weeks whose label window is not over yet. */
  readonly pending: readonly { readonly predicted_week: string; readonly matures_on: string }[];
  /** Whether the model that scores was recalibrated; left out where no new week asks. */
  readonly recalibration?: RecalibrationOutcome;
}

export interface ProbaResult {
  readonly user_id: string;
  readonly proba: number;
  /** S of the run that scored the user. */
  readonly predicted_week: string;
  /** ISO 8601, UTC. */
  readonly predicted_at: string;
  readonly model: string;
  /** What is predicted. */
  readonly target: string;
  /** It is predicted for [predicted_week, predicted_week + horizon_days); null where an older version published it. */
  readonly horizon_days: number | null;
  /** Whether the decision selected the user among those of that run; null where an older version published it. */
  readonly selected: boolean | null;
  /** Where it was looked up; left out by stacks that look up in one place alone. */
  readonly served_from?: 'firestore' | 'bigquery';
}
