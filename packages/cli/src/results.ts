import type { ScoreExportResult } from '@propensity/core/activation';
import type { ForgetResult } from '@propensity/core/erasure';
import type {
  BackfillResult,
  BuildPreprocessorResult,
  DoctorReport,
  EvaluateResult,
  ExplainedProba,
  PredictResult,
  ProbaAnswer,
  RunResult,
  ShadowGate,
  TrainingMetrics,
  TrainResult,
  VerifyResult,
} from '@propensity/core/jobs';
import type { FeatureEffect, GlobalShapes, ReportedColumnEffect } from '@propensity/core/models';
import type { PlannedCommand, PlannedStatement, PublishedReport } from '@propensity/core/ports';
import type { ModelChange, ModelChangeResult, StandingModel } from '@propensity/core/registry';
import type { ReportData } from '@propensity/core/report';
import type { NoticeReport } from '@propensity/functions';
import type { SimulatedExport } from '@propensity/simulator';
import type { TruthComparison } from './demo/truth-comparison.js';
import type { SeenExport } from './init/seen-export.js';
import type { ModelDifferences } from './models/model-differences.js';
import type { StatusReport } from './status-report.js';

/**
 * What `--json` prints, by command. The package's `schemas/` are made from these types; names are stable: add, never
 * rename.
 */
export interface CommandResults {
  /** Also of `propensity` alone. */
  readonly status: StatusReport;
  readonly init: InitResult;
  readonly doctor: DoctorReport;
  readonly train: Reported<TrainResult>;
  readonly predict: Reported<PredictResult>;
  readonly evaluate: Reported<EvaluateResult>;
  readonly run: ReportedRun;
  readonly backfill: BackfillResult;
  /** With `--why`, `why` explains the probability. */
  readonly proba: ProbaAnswer | ExplainedProba;
  readonly models: ModelsResult;
  readonly 'models-effects': EffectsResult;
  readonly 'models-show': ModelResult;
  readonly 'models-diff': ModelDiffResult;
  /** Of `models promote`, `pin`, `unpin`, `rollback` and `retire`. */
  readonly 'models-change': ModelChangeResult;
  readonly export: ExportResult;
  readonly send: SendResult;
  readonly report: ReportResult;
  readonly verify: VerifyResult;
  readonly forget: ForgetResult;
  readonly notices: NoticesResult;
  readonly preprocessor: PreprocessorResult;
  readonly serve: ServeResult;
  readonly serving: ServingResult;
  readonly simulate: SimulateResult;
  readonly demo: DemoResult;
  readonly completion: CompletionResult;
  /** What every command with `--print-sql` prints. */
  readonly 'print-sql': PrintSqlResult;
  /** What every command prints that ends without its result; the exit code is not 0 then. */
  readonly error: ErrorResult;
}

/** Of `serving status`, `refresh` and `rebuild`. */
export interface ServingResult {
  readonly job: 'serving';
  readonly action: 'status' | 'refresh' | 'rebuild';
  /** The store that lookups are answered from, and where it is. */
  readonly place: string;
  /** Whether it holds every current prediction, so that every lookup is answered from it. */
  readonly whole: boolean;
  /** Why lookups are answered elsewhere; null where it is whole. */
  readonly reason: string | null;
  /** The newest run of each target that it holds. */
  readonly newest: readonly {
    readonly target: string;
    readonly predicted_week: string;
    readonly run_id: string;
    readonly predicted_at: string;
  }[];
  /** Predictions that were written; left out of a status. */
  readonly written?: number;
  /** Those that were deleted because the predictions do not have them; left out of a status. */
  readonly deleted?: number;
}

/** The result of a job, with what became of its notices. */
export type Reported<Result> = Result & {
  /** One for each channel; left out where none is configured. */
  readonly notices?: readonly NoticeReport[];
  /** Where `run --report` has put the report, of predictions; left out where it has put none. */
  readonly report?: PublishedReport;
};

/** A run, whose jobs have notices of their own. */
export type ReportedRun = Omit<RunResult, 'train' | 'evaluate' | 'predict'> & {
  /** Null when the current model is of this month and its features can still be computed as they were. */
  readonly train: Reported<TrainResult> | null;
  /** Null when the evaluation failed; `error` says why. */
  readonly evaluate: Reported<EvaluateResult> | null;
  readonly predict: Reported<PredictResult>;
};

/** Of `notices test`: what became of the test. */
export interface NoticesResult {
  readonly job: 'notices';
  /** One for each channel of the configuration. */
  readonly notices: readonly NoticeReport[];
}

export interface InitResult {
  readonly job: 'init';
  /** Path of the configuration that was written. */
  readonly file: string;
  /** What stands in it. */
  readonly config: object;
  /** The export that was read; left out where there was none to read. */
  readonly export?: Omit<SeenExport, 'zone'> & {
    /** The time zone in which its dates are the days of its rows; null where none fits. */
    readonly zone: string | null;
  };
  /** Whether doctor passes; left out where there was no export to read. */
  readonly ok?: boolean;
  /** The windows of a training with the days there are. */
  readonly windows?: DoctorReport['windows'];
}

