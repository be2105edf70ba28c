import type { DecayLimits } from '../decay/decay-limits.js';
import type { DecisionPolicy } from '../decisions/decision-policy.js';
import type { DriftLimits } from '../drift/drift-limits.js';
import type { SelectionRule } from '../model-selection/select-candidate.js';
import type { Constraints } from '../models/candidate.js';
import type { EstimatorName } from '../models/estimator-names.js';
import type { Question } from '../question/question.js';
import type { ActivationConfig } from './activation-schema.js';
import type { HoldoutConfig } from './holdout-schema.js';

/** What the jobs need to know; derived from a configuration, without anything about where data lives. */
export interface JobSettings {
  /** Name of the target, under which all tables keep it apart: `describeTarget`. */
  readonly targetEvent: string;
  /** Of whom what is asked, by which rows. */
  readonly question: Question;
  /** Features use events in [S − lookbackDays, S). */
  readonly lookbackDays: number;
  /** The label is: the target event happened in [S, S + horizonDays). */
  readonly horizonDays: number;
  /** A day is final this many days after it ended. */
  readonly finalLagDays: number;
  /** IANA name of the property's time zone. */
  readonly timeZone: string;
  /** True where days that exist only as intraday tables or files are read too. */
  readonly intraday: boolean;
  /** Days known to be missing from the export, YYYY-MM-DD; recorded in the metadata. */
  readonly allowMissingDays: readonly string[];
  readonly training: TrainingSettings;
  /** So many of the property's own events, the most frequent, get features. */
  readonly ownEvents: number;
  /** The longest window that a feature of the configuration asks for, in days: no lookback is shorter; 1 where none does. */
  readonly leastLookbackDays: number;
  /** Which windows the configuration leaves to the days there are; undefined where it names them all. */
  readonly adaptive?: AdaptiveWindows | undefined;
  /** Determines the threshold; the best F1 does where it is undefined. */
  readonly decision?: DecisionPolicy | undefined;
  /** Predictions of weeks this many days old are deleted; all are kept where it is undefined. */
  readonly retentionDays?: number | undefined;
  /** From where on drift is reported; `DEFAULT_DRIFT_LIMITS` where it is undefined. */
  readonly drift?: DriftLimits | undefined;
  /** How far a model may be from its promise; `DEFAULT_DECAY_LIMITS` where it is undefined. */
  readonly decay?: DecayLimits | undefined;
  /** Who is left out of exports, to see what acting on them changes; nobody where it is undefined. */
  readonly holdout?: HoldoutConfig | undefined;
  /** What destinations of exports need to be told; undefined where the configuration says nothing. */
  readonly activation?: ActivationConfig | undefined;
  /** What the users' ids are in Google Analytics; undefined where they are others. */
  readonly analyticsIds?: 'client_id' | 'user_id' | undefined;
  /** Whether the source says who has consented to ads. */
  readonly saysConsent?: boolean | undefined;
  readonly recalibration: RecalibrationSettings;
  /** Hash of everything in the configuration that changes results. */
  readonly configHash: string;
  /** Version of the code, for provenance. */
  readonly codeVersion: string;
}

/** Windows that a configuration leaves out: jobs fit them to the days there are, up to the defaults. */
export interface AdaptiveWindows {
  readonly lookbackDays: boolean;
  readonly snapshots: boolean;
  /** Everything that `JobSettings.configHash` is a hash of, with the default windows. */
  readonly decisive: DecisiveConfig;
}

/** Everything in a configuration that changes results. */
export type DecisiveConfig = Readonly<Record<string, unknown>> & {
  readonly lookbackDays: number;
  readonly training: TrainingSettings;
};

/** How a model is recalibrated between two trainings. */
export interface RecalibrationSettings {
  readonly enabled: boolean;
  /** The shift that the weeks ask for is shrunk by n/(n + k), with n positives. */
  readonly k: number;
  /** How many of the newest matured, final weeks are looked at. */
  readonly weeks: number;
}

export interface TrainingSettings {
  /** Snapshots used in all: S tests, S − horizon and every `everyDays` before it train; with 1, S is split by user. The last fit takes all. */
  readonly snapshots: number;
  readonly everyDays: number;
  /** Share of users, by hash, that are only ever tested on. */
  readonly testShare: number;
  /** Inverse strength of the L2 penalty, as in scikit-learn; `'auto'`: chosen by cross-validation over `C_GRID`. */
  readonly C: number | 'auto';
  /** Which C `'auto'` takes: the best, or the strongest penalty within one standard error of it. */
  readonly penaltyRule: SelectionRule;
  readonly estimator: EstimatorName;
  /** Features whose effect may only rise, only fall, or is none; an additive model keeps them. */
  readonly constraints?: Constraints | undefined;
  /** Share of the negatives, by hash, that are fitted; probabilities are corrected for it. */
  readonly negativeShare: number;
  /** Levels seen on fewer training rows than this are grouped into "(rare)". */
  readonly minLevelCount: number;
  /** Folds, by user, whose held-out scores choose the penalty and fit the calibration. */
  readonly calibrationFolds: number;
  /** Share of the users, by hash, that training reads; 1 reads all. */
  readonly sampleShare: number;
  /** Where the model is trained; "auto" when left out. */
  readonly where?: 'auto' | 'memory' | 'warehouse' | undefined;
  /** No number about training rows that leaves the warehouse is of fewer users; undefined: no matter how few. */
  readonly minCellUsers?: number | undefined;
  /** False where the fit that was tested serves; otherwise the model is fitted again on everything labelled. */
  readonly refit?: boolean | undefined;
  /** File name of a preprocessing built beforehand; undefined fits one on the training rows. */
  readonly preprocessor?: string | undefined;
  readonly seed: number;
}
