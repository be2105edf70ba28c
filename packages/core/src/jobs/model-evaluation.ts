import type { JobSettings } from '../config/settings.js';
import { binningBound } from '../counted-scores/binning-bound.js';
import type { OutcomeEntries, ShadowEntries } from '../counted-scores/outcome-entries.js';
import { isBinned, rowCount, scoredRows, sumOfRows } from '../counted-scores/scored-rows.js';
import { evaluateCapacity } from '../decisions/evaluate-capacity.js';
import { canonicalJson } from '../hashing/canonical-json.js';
import { sha256Hex } from '../hashing/sha256.js';
import { averagePrecisionScore } from '../metrics/average-precision-score.js';
import { compareLogLosses, type LogLossComparison } from '../metrics/compare-log-losses.js';
import { confusionCountsAt } from '../metrics/confusion-counts.js';
import { deciles } from '../metrics/deciles.js';
import { entriesOfRows } from '../metrics/entries-of-rows.js';
import { evaluateCounts, evaluateScores } from '../metrics/evaluate-scores.js';
import { rocAucScore } from '../metrics/roc-auc-score.js';
import type { Ports, RunIdentity } from '../ports/ports.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import { modelsOfTarget } from '../registry/models-of-target.js';
import type { StandingModel } from '../registry/standing-models.js';
import { confusionJson, decilesJson, intervalsJson, scoreMetricsJson } from '../results/metrics-json.js';
import type { EvaluateResult, WeekDecay, WeekEvaluation } from '../results/results.js';
import { addDays, type CalendarDay, parseDay } from '../windows/calendar-day.js';
import type { SnapshotCalendar } from '../windows/snapshot-calendar.js';
import { evaluateHoldout } from './evaluate-holdout.js';
import { openCalendar, runsOf, type SnapshotOptions } from './job-context.js';
import { type JobWindows, windowsOfModel } from './job-windows.js';
import { binnedNote, fewPositivesNote, reachNote, simpleRuleNote } from './notes.js';
import { groupingOf, HALF } from './outcome-grouping.js';
import { recalibrateChampion } from './recalibrate-champion.js';
import { isKept } from './retention.js';
import { runIdOf } from './run-id.js';
import { isSameQuestion } from './same-question.js';
import { betsOfWeek, withDecay } from './week-decay.js';

export interface ModelEvaluationOptions extends SnapshotOptions {
  /** Evaluates weeks again that the table already has as final. */
  readonly force?: boolean | undefined;
}

/**
 * The weekly job that measures how right the scores were: joins every published week whose label window is over, from
 * the append-only history, with what happened; users who did not come back count as 0. A week with days that Google may
 * still rewrite is provisional and is evaluated again; a final one is evaluated once, and again where one of its days has been
 * delivered anew. A week older than
 * `retentionDays`, whose predictions are deleted, is not evaluated any more.
 * @throws PropensityError `missing_days` when a label window that is over has an unexplained hole.
 */
