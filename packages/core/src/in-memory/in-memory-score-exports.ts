import { exportedMeanwhile } from '../activation/exported-meanwhile.js';
import { chosenRows, type GivenScore, scoreRows } from '../activation/score-rows.js';
import type { ExportChoice, ScoreExport, ScoreExports, StagedExport } from '../ports/score-exports.js';
import type { InMemoryPredictionStore } from './in-memory-prediction-store.js';

/** `ScoreExports` in memory: the reference for what the adapters' SQL has to do. */
export class InMemoryScoreExports implements ScoreExports {
  readonly #exports: ScoreExport[] = [];
  /** By target and destination, then user. */
  readonly #given = new Map<string, ReadonlyMap<string, GivenScore>>();

  constructor(readonly predictions: Pick<InMemoryPredictionStore, 'current'>) {}

  async list(target: string, destination: string): Promise<readonly ScoreExport[]> {
    return this.#of(target, destination);
  }

  /** Every completed export. */
  get all(): readonly ScoreExport[] {
    return this.#exports;
  }

  /** Deletes what was noted of these users. @returns how many rows that were */
  erase(userIds: ReadonlySet<string>): number {
    let erased = 0;
    for (const [key, given] of this.#given) {
      const kept = new Map([...given].filter(([userId]) => !userIds.has(userId)));
      erased += given.size - kept.size;
      this.#given.set(key, kept);
    }
    return erased;
  }

  /** In how many destinations' notes a user is. */
  rowsOf(userId: string): number {
    return [...this.#given.values()].filter((given) => given.has(userId)).length;
  }

  #of(target: string, destination: string): readonly ScoreExport[] {
    return this.#exports.filter((each) => each.target === target && each.destination === destination);
  }

  async stage(target: string, destination: string, choice: ExportChoice): Promise<StagedExport> {
    const key = JSON.stringify([target, destination]);
    const all = scoreRows(this.predictions.current(target));
    const rows = chosenRows(all, choice, this.#given.get(key) ?? new Map());
    const weeks = all.map(({ predicted_week }) => predicted_week).sort();
    return {
      rows: rows.length,
      week: weeks.at(-1) ?? null,
      read: async (take) => {
        if (rows.length > 0) await take(rows);
      },
      record: async (done) => {
        const before = this.#of(target, destination);
        if (before.some(({ exportId }) => exportId === done.exportId)) return;
        if ((before.at(-1)?.sequence ?? 0) >= done.sequence) throw exportedMeanwhile(done);
        const given = [...(this.#given.get(key) ?? []), ...rows.map((row) => [row.user_id, row] as const)];
        const users = new Set(this.predictions.current(target).map(({ user_id }) => user_id));
        this.#given.set(key, new Map(given.filter(([user]) => users.has(user))));
        this.#exports.push(done);
      },
      discard: async () => {},
    };
  }
}
