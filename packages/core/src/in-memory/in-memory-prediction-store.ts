import type { ModelArtifact } from '../artifact/model-artifact.js';
import {
  groupedRows,
  type OutcomeEntries,
  type OutcomeGrouping,
  type OutcomeRow,
  type ShadowEntries,
} from '../counted-scores/outcome-entries.js';
import { countNumbers } from '../drift/feature-bins.js';
import { scorerOf } from '../model-families/scorer-of.js';
import { sampleIndices } from '../model-selection/sample-indices.js';
import type {
  DriftOfWeek,
  PredictionRun,
  PredictionStore,
  PublishedRun,
  ShadowScores,
  StagedChecks,
  StagedScores,
} from '../ports/prediction-store.js';
import { scoresChecksum } from '../predictions/scores-checksum.js';
import {
  checkBatch,
  olderSnapshot,
  predictResult,
  type ScoredUser,
  upsertPredictions,
} from '../predictions/upsert-predictions.js';
import type { PredictResult, ProbaResult } from '../results/results.js';
import type { CalendarDay } from '../windows/calendar-day.js';
import { ExportGroupTable } from './export-group-table.js';
import type { InMemoryEventLog } from './in-memory-event-log.js';
import type { InMemoryFeatureSnapshots, InMemorySnapshot } from './in-memory-feature-snapshots.js';

interface HistoryRow extends ScoredUser {
  readonly eventCount: number;
}

interface ShadowRow extends HistoryRow {
  readonly servedProba: number;
}

interface PredictionTables {
  /** By target, then user. */
  readonly current: Map<string, ReadonlyMap<string, ProbaResult>>;
  /** By snapshot and model. */
  readonly history: Map<string, { readonly target: string; readonly batch: readonly HistoryRow[] }>;
  /** By snapshot and model. */
  readonly drift: Map<string, DriftOfWeek & { readonly target: string }>;
  readonly runs: Map<string, PublishedRun>;
  readonly groups: ExportGroupTable;
  /** By snapshot and model. */
  readonly shadows: Map<string, { readonly target: string; readonly batch: readonly ShadowRow[] }>;
}

/** A `PredictionStore` in maps: the reference for what the adapters' SQL has to do. */
export class InMemoryPredictionStore implements PredictionStore {
  readonly #tables: PredictionTables;

  /** @param tables shared by stores that differ in their snapshots; empty ones when left out */
  constructor(
    readonly log: InMemoryEventLog,
    readonly snapshots: InMemoryFeatureSnapshots,
    tables: PredictionTables = {
      current: new Map(),
      history: new Map(),
      drift: new Map(),
      runs: new Map(),
      groups: new ExportGroupTable(),
      shadows: new Map(),
    },
  ) {
    this.#tables = tables;
  }

