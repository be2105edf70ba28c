import type { GroupedUser } from '../holdout/holdout-groups.js';

/** A row of `ma_export_groups`. */
export interface ExportGroupRow extends GroupedUser {
  readonly target: string;
  readonly seed: number;
}

/** `ma_export_groups` in a map: users by target, destination and week, as they were first put there. */
export class ExportGroupTable {
  readonly #rows = new Map<string, ExportGroupRow>();

  rows(): Iterable<ExportGroupRow> {
    return this.#rows.values();
  }

  add(row: ExportGroupRow): void {
    const key = keyOf(row);
    if (!this.#rows.has(key)) this.#rows.set(key, row);
  }

  /** Notes who of a week has converted. */
  settle(target: string, week: string, converters: ReadonlySet<string>): void {
    for (const row of this.#rows.values()) {
      if (row.target !== target || row.week !== week) continue;
      this.#rows.set(keyOf(row), { ...row, converted: converters.has(row.user_id) });
    }
  }

  /** Deletes every row of these users. @returns how many that were */
  erase(userIds: ReadonlySet<string>): number {
    const gone = [...this.#rows].filter(([, { user_id }]) => userIds.has(user_id));
    for (const [key] of gone) this.#rows.delete(key);
    return gone.length;
  }

  /** Removes the weeks of a target before a day, YYYY-MM-DD. */
  keepFrom(target: string, day: string): void {
    for (const row of this.#rows.values()) {
      if (row.target === target && row.week < day) this.#rows.delete(keyOf(row));
    }
  }

  /** Removes the weeks of a target that are not kept any more. */
  keepWeeks(target: string, weeks: ReadonlySet<string>): void {
    for (const row of this.#rows.values()) {
      if (row.target === target && !weeks.has(row.week)) this.#rows.delete(keyOf(row));
    }
  }
}

function keyOf({ user_id, target, destination, week }: ExportGroupRow): string {
  return JSON.stringify([user_id, target, destination, week]);
}