export async function modelEvaluation(
  ports: Ports,
  settings: JobSettings,
  options: ModelEvaluationOptions = {},
): Promise<EvaluateResult> {
  const calendar = await openCalendar(ports, settings, options);
  const onlyWeek = options.snapshot === undefined ? null : parseDay(options.snapshot);
  const lookingBackFrom = onlyWeek ?? calendar.today;
  const runId = runIdOf('modelEvaluation', lookingBackFrom, { config: settings.configHash });
  const identity: RunIdentity = { job: 'modelEvaluation', runId, snapshot: lookingBackFrom };
  ports.begin?.(identity);
  const records = await modelsOfTarget(ports, settings);
  const runs = latestRuns(await runsOf(ports, settings)).filter(
    (run) => onlyWeek === null || run.snapshot === onlyWeek,
  );
  const known = new Map((await ports.evaluations.list()).map((row) => [weekKey(row), row]));

  const over = runs.filter((run) => isOver(run, calendar));
  const rows = new Map<string, WeekEvaluation>();
  const shadows: WeekEvaluation[] = [];
  let done = 0;
  // What is final stays as it is while its days do; of what is kept no longer, the predictions are deleted.
  const keyOf = (run: PublishedRun) => `${run.snapshot} ${run.model}`;
  const beforeOf = (run: PublishedRun) => known.get(keyOf(run));
  const isStanding = (run: PublishedRun, before = beforeOf(run)) => {
    if (before === undefined || before.provisional) return false;
    const { label_days_hash: evaluatedDays } = before;
    return evaluatedDays === undefined || evaluatedDays === labelDaysHash(calendar, run);
  };
  const recordOf = (run: PublishedRun) => records.find(({ model }) => model === run.model);
  const wanted = over.filter(
    (run) => (options.force === true || !isStanding(run)) && isKept(run.snapshot, ports.clock(), settings),
  );
  const isAsked = (run: PublishedRun) => {
    const record = recordOf(run);
    if (record === undefined) return true;
    const { timeZone } = settings;
    return isSameQuestion(record.result, settings) && (record.result.windows?.time_zone ?? timeZone) === timeZone;
  };
  const due = new Set(wanted.filter(isAsked));
  const others = wanted.filter((run) => !isAsked(run)).map((run) => run.snapshot);
  if (others.length > 0) {
    ports.progress.warn(
      `Not evaluated, because their models were asked of other people, by other rows or in another time zone than the configuration says: ${others.join(', ')}.`,
    );
  }
  if (due.size > 0) ports.progress.step(describeWeeks([...due].map((run) => run.snapshot)), due.size);
  for (const run of over) {
    if (!due.has(run)) continue;
    const record = recordOf(run);
    const given = { ports, settings, calendar };
    const row = await evaluateWeek(
      record === undefined ? given : windowsOfModel(given, record.lookbackDays),
      run,
      record,
    );
    rows.set(keyOf(run), row);
    ports.progress.advance(++done);
  }
  // A week that has changed changes what is said of the later ones.
  const judged = new Map(withDecay([...new Map([...known, ...rows]).values()]).map((row) => [weekKey(row), row]));
  const evaluated: WeekEvaluation[] = [];
  const fresh: WeekEvaluation[] = [];
  for (const run of over) {
    const [before, row] = [beforeOf(run), judged.get(keyOf(run))];
    if (row === undefined) continue;
    const unchanged = before !== undefined && sameFindings(before, row);
    evaluated.push(unchanged ? before : row);
    if (!unchanged) fresh.push(row);
  }
  const knownShadows = new Map(
    (await ports.evaluations.listShadow()).map((row) => [`${row.predicted_week} ${row.model}`, row]),
  );
  for (const { run, model } of shadowRuns(over)) {
    const before = knownShadows.get(`${run.snapshot} ${model}`);
    const isWanted = options.force === true || !isStanding(run, before);
    if (!isWanted || !isAsked(run) || !isKept(run.snapshot, ports.clock(), settings)) {
      if (before !== undefined) shadows.push(before);
      continue;
    }
    const record = records.find((each) => each.model === model);
    const given = { ports, settings, calendar };
    const windows = record === undefined ? given : windowsOfModel(given, record.lookbackDays);
    const row = await evaluateShadow(windows, run, model, record);
    if (row === null) continue;
    const unchanged = before !== undefined && sameFindings(before, row);
    shadows.push(unchanged ? before : row);
    if (!unchanged) fresh.push(row);
  }
  if (fresh.length === 0) ports.repeat?.(identity);
  const recalibration =
    onlyWeek !== null
      ? null
      : await recalibrateChampion(ports, settings, {
          records,
          matured: over.filter(
            (run) => isAsked(run) && isHonest(run, calendar) && isKept(run.snapshot, ports.clock(), settings),
          ),
          fresh: due,
          today: calendar.today,
        });
  await ports.evaluations.put(fresh, settings.targetEvent);
  const weeksOf = (some: Iterable<PublishedRun>) => new Set([...some].map(({ snapshot }) => snapshot));
  const holdout = await evaluateHoldout(ports, settings, weeksOf(over), weeksOf(due));
  return {
    job: 'modelEvaluation',
    run_id: runId,
    evaluated,
    ...(holdout.length > 0 && { holdout }),
    pending: runs
      .filter((run) => !isOver(run, calendar))
      .map((run) => ({ predicted_week: run.snapshot, matures_on: addDays(run.snapshot, run.horizonDays) })),
    ...(recalibration !== null && { recalibration }),
    ...(shadows.length > 0 && { shadows }),
  };
}

