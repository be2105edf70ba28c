import type { SqlType } from '@propensity/warehouse-sql';

/** A table of BigQuery. */
export interface TableReference {
  readonly projectId: string;
  readonly datasetId: string;
  readonly tableId: string;
}

/** A named, typed value of a statement (`@name` in its text). */
export interface SqlParameter {
  readonly name: string;
  readonly type: SqlType;
  /** Dates as YYYY-MM-DD, timestamps as ISO 8601 in UTC. */
  readonly value: string | number | boolean | null;
}

/** One statement, or script, to be run as one job. */
export interface Statement {
  /** What it does, in a few lower-case words joined by dashes: stands in the job's id and label. */
  readonly step: string;
  readonly sql: string;
  readonly parameters?: readonly SqlParameter[];
  /** Where the rows of a query go; an anonymous table that lasts a day when left out. */
  readonly destination?: TableReference;
  /**
   * What makes two jobs the same job; the text, the parameters and the destination when left out. Statements that differ in nothing that
   * matters (the moment they were made) share a key, so that of two at once one finds the other's job.
   */
  readonly key?: string;
}
