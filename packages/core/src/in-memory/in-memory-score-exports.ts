import { exportedMeanwhile } from '../activation/exported-meanwhile.js';
import { chosenRows, type GivenScore, hasChanged, scoreRows } from '../activation/score-rows.js';
import { isHeldOut } from '../holdout/held-out.js';
import { type HoldoutGroups, holdoutGroups } from '../holdout/holdout-groups.js';
import type {
  ExportChoice,
  ExportedScore,
  ExportFilter,
  ScoreExport,
  ScoreExports,
  StagedExport,
} from '../ports/score-exports.js';
import type { ExportGroupTable } from './export-group-table.js';
import type { InMemoryPredictionStore } from './in-memory-prediction-store.js';

/** `ScoreExports` in memory: the reference for what the adapters' SQL has to do. */
export class InMemoryScoreExports implements ScoreExports {
  readonly #exports: ScoreExport[] = [];
  /** By target and destination, then user. */
  readonly #given = new Map<string, ReadonlyMap<string, GivenScore>>();

  /** @param consented who has consented to ads, as the source says; left out where it says nothing */
  constructor(
    readonly predictions: Pick<InMemoryPredictionStore, 'current' | 'exportGroups' | 'weeks'>,
    readonly consented?: (window: NonNullable<ExportFilter['consent']>) => ReadonlySet<string>,
  ) {}

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

  async groups(target: string, seed: number): Promise<readonly HoldoutGroups[]> {
    return holdoutGroups([...this.#groups.rows()].filter((row) => row.target === target && row.seed === seed));
  }

  get #groups(): ExportGroupTable {
    return this.predictions.exportGroups;
  }

  async stage(
    target: string,
    destination: string,
    choice: ExportChoice,
    { holdout, consent }: ExportFilter = {},
  ): Promise<StagedExport> {
    const key = JSON.stringify([target, destination]);
    const all = scoreRows(this.predictions.current(target));
    const given = this.#given.get(key) ?? new Map<string, GivenScore>();
    const heldOut = (userId: string) => holdout !== undefined && isHeldOut(userId, holdout);
    // Who is not held out any more is given, whether or not the scores have changed.
    const isBack = ({ user_id }: ExportedScore) => given.get(user_id)?.held_out === true && !heldOut(user_id);
    const chosen = new Set(chosenRows(all, choice, given));
    const asked = all.filter((row) => chosen.has(row) || (choice.kind === 'changes' && isBack(row)));
    const agreed = consent === undefined ? null : this.consented?.(consent);
    const allowed = asked.filter(({ user_id }) => agreed?.has(user_id) ?? true);
    const rows = allowed.filter(({ user_id }) => !heldOut(user_id));
    const weeks = all.map(({ predicted_week }) => predicted_week).sort();
    return {
      rows: rows.length,
      heldOut: allowed.length - rows.length,
      withoutConsent: consent === undefined ? null : asked.length - allowed.length,
      week: weeks.at(-1) ?? null,
      read: async (take) => {
        if (rows.length > 0) await take(rows);
      },
      record: async (done) => {
        const before = this.#of(target, destination);
        if (before.some(({ exportId }) => exportId === done.exportId)) return;
        if ((before.at(-1)?.sequence ?? 0) >= done.sequence) throw exportedMeanwhile(done);
        const noted = allowed.map((row) => [row.user_id, { ...row, held_out: heldOut(row.user_id) }] as const);
        const users = new Set(this.predictions.current(target).map(({ user_id }) => user_id));
        const kept = [...(this.#given.get(key) ?? []), ...noted].filter(([user]) => users.has(user));
        this.#given.set(key, new Map(kept));
        this.#groups.keepWeeks(target, this.predictions.weeks(target));
        if (holdout !== undefined) {
          const compared = allowed.filter(
            (row) => choice.kind !== 'changes' || hasChanged(row, given.get(row.user_id)),
          );
          for (const { user_id, decile, predicted_week: week } of compared) {
            if (decile === null) continue;
            const group = { held_out: heldOut(user_id), seed: holdout.seed, converted: null };
            this.#groups.add({ user_id, target, destination, week, decile, ...group });
          }
        }
        this.#exports.push(done);
      },
      discard: async () => {},
    };
  }
}
