import type { ProbaResult } from '@propensity/core/jobs';
import type { PredictionRun, PublishedRun } from '@propensity/core/ports';
import { olderSnapshot, predictResult } from '@propensity/core/predictions';
import type { PredictionsOf } from '@propensity/warehouse-sql';
import type { CurrentPredictions } from '../../src/serving/current-predictions.js';

const PAGE = 3;

/** A run as a store is told of it. */
export function runOf(week: string, more: Partial<PredictionRun> = {}): PredictionRun {
  const predictedAt = `${week}T06:00:00.000Z`;
  return {
    runId: `predictions-${more.target ?? 'purchase'}-${week}`,
    target: 'purchase',
    snapshot: week,
    model: 'lr-1',
    sha256: 'ab'.repeat(32),
    predictedAt,
    inSample: false,
    horizonDays: 7,
    allowedMissingDays: [],
    selection: { threshold: 0.5 },
    ...more,
  };
}

/** The predictions table as the docs describe it: what a store in front of it is compared with. */
export class TableOfPredictions implements CurrentPredictions {
  readonly current = new Map<string, ProbaResult>();
  #runs: PublishedRun[] = [];
  /** How many rows were read. */
  rowsRead = 0;
  /** Called before each page. */
  beforePage: () => Promise<void> = async () => {};

  async runs(): Promise<readonly PublishedRun[]> {
    const order = ({ snapshot, predictedAt }: PublishedRun) => `${snapshot} ${predictedAt}`;
    return [...this.#runs].sort((a, b) => (order(a) < order(b) ? -1 : 1));
  }

  /** In one step, as the publication's transaction. */
  publish(run: PredictionRun, scores: Readonly<Record<string, number>>, before?: string): string {
    const newest = this.#runs.filter(({ target }) => target === run.target).map(({ snapshot }) => snapshot);
    for (const snapshot of newest) if (snapshot > run.snapshot) throw olderSnapshot(run.snapshot, snapshot);
    if (before !== undefined) {
      for (const [key, row] of this.current) {
        if (row.target === run.target && row.predicted_week < before) this.current.delete(key);
      }
    }
    for (const [user_id, proba] of Object.entries(scores)) {
      const { target, snapshot, predictedAt, model } = run;
      const row = { predicted_week: snapshot, predicted_at: predictedAt, model, target };
      this.current.set(`${target} ${user_id}`, { user_id, proba, ...row, horizon_days: 7, selected: proba >= 0.5 });
    }
    const counts = { scored: Object.keys(scores).length, overwritten: 0, appended: 0, kept: 0 };
    this.#runs = [
      ...this.#runs.filter(({ runId }) => runId !== run.runId),
      { ...run, result: predictResult(run, counts) },
    ];
    return run.runId;
  }

  forget(userId: string): void {
    for (const [key, row] of this.current) if (row.user_id === userId) this.current.delete(key);
  }

  find(userId: string, target = 'purchase'): ProbaResult | null {
    return this.current.get(`${target} ${userId}`) ?? null;
  }

  async count(): Promise<number> {
    return this.current.size;
  }

  async *rows(of?: PredictionsOf): AsyncIterable<readonly ProbaResult[]> {
    const isAsked = (row: ProbaResult) => {
      if (of === undefined) return true;
      if (row.target !== of.target) return false;
      return 'before' in of ? row.predicted_week < of.before : of.madeAt.includes(row.predicted_at);
    };
    const rows = [...this.current.values()].filter(isAsked);
    for (let start = 0; start < rows.length; start += PAGE) {
      await this.beforePage();
      const page = rows.slice(start, start + PAGE);
      this.rowsRead += page.length;
      yield page;
    }
  }
}