  /** The same predictions, of users and features of other snapshots. */
  withSnapshots(log: InMemoryEventLog, snapshots: InMemoryFeatureSnapshots): InMemoryPredictionStore {
    return new InMemoryPredictionStore(log, snapshots, this.#tables);
  }

  async stage(
    artifact: ModelArtifact,
    snapshot: CalendarDay,
    known: Iterable<PublishedRun> = this.#tables.runs.values(),
  ): Promise<StagedScores> {
    const rows = this.snapshots.snapshot(snapshot);
    const proba = scorerOf(artifact).predictProba(rows.features);
    const before = new Set(known);
    return new InMemoryStagedScores(rows, proba, (batch, run, forgetBefore, shadows) => {
      const meanwhile = this.#tables.runs.get(run.runId);
      if (meanwhile !== undefined && !before.has(meanwhile)) return meanwhile.result;
      return this.#publish(batch, run, forgetBefore, shadows);
    });
  }

  async runs(): Promise<readonly PublishedRun[]> {
    return [...this.#tables.runs.values()].sort((a, b) =>
      `${a.snapshot} ${a.predictedAt}` < `${b.snapshot} ${b.predictedAt}` ? -1 : 1,
    );
  }

  /** Every current prediction for a target, in any order. */
  current(target: string): readonly ProbaResult[] {
    return [...(this.#tables.current.get(target)?.values() ?? [])];
  }

  /** Deletes every row of these users. @returns how many current and past predictions that were */
  erase(userIds: ReadonlySet<string>): { readonly current: number; readonly history: number } {
    const { current, history } = this.#tables;
    let [fromCurrent, fromHistory] = [0, 0];
    for (const [target, rows] of current) {
      const kept = new Map([...rows].filter(([userId]) => !userIds.has(userId)));
      fromCurrent += rows.size - kept.size;
      current.set(target, kept);
    }
    for (const [key, { target, batch }] of history) {
      const kept = batch.filter(({ userId }) => !userIds.has(userId!));
      fromHistory += batch.length - kept.length;
      history.set(key, { target, batch: kept });
    }
    return { current: fromCurrent, history: fromHistory };
  }

  /** Rows of a user, by table. */
  rowsOf(userId: string): { readonly current: number; readonly history: number } {
    const { current, history } = this.#tables;
    const inHistory = [...history.values()].flatMap(({ batch }) => batch.filter((row) => row.userId === userId));
    return { current: [...current.values()].filter((rows) => rows.has(userId)).length, history: inHistory.length };
  }

  async drift(target: string, from = ''): Promise<readonly DriftOfWeek[]> {
    return [...this.#tables.drift]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { target: of, ...week }]) => (of === target && week.week >= from ? [week] : []));
  }

  /** The weeks of a target whose predictions are kept. */
  weeks(target: string): ReadonlySet<string> {
    const own = [...this.#tables.history].filter(([, rows]) => rows.target === target);
    return new Set(own.map(([key]) => key.split(' ')[0]!));
  }

  /** Exported and held-out users. */
  get exportGroups(): ExportGroupTable {
    return this.#tables.groups;
  }

  async settleGroups(snapshot: CalendarDay, target: string): Promise<void> {
    this.#tables.groups.settle(target, snapshot, this.log.converters(snapshot));
  }

  async find(userId: string, target: string): Promise<ProbaResult | null> {
    return this.#tables.current.get(target)?.get(userId) ?? null;
  }

  async readOutcomes(snapshot: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<OutcomeEntries> {
    const { proba, eventCount } = this.#grouped(snapshot, this.#tables.history.get(`${snapshot} ${model}`), grouping);
    return { proba, eventCount };
  }

  async readShadow(snapshot: CalendarDay, model: string, grouping: OutcomeGrouping): Promise<ShadowEntries> {
    return this.#grouped(snapshot, this.#tables.shadows.get(`${snapshot} ${model}`), grouping);
  }

  #grouped(
    snapshot: CalendarDay,
    week: { readonly batch: readonly (HistoryRow & Partial<ShadowRow>)[] } | undefined,
    grouping: OutcomeGrouping,
  ): ShadowEntries {
    const converters = this.log.converters(snapshot);
    const rows = (week?.batch ?? []).map(
      ({ userId, proba, eventCount, servedProba }): OutcomeRow => ({
        proba: proba!,
        label: converters.has(userId!) ? 1 : 0,
        eventCount,
        ...(servedProba !== undefined && { servedProba }),
      }),
    );
    return groupedRows(rows, grouping);
  }

  #publish(
    staged: readonly HistoryRow[],
    run: PredictionRun,
    forgetBefore = '',
    shadows: readonly ShadowScores[] = [],
  ): PredictResult {
    // Somebody may have been forgotten since the scores were staged.
    const isKnown = ({ userId }: { readonly userId: string | null }) => !this.log.forgotten.has(userId!);
    const batch = staged.filter(isKnown);
    for (const { snapshot, target } of this.#tables.runs.values()) {
      if (target === run.target && snapshot > run.snapshot) throw olderSnapshot(run.snapshot, snapshot);
    }
    const { selection, lookbackDays: _days, chosenAs: _as, shadows: _shadows, drift = [], ...facts } = run;
    const { snapshot, model, runId, predictedAt, target, horizonDays } = facts;
    const current = this.#tables.current.get(target) ?? new Map<string, ProbaResult>();
    const kept = new Map([...current].filter(([, { predicted_week }]) => predicted_week >= forgetBefore));
    const { predictions, counts } = upsertPredictions(kept, batch, {
      predicted_week: snapshot,
      predicted_at: predictedAt,
      model,
      target,
      horizon_days: horizonDays,
      selection,
    });
    const result = predictResult(run, counts);
    this.#tables.current.set(target, predictions);
    for (const [key, rows] of this.#tables.history) {
      if (rows.target === target && key < forgetBefore) this.#tables.history.delete(key);
    }
    for (const [key, rows] of this.#tables.shadows) {
      if (rows.target === target && key < forgetBefore) this.#tables.shadows.delete(key);
    }
    this.#tables.groups.keepFrom(target, forgetBefore);
    this.#tables.history.set(`${snapshot} ${model}`, { target, batch });
    const servedBy = new Map(batch.map(({ userId, proba }) => [userId, proba!]));
    for (const shadow of shadows) {
      const rows = (shadow.staged as InMemoryStagedScores).batch;
      const beside = rows.map((row) => ({ ...row, servedProba: servedBy.get(row.userId)! }));
      this.#tables.shadows.set(`${snapshot} ${shadow.model}`, { target, batch: beside });
    }
    const published = batch.map(({ userId, proba, eventCount }) => {
      const selected = predictions.get(userId!)?.selected === true;
      return { userId: userId!, proba: proba!, eventCount, selected };
    });
    this.#tables.runs.set(runId, { ...facts, result, scoresChecksum: scoresChecksum(published) });
    this.#replaceDrift(target, { week: snapshot, model, rows: drift });
    return result;
  }

  #replaceDrift(target: string, week: DriftOfWeek): void {
    const key = `${week.week} ${week.model}`;
    if (week.rows.length === 0) this.#tables.drift.delete(key);
    else this.#tables.drift.set(key, { ...week, target });
  }
}

class InMemoryStagedScores implements StagedScores {
  readonly batch: readonly HistoryRow[];

  constructor(
    readonly rows: InMemorySnapshot,
    readonly proba: Float64Array,
    readonly commit: (
      batch: readonly HistoryRow[],
      run: PredictionRun,
      forgetBefore: string | undefined,
      shadows: readonly ShadowScores[] | undefined,
    ) => PredictResult,
  ) {
    this.batch = rows.userIds.map((userId, i) => ({ userId, proba: proba[i]!, eventCount: rows.eventCount[i]! }));
  }

  async checks(): Promise<StagedChecks> {
    return checkBatch(this.batch);
  }

  async distribution(edges: readonly number[]): Promise<readonly number[]> {
    return countNumbers(edges, this.proba).slice(0, -1);
  }

  async sample(size: number, seed: number) {
    const indices = sampleIndices(this.proba.length, size, seed);
    return { features: this.rows.features.take(indices), proba: this.proba.filter((_, i) => indices.includes(i)) };
  }

  async publish(run: PredictionRun, forgetBefore?: string, shadows?: readonly ShadowScores[]): Promise<PredictResult> {
    return this.commit(this.batch, run, forgetBefore, shadows);
  }

  async discard(): Promise<void> {}
}