export interface ModelsResult {
  /** Newest first. */
  readonly models: readonly ListedModel[];
}

/** One model, and what people have decided about it. */
export interface ModelResult extends ListedModel {
  /** What the gate decided when it was trained. */
  readonly gate: TrainResult['status'];
  readonly reasons: readonly string[];
  readonly counts: TrainResult['counts'];
  /** Left out of a model that was trained. */
  readonly recalibration?: TrainResult['recalibration'];
  readonly lookback_days: number;
  readonly horizon_days: number;
  readonly code_version: string;
  /** What its weeks in the shadow say, beside `reasons`, which the training's gate gave; left out where it has none that is final. */
  readonly shadow_gate?: ShadowGate;
  /** Oldest first. */
  readonly changes: readonly ModelChange[];
}

export interface ModelDiffResult extends ModelDifferences {
  readonly before: string;
  readonly after: string;
}

export interface ListedModel {
  readonly model: string;
  /** What it predicts. */
  readonly target: string;
  /** S of its training. */
  readonly snapshot: string;
  /** ISO 8601, UTC. */
  readonly trained_at: string;
  /** As the gate decided, or people after it. */
  readonly status: StandingModel['status'];
  /** Whether the next predictions would use it. */
  readonly champion: boolean;
  /** Whether every prediction uses it until it is unpinned. */
  readonly pinned: boolean;
  /** The model that was recalibrated into this one; left out of a model that was trained. */
  readonly parent?: string;
  readonly metrics: TrainingMetrics;
  readonly artifact: TrainResult['artifact'];
}

/** Everything on the page, and where it is. */
export interface ReportResult extends ReportData {
  /** Path of the HTML file. */
  readonly file: string;
  /** Path of the model card; left out where none was asked for. */
  readonly card?: string;
  /** Where `--upload` has put the page; left out without it. */
  readonly uploaded?: PublishedReport;
}

/** `models --effects`. */
export interface EffectsResult {
  readonly model: string;
  /** Most important first. */
  readonly effects: readonly ListedEffect[];
  /** What an additive model adds up, as curves and maps, most important first; left out for one whose effects are single numbers. */
  readonly shapes?: GlobalShapes;
}

export interface ListedEffect extends Omit<FeatureEffect, 'columns'> {
  readonly columns: readonly ReportedColumnEffect[];
}

export interface PreprocessorResult extends BuildPreprocessorResult {
  /** The part of a configuration that uses it. */
  readonly config: { readonly training: { readonly preprocessor: string } };
  /** Path of the copy that `--out` asked for; null without. */
  readonly file: string | null;
}

/** An export of scores. */
export interface ExportResult extends ScoreExportResult {
  /** Path of the file. */
  readonly file: string;
}

export interface SendResult {
  readonly job: 'send';
  /** Path of the file. */
  readonly file: string;
  /** The export that wrote it. */
  readonly export_id: string;
  readonly target: string;
  readonly destination: string;
  readonly format: string;
  /** Users in the file. */
  readonly users: number;
  /** Where requests go, without what is secret. */
  readonly address: string;
  /** Requests in the file. */
  readonly requests: number;
  /** Those of them that an earlier command had sent. */
  readonly sent_before: number;
  /** Those that this command sent. */
  readonly sent: number;
  /** Those that it asked about only, with --validate. */
  readonly validated: number;
  readonly dry_run: boolean;
}

/** Printed once the server has stopped. */
export interface ServeResult {
  readonly job: 'serve';
  readonly url: string;
}

export interface SimulateResult extends Omit<SimulatedExport, 'files'> {
  readonly job: 'simulate';
  readonly folder: string;
  /** Number of day files. */
  readonly files: number;
}

export interface DemoResult {
  readonly job: 'demo';
  readonly folder: string;
  readonly train: TrainResult;
  readonly evaluate: EvaluateResult;
  /** The weeks' figures beside those of the true probabilities. */
  readonly truth: readonly TruthComparison[];
  /** What getProba answered over HTTP. */
  readonly get_proba: unknown;
}

export interface CompletionResult {
  readonly job: 'completion';
  readonly shell: 'bash' | 'zsh' | 'fish';
  readonly script: string;
}

export interface PrintSqlResult {
  readonly job: PlannedCommand['command'];
  /** In the order in which they would run. */
  readonly statements: readonly Omit<PlannedStatement, 'script'>[];
}

export interface ErrorResult {
  readonly error: {
    /** Stable; the reference lists them. */
    readonly code: string;
    readonly message: string;
    /** What to do; empty where nothing is known. */
    readonly hint: string;
  };
}
