import type { LabelledRows } from './labelled-rows.js';

/** A column of a table, and what is to be known of it. */
export interface NotedColumn {
  readonly name: string;
  /** The rest of a sentence that begins with the column's name. */
  readonly what: string;
}

/** What only a finished table of one's own can be asked: its columns may know what a feature must not know. */
export interface OwnTable {
  /** Columns that are used although they seem to know the label. */
  readonly allowedLeaks: readonly string[];
  /** Columns that are no features, though nobody asked to leave them out, and why. */
  leftOut(): Promise<readonly NotedColumn[]>;
  /** Columns that are features, and may have been meant as something else. */
  doubtful(): Promise<readonly NotedColumn[]>;
  /**
   * Columns that say of a snapshot what was only known after it: dates of later days, and values that are not what they were
   * when it was last materialised. Of one that is materialised as it is now, nothing has changed.
   */
  laterKnowledge(snapshots: readonly string[]): Promise<readonly NotedColumn[]>;
  /** What `FeatureSnapshots.readLabelled` gives, of snapshots that need not be materialised; nothing is stored. */
  readLabelled(snapshots: readonly string[]): Promise<LabelledRows>;
}
