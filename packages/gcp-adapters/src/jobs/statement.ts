import type { SqlParameter } from '@propensity/warehouse-sql';
import type { Decides, ReadsColumns, ReadsRows, Writes } from './statement-purpose.js';

/** A table of BigQuery. */
export interface TableReference {
  readonly projectId: string;
  readonly datasetId: string;
  readonly tableId: string;
}

interface StatementText {
  /** What it does, in a few lower-case words joined by dashes: part of the job's id and label. */
  readonly step: string;
  readonly sql: string;
  /** The values of `@name` in the text, by name. */
  readonly params?: Readonly<Record<string, SqlParameter>>;
  /** The tables of others whose values it reads, for the message where one of them cannot be read. */
  readonly reads?: string;
  /** What the log says beside its bytes: why it does what it does. */
  readonly note?: string;
  /** True where only metadata is read, which is free: no dry run. */
  readonly metadataOnly?: boolean;
  /**
   * What makes two jobs the same job; the text and the parameters when left out. Statements that differ in nothing that
   * matters (the moment they were made) share a key, so that of two at once one finds the other's job.
   */
  readonly key?: string;
}

/** One statement, or script, whose effect stays, to be run as one job. */
export interface WriteStatement extends StatementText {
  readonly purpose: Writes;
}

/** One query, to be run as one job. */
export interface ReadStatement<Purpose = Decides | ReadsRows | ReadsColumns> extends StatementText {
  readonly purpose: Purpose;
}

/** Any statement. Its purpose is declared where it is built, and planning goes by that alone. */
export type Statement = WriteStatement | ReadStatement;
