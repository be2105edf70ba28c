import type { BytesUsed, SqlJobs, SqlResult } from '../jobs/sql-jobs.js';
import type { ReadStatement, Statement, WriteStatement } from '../jobs/statement.js';
import type { DecidingRows, ReadsRows } from '../jobs/statement-purpose.js';

/** A statement that was asked for, and what a reader should know of it. */
export interface RecordedStatement {
  readonly statement: Statement;
  readonly note: string | null;
}

export interface PlanningJobsOptions {
  /** The rows that decide how a command goes on, had without running a statement. */
  readonly decide: (on: DecidingRows) => Promise<readonly object[]>;
  /** True for a model that is not trained yet. */
  readonly isStandIn: (model: string) => boolean;
}

const RESULTS = 'Its values are known only once the command has run.';
const MODEL = 'Written with values of the model: until it is trained, stand-ins take their place.';

/**
 * `SqlJobs` that run nothing: they keep what they are asked to run, and answer by what each statement declares itself to be
 * for. A statement without a purpose does not compile.
 */
export class PlanningJobs implements SqlJobs {
  readonly used: BytesUsed = { processed: 0, billed: 0 };
  readonly recorded: RecordedStatement[] = [];

  constructor(readonly options: PlanningJobsOptions) {}

  begin(): void {}

  /** What a piece of work gives, and the statements that it asks for, which are not kept. */
  async apart<T>(work: () => Promise<T>): Promise<{ result: T; recorded: RecordedStatement[] }> {
    const before = this.recorded.length;
    const result = await work();
    return { result, recorded: this.recorded.splice(before) };
  }

  /** Puts statements in the place of ones that follow each other. */
  replace(kept: readonly RecordedStatement[], by: readonly RecordedStatement[]): void {
    if (kept.length > 0) this.recorded.splice(this.recorded.indexOf(kept[0]!), kept.length, ...by);
  }

  async write(statement: WriteStatement): Promise<SqlResult> {
    const { standIn = [], ofResults = false, model } = statement.purpose;
    const isOfStandIn = model !== undefined && this.options.isStandIn(model);
    this.recorded.push({
      statement: ofResults ? withoutValues(statement) : statement,
      note: ofResults ? RESULTS : isOfStandIn ? MODEL : null,
    });
    return resultOf(standIn);
  }

  async read(statement: ReadStatement): Promise<SqlResult> {
    const { purpose } = statement;
    this.recorded.push({ statement, note: purpose.kind === 'decides' ? null : (purpose.note ?? null) });
    switch (purpose.kind) {
      case 'decides':
        return resultOf(await this.options.decide(purpose.on));
      case 'reads rows':
        return resultOf(purpose.standIn);
      case 'reads columns':
        return { ...resultOf([]), rowCount: async () => purpose.standInRows };
    }
  }

  async lookup<T>(statement: ReadStatement<ReadsRows>): Promise<T[]> {
    return (await this.read(statement)).rows<T>();
  }
}

function resultOf(rows: readonly object[]): SqlResult {
  return {
    table: null,
    rowCount: async () => rows.length,
    async *pages<T>() {
      yield [...rows] as T[];
    },
    rows: async <T>() => [...rows] as T[],
  };
}

function withoutValues(statement: WriteStatement): WriteStatement {
  const params = Object.entries(statement.params ?? {}).map(([name, { type }]) => [name, { type, value: null }]);
  return { ...statement, params: Object.fromEntries(params) };
}
