import { ARTIFACT_SCHEMA_VERSION, type ModelArtifact, type TestedFit } from '../artifact/model-artifact.js';
import { parseArtifact, serialiseArtifact } from '../artifact/serialise-artifact.js';
import type { Calibration } from '../calibration/calibration.js';
import type { JobSettings } from '../config/settings.js';
import type { CountedScores } from '../counted-scores/counted-scores.js';
import { joinedRows, rowCount, scoredRows, sumOfRows } from '../counted-scores/scored-rows.js';
import { evaluateDecision } from '../decisions/evaluate-decision.js';
import type { TrainedDistributions } from '../drift/drift-state.js';
import { averagePrecisionScore } from '../metrics/average-precision-score.js';
import { evaluateScores } from '../metrics/evaluate-scores.js';
import { rocAucScore } from '../metrics/roc-auc-score.js';
import type { Ports } from '../ports/ports.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import { allRows, logitsOf } from '../recalibration/cross-fit-weeks.js';
import type { OutcomeRows } from '../recalibration/fit-recalibration.js';
import { atLogit, composed, inverse, type LogitLine, SAME_LOGIT } from '../recalibration/logit-line.js';
import { modelForSnapshot } from '../registry/choose-model.js';
import type { StandingModel } from '../registry/standing-models.js';
import { metricsJson } from '../results/metrics-json.js';
import type { Counts, RecalibrationJson, RecalibrationOutcome, TrainResult } from '../results/results.js';
import { sigmoid } from '../special-functions/sigmoid.js';
import { addDays, type CalendarDay } from '../windows/calendar-day.js';
import { groupingOf } from './outcome-grouping.js';
import { proposeRecalibration } from './propose-recalibration.js';
import { runIdOf } from './run-id.js';
import { askedRecords } from './same-question.js';

/** What a recalibration is decided by. */
export interface RecalibrationEvidence {
  /** The models of the target, newest first. */
  readonly records: readonly StandingModel[];
  /** Published runs whose weeks are over, final and honest, and may be asked, oldest first. */
  readonly matured: readonly PublishedRun[];
  /** The weeks among them that this evaluation has looked at anew. */
  readonly fresh: ReadonlySet<PublishedRun>;
  /** The day for which the model is wanted. */
  readonly today: CalendarDay;
}

/**
 * Recalibrates the model that scores, where its newest matured weeks show that it should be: a new model file and a row of the
 * registry that names its parent, used for snapshots from the end of the newest week's labels on. A model that somebody has pinned stays, and the
 * same weeks recalibrate a model once.
 * @returns null where there is nothing new to judge by
 */
export async function recalibrateChampion(
  ports: Ports,
  settings: JobSettings,
  { records, matured, fresh, today }: RecalibrationEvidence,
): Promise<RecalibrationOutcome | null> {
  const { k, weeks: wanted, enabled } = settings.recalibration;
  const champion = modelForSnapshot(askedRecords(records, settings), today);
  if (!enabled || champion === undefined || champion.pinned !== undefined) return null;
  const chain = new Map(
    records.filter((record) => originalOf(record) === originalOf(champion)).map((record) => [record.model, record]),
  );
  const runs = newestWeeks(
    matured.filter(({ model }) => chain.has(model)),
    wanted,
  );
  if (runs.length < wanted || !runs.some((run) => fresh.has(run))) return null;
  const weeks = runs.map(({ snapshot }) => snapshot);
  const runId = runIdOf('recalibration', weeks[0]!, { parent: champion.sha256, weeks, k });
  // What made the champion, or was undone by somebody since, asks no second time.
  const known = champion.result.recalibration?.weeks[0] ?? '';
  if (weeks[0]! <= known || records.some((record) => record.runId === runId)) return null;

  ports.progress.step('Comparing expected with observed conversions');
  const rows: WeekRows[] = [];
  for (const run of runs) rows.push(await readWeek(ports, run, chain.get(run.model)!, champion));
  const { refit, train } = champion.result;
  const trained = (refit?.counts ?? train).positives;
  const proposal = proposeRecalibration(rows, { name: champion.model, k, trained });
  const { line, weight, n, positives } = proposal.fitted;
  const facts = { parent: champion.model, weeks, n, positives, ...line, reasons: proposal.reasons };
  if (!proposal.accepted) return { ...facts, model: null };

  const recalibration: RecalibrationJson = {
    parent: champion.model,
    parent_sha256: champion.sha256,
    original: originalOf(champion),
    ...composed(line, lineOfModel(champion)),
    against_parent: line,
    weeks,
    n,
    positives,
    weight,
  };
  const fileName = champion.fileNameInBucket;
  const parent = parseArtifact(await ports.artifacts.read(fileName), { sha256: champion.sha256, fileName });
  const result = await save(ports, settings, { champion, parent, recalibration, rows, runId, ...proposal });
  return { ...facts, model: result.model };
}

/** The outcomes of a week, in the log-odds of the model that is to be recalibrated. */
interface WeekRows extends OutcomeRows {
  readonly eventCount: CountedScores;
}

