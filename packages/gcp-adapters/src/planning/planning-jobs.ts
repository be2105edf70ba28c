import type { BytesUsed, SqlJobs, SqlResult } from '../jobs/sql-jobs.js';
import type { Statement } from '../jobs/statement.js';

/** A statement that was asked for, and what a reader should know of it. */
export interface RecordedStatement {
  readonly statement: Statement;
  readonly note: string | null;
}

/** `SqlJobs` that run nothing: they keep what they are asked to run, and answer where the answer can be had otherwise. */
export class PlanningJobs implements SqlJobs {
  readonly used: BytesUsed = { processed: 0, billed: 0 };
  readonly recorded: RecordedStatement[] = [];

  /** @param answer rows of the statement, had without running it; null where there are none */
  constructor(readonly answer: (statement: Statement) => Promise<readonly unknown[] | null>) {}

  begin(): void {}

  /** Keeps a statement with a note, as if it had been run. */
  record(statement: Statement, note: string | null = null): void {
    this.recorded.push({ statement, note });
  }

  async write(statement: Statement): Promise<SqlResult> {
    this.record(statement);
    return resultOf([]);
  }

  async read(statement: Statement): Promise<SqlResult> {
    this.record(statement);
    return resultOf((await this.answer(statement)) ?? []);
  }

  async lookup<T>(statement: Statement): Promise<T[]> {
    this.record(statement);
    return [];
  }
}

function resultOf(rows: readonly unknown[]): SqlResult {
  return { table: null, rowCount: async () => rows.length, rows: async <T>() => [...rows] as T[] };
}
