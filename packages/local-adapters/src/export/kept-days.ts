import type { CalendarDay } from '@propensity/core/windows';
import { duckdbDialect } from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

const { string } = duckdbDialect;

/** What is known of a day's events. */
export interface KeptDay {
  /** Of the files that its rows come from. */
  readonly identity: string;
  /** True where every amount of the day is a whole number of millionths. */
  readonly wholeMillionths: boolean;
}

/**
 * The list of the days whose events a database holds. A day is noted before its events are written, and again when all of them are: of days
 * that a killed process noted once, whatever there is has to go.
 */
export class KeptDays {
  readonly #days = new Map<CalendarDay, KeptDay>();
  /** Days that `begin` noted and `finish` did not. */
  readonly #begun = new Set<CalendarDay>();

  private constructor(
    readonly warehouse: LocalWarehouse,
    readonly table: string,
  ) {}

  /** The list in `database`, made where there is none. @param remove takes days whose events are not complete */
  static async open(
    warehouse: LocalWarehouse,
    database: string,
    remove: (days: readonly CalendarDay[]) => Promise<void>,
  ): Promise<KeptDays> {
    const table = `${database}.main.kept_days`;
    await warehouse.run(
      `CREATE TABLE IF NOT EXISTS ${table} (day VARCHAR NOT NULL, identity VARCHAR, whole_millionths BOOLEAN)`,
    );
    const days = new KeptDays(warehouse, table);
    const rows = await warehouse.rows<{ day: string; identity: string | null; whole_millionths: boolean }>(
      `FROM ${table}`,
    );
    const unfinished = rows.filter(({ identity }) => identity === null).map(({ day }) => day);
    if (unfinished.length > 0) {
      await remove(unfinished);
      await days.#delete(unfinished);
    }
    for (const { day, identity, whole_millionths } of rows) {
      if (identity !== null) days.#days.set(day, { identity, wholeMillionths: whole_millionths });
    }
    return days;
  }

  get(day: CalendarDay): KeptDay | undefined {
    return this.#days.get(day);
  }

  all(): CalendarDay[] {
    return [...this.#days.keys()].sort();
  }

  /** Notes that events of these days are about to be written. What a failure has left of them, `remove` deletes. */
  async begin(days: readonly CalendarDay[], remove: (days: readonly CalendarDay[]) => Promise<void>): Promise<void> {
    const begun = days.filter((day) => this.#begun.has(day));
    if (begun.length > 0) await remove(begun);
    await this.#delete(days);
    await this.#insert(days.map((day) => `(${string(day)}, NULL, NULL)`));
    for (const day of days) this.#begun.add(day);
  }

  /** Notes that all events of these days have been written. */
  async finish(days: ReadonlyMap<CalendarDay, KeptDay>): Promise<void> {
    await this.warehouse.transaction(async () => {
      await this.#delete([...days.keys()]);
      await this.#insert(
        [...days].map(
          ([day, { identity, wholeMillionths }]) => `(${string(day)}, ${string(identity)}, ${wholeMillionths})`,
        ),
      );
    });
    for (const [day, kept] of days) {
      this.#days.set(day, kept);
      this.#begun.delete(day);
    }
  }

  /** Has `remove` delete the events of these days, and takes them off the list. */
  async drop(days: readonly CalendarDay[], remove: (days: readonly CalendarDay[]) => Promise<void>): Promise<void> {
    if (days.length === 0) return;
    await this.warehouse.transaction(async () => {
      await remove(days);
      await this.#delete(days);
    });
    for (const day of days) this.#days.delete(day);
  }

  #insert(rows: readonly string[]): Promise<void> {
    return this.warehouse.run(`INSERT INTO ${this.table} VALUES ${rows.join(', ')}`);
  }

  #delete(days: readonly CalendarDay[]): Promise<void> {
    return this.warehouse.run(`DELETE FROM ${this.table} WHERE day IN (${days.map(string).join(', ')})`);
  }
}