function weekKey({ predicted_week, model }: WeekEvaluation): string {
  return `${predicted_week} ${model}`;
}

/** What is going to be evaluated, for whoever waits for it. */
function describeWeeks([first, ...others]: readonly CalendarDay[]): string {
  return others.length === 0 ? `Evaluating the week of ${first}` : `Evaluating ${others.length + 1} weeks`;
}

/** One run per snapshot and model: the history holds the rows of the last one. */
function latestRuns(runs: readonly PublishedRun[]): PublishedRun[] {
  return [...new Map(runs.map((run) => [`${run.snapshot} ${run.model}`, run])).values()];
}

function isOver(run: PublishedRun, calendar: SnapshotCalendar): boolean {
  return calendar.labelsAreOver(run.snapshot, run.horizonDays);
}

/** True for a week whose labels are final, and which the model had seen nothing of. */
function isHonest(run: PublishedRun, calendar: SnapshotCalendar): boolean {
  return !run.inSample && calendar.isFinal(addDays(run.snapshot, run.horizonDays - 1));
}

/** Challengers in the shadow of runs; not of those that scored the same week for everyone to see. @param runs one per snapshot and model, oldest first */
function shadowRuns(runs: readonly PublishedRun[]): readonly { readonly run: PublishedRun; readonly model: string }[] {
  const served = new Set(runs.map(({ snapshot, model }) => `${snapshot} ${model}`));
  const all = runs.flatMap((run) => (run.result.shadows ?? []).map((model) => ({ run, model })));
  const last = new Map(all.map((each) => [`${each.run.snapshot} ${each.model}`, each]));
  return [...last].filter(([key]) => !served.has(key)).map(([, each]) => each);
}

/** Null where nothing of it is kept. */
async function evaluateShadow(
  windows: JobWindows,
  run: PublishedRun,
  model: string,
  record: StandingModel | undefined,
): Promise<WeekEvaluation | null> {
  windows.calendar.assertLabelled(run.snapshot, run.result.counts.scored);
  const outcomes = await windows.ports.predictions.readShadow(run.snapshot, model, groupingOf(run, record));
  if (outcomes.proba.labels.length === 0) return null;
  const { meanDifference, standardError, interval } = compareWithServed(outcomes);
  const compared = { served: run.model, mean_difference: meanDifference, standard_error: standardError, interval };
  return { ...(await weekEvaluation(windows, { ...run, model, inSample: false }, record, outcomes)), shadow: compared };
}

async function evaluateWeek(
  windows: JobWindows,
  run: PublishedRun,
  record: StandingModel | undefined,
): Promise<WeekEvaluation> {
  windows.calendar.assertLabelled(run.snapshot, run.result.counts.scored);
  const outcomes = await windows.ports.predictions.readOutcomes(run.snapshot, run.model, groupingOf(run, record));
  return weekEvaluation(windows, run, record, outcomes);
}

/** A few rows are compared one by one, as `scoredRows` writes them out. */
function compareWithServed({ proba, pairs }: ShadowEntries): LogLossComparison {
  const { labels, scores, others, counts } = pairs;
  if (isBinned(proba)) return compareLogLosses(labels, scores, others, { sampleWeight: counts });
  const entryOf = entriesOfRows(counts);
  const ofRows = (column: Float64Array) => Float64Array.from(entryOf, (entry) => column[entry]!);
  return compareLogLosses(ofRows(labels), ofRows(scores), ofRows(others));
}

