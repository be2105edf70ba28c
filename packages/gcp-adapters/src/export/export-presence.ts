import { PropensityError } from '@propensity/core';
import type { CalendarDay } from '@propensity/core/windows';
import { type EventExport, googlesqlDialect, presenceSql } from '@propensity/warehouse-sql';
import type { SqlJobs } from '../jobs/sql-jobs.js';
import type { ReadStatement } from '../jobs/statement.js';
import type { ReadsRows } from '../jobs/statement-purpose.js';
import type { BigQueryExport } from './bigquery-export.js';

export interface ExportPresenceOptions {
  readonly jobs: SqlJobs;
  readonly exported: Pick<BigQueryExport, 'newest'>;
  readonly source: Pick<EventExport, 'presence'>;
}

/** The question, and the table that it is asked of. */
export interface PresenceQuestion {
  /** `project.dataset.table`. */
  readonly table: string;
  readonly statement: ReadStatement<ReadsRows>;
}

/**
 * Whether an export has what some row of every export has, asked of the newest table with rows alone: a pipeline that leaves out a
 * column leaves it out every day, and one table costs a few columns of one day.
 */
export class ExportPresence {
  /** Tables that have what is asked for. */
  readonly #known = new Set<string>();

  constructor(readonly options: ExportPresenceOptions) {}

  /** Forgets what was found: days are written again. */
  forget(): void {
    this.#known.clear();
  }

  /** What `check` asks for [from, until); null where no table has rows. */
  async statement(from: CalendarDay, until: CalendarDay): Promise<PresenceQuestion | null> {
    const newest = await this.options.exported.newest(from, until);
    if (newest === null) return null;
    const { table, relation } = newest;
    const checks = this.options.source.presence(googlesqlDialect);
    return {
      table,
      statement: {
        step: `presence-${table.slice(-8)}`,
        reads: table,
        purpose: { kind: 'reads rows', standIn: [Object.fromEntries(checks.map(({ code }) => [code, true]))] },
        sql: presenceSql(googlesqlDialect, relation, checks),
      },
    };
  }

  /** @throws PropensityError `no_event_names`, `no_parameters`, … as the source calls them, naming the table */
  async check(from: CalendarDay, until: CalendarDay): Promise<void> {
    const question = await this.statement(from, until);
    if (question === null || this.#known.has(question.table)) return;
    const { table, statement } = question;
    const result = await this.options.jobs.read(statement);
    const [found] = await result.rows<Readonly<Record<string, boolean | null>>>();
    for (const { code, field, message, hint } of this.options.source.presence(googlesqlDialect)) {
      if (found![code] === true) continue;
      const details = { field, table };
      throw new PropensityError(code, `${message}; asked of ${table}.`, { kind: 'usage', hint, details });
    }
    this.#known.add(table);
  }
}