/** The newest weeks whose label windows do not overlap, newest first; of several runs of a week, the last. @param runs oldest first */
function newestWeeks(runs: readonly PublishedRun[], count: number): PublishedRun[] {
  const taken: PublishedRun[] = [];
  for (const run of runs.toReversed()) {
    const next = taken.at(-1);
    if (next === undefined || addDays(run.snapshot, run.horizonDays) <= next.snapshot) taken.push(run);
    if (taken.length === count) break;
  }
  return taken;
}

async function readWeek(
  { predictions }: Pick<Ports, 'predictions'>,
  run: PublishedRun,
  scoredBy: StandingModel,
  champion: StandingModel,
): Promise<WeekRows> {
  const { proba, eventCount } = await predictions.readOutcomes(run.snapshot, run.model, groupingOf(run, scoredBy));
  const { scores, ...others } = scoredRows(proba);
  const change = composed(lineOfModel(champion), inverse(lineOfModel(scoredBy)));
  return { logits: logitsOf(scores).map((logit) => atLogit(change, logit)), ...others, eventCount };
}

function originalOf({ model, result }: StandingModel): string {
  return result.recalibration?.original ?? model;
}

/** What recalibrations have done to the model that was fitted. */
function lineOfModel({ result: { recalibration } }: StandingModel): LogitLine {
  return recalibration === undefined ? SAME_LOGIT : { slope: recalibration.slope, shift: recalibration.shift };
}

interface Accepted {
  readonly champion: StandingModel;
  readonly parent: ModelArtifact;
  readonly recalibration: RecalibrationJson;
  readonly rows: readonly WeekRows[];
  /** Cross-fitted: what the model gives on weeks that it was not fitted on. */
  readonly proba: Float64Array;
  readonly reasons: readonly string[];
  readonly runId: string;
}

async function save(ports: Ports, settings: JobSettings, accepted: Accepted): Promise<TrainResult> {
  const { champion, parent, recalibration, rows, proba, reasons, runId } = accepted;
  const all = allRows(rows);
  const { labels, sampleWeight } = all;
  const { threshold } = parent.metrics;
  const metrics = metricsJson(evaluateScores(labels, proba, { threshold, seed: settings.training.seed, sampleWeight }));
  const { name: _, recalibration: _before, ...rest } = parent;
  const { artifact, fileName, text, sha256 } = serialiseArtifact({
    ...rest,
    schemaVersion: ARTIFACT_SCHEMA_VERSION,
    calibration: recalibrated(parent.calibration, recalibration),
    metrics,
    ...(parent.distributions && {
      distributions: recalibratedScores(parent.distributions, recalibration.against_parent),
    }),
    ...(parent.tested && { tested: recalibratedTest(parent.tested, recalibration) }),
    recalibration,
  });
  // A user is in several weeks: there are no more of them than rows, and how many is not known here.
  const counts: Counts = {
    rows: rowCount(all),
    users: Math.max(...rows.map(rowCount)),
    positives: recalibration.positives,
  };
  const byEvents = joinedRows(
    rows.map(({ eventCount: { counts, ...events } }) => ({ ...events, sampleWeight: counts })),
  );
  const { refit: _refit, selection: _selection, ...trained } = champion.result;
  const result: TrainResult = {
    ...trained,
    run_id: runId,
    snapshot: recalibration.weeks[0]!,
    model: artifact.name,
    status: 'champion',
    reasons,
    metrics,
    simple_rule: {
      roc_auc: rocAucScore(byEvents.labels, byEvents.scores, byEvents),
      average_precision: averagePrecisionScore(byEvents.labels, byEvents.scores, byEvents),
    },
    counts,
    train: counts,
    test: counts,
    predicted_positives: sumOfRows(proba, all),
    decision: evaluateDecision(settings.decision, threshold, labels, proba, counts.users, { sampleWeight }),
    artifact: { name: fileName, sha256 },
    recalibration,
  };
  await ports.artifacts.write(fileName, text);
  const { decided: _decided, pinned: _pinned, ...record } = champion;
  await ports.registry.put({
    ...record,
    runId,
    trainingDate: recalibration.weeks[0]!,
    trainedAt: new Date(ports.clock()).toISOString(),
    model: artifact.name,
    fileNameInBucket: fileName,
    sha256,
    status: 'champion',
    codeVersion: settings.codeVersion,
    result,
  });
  return result;
}

/** The same users in the same bins, whose edges have moved with the scores. */
function recalibratedScores(distributions: TrainedDistributions, line: LogitLine): TrainedDistributions {
  const { edges, counts } = distributions.scores;
  const moved = logitsOf(Float64Array.from(edges)).map((logit) => sigmoid(atLogit(line, logit)));
  return { ...distributions, scores: { edges: [...moved], counts } };
}

function recalibrated(calibration: Calibration, { slope, shift }: LogitLine): Calibration {
  return {
    method: 'recalibrated',
    of: calibration.method === 'recalibrated' ? calibration.of : calibration,
    slope,
    shift,
  };
}

/** A later training is compared with the tested fit, which serves recalibrated, too. */
function recalibratedTest(tested: TestedFit, line: LogitLine): TestedFit {
  return { ...tested, calibration: recalibrated(tested.calibration, line) };
}