async function weekEvaluation(
  { ports, settings, calendar }: JobWindows,
  run: PublishedRun,
  record: StandingModel | undefined,
  { proba: entries, eventCount }: OutcomeEntries,
): Promise<WeekEvaluation> {
  const end: CalendarDay = addDays(run.snapshot, run.horizonDays);
  const { converters, reachable } = await ports.events.reach(run.snapshot);
  const threshold = record?.result.metrics.threshold ?? HALF;

  const rows = scoredRows(entries);
  const { scores: proba, labels, sampleWeight } = rows;
  const scores = evaluateScores(labels, proba, { threshold: HALF, seed: settings.training.seed, sampleWeight });
  const byEvents = { sampleWeight: eventCount.counts };
  const simpleRule = {
    roc_auc: rocAucScore(eventCount.labels, eventCount.scores, byEvents),
    average_precision: averagePrecisionScore(eventCount.labels, eventCount.scores, byEvents),
  };
  const intervals = intervalsJson(scores.intervals);
  const counts = confusionCountsAt(labels, proba, threshold, sampleWeight);
  const atThreshold = evaluateCounts(counts);
  const n = rowCount(rows);
  const positives = sumOfRows(labels, rows);
  const bound = isBinned(entries) ? binningBound(entries) : null;
  const reachableShare = converters === 0 ? null : reachable / converters;
  const finalDays = calendar.finalDays(run.snapshot, end);
  const provisional = !calendar.isFinal(addDays(end, -1));
  const daysHash = labelDaysHash(calendar, run);
  const notes = [
    fewPositivesNote(positives, n, intervals),
    reachNote(reachableShare),
    simpleRuleNote(scores.rocAuc, simpleRule.roc_auc, intervals.roc_auc),
    provisional ? 'Provisional: some days of this week may still be rewritten; it will be evaluated again.' : null,
    bound === null ? null : binnedNote(n, bound),
    run.inSample ? 'In-sample: the model had seen days of this week; it does not belong into a trend.' : null,
  ].filter((note) => note !== null);
  return {
    predicted_week: run.snapshot,
    model: run.model,
    evaluated_at: new Date(ports.clock()).toISOString(),
    n,
    positives,
    ...scoreMetricsJson(scores),
    ...confusionJson(confusionCountsAt(labels, proba, HALF, sampleWeight), scores),
    at_threshold: {
      threshold,
      ...confusionJson(counts, atThreshold),
      intervals: intervalsJson(atThreshold.intervals),
    },
    at_capacity: evaluateCapacity(settings.decision, labels, proba, { sampleWeight }),
    simple_rule: simpleRule,
    reachable_share: reachableShare,
    label_completeness: finalDays / run.horizonDays,
    provisional,
    ...(daysHash !== undefined && { label_days_hash: daysHash }),
    in_sample: run.inSample,
    ...(bound !== null && { binning_bound: bound }),
    intervals,
    decay:
      provisional || run.inSample
        ? null
        : unjudged(betsOfWeek(labels, proba, record?.result ?? null, settings, { sampleWeight })),
    deciles: decilesJson(deciles(labels, proba, { sampleWeight })),
    notes,
  };
}

/** What all weeks say is known once all are evaluated. */
function unjudged(bets: WeekDecay['bets']): WeekDecay {
  return { verdict: 'holds', evidence: 0, kind: null, since: null, weeks: 0, bets };
}

/** Changes when a day of the label window is delivered again, with other rows or at another moment. */
function labelDaysHash(calendar: SnapshotCalendar, { snapshot, horizonDays }: PublishedRun): string | undefined {
  const days = calendar.deliveredDays?.(snapshot, addDays(snapshot, horizonDays));
  const facts = days?.map(({ date, rows, modifiedAt = null }) => [date, rows, modifiedAt]);
  return facts && sha256Hex(canonicalJson(facts)).slice(0, 16);
}

/** Equal in everything but the moment of evaluation. */
function sameFindings(a: WeekEvaluation, b: WeekEvaluation): boolean {
  return canonicalJson({ ...a, evaluated_at: '' }) === canonicalJson({ ...b, evaluated_at: '' });
}
