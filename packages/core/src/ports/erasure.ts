/** How many rows were deleted from one table, or one kind of tables. */
export interface ErasedRows {
  /** Its name; of tables of one kind, what their names begin with and a `*`. */
  readonly table: string;
  readonly rows: number;
}

/** A file that scores were exported to: it is not ours any more. */
export interface ExportedFile {
  readonly fileName: string;
  readonly destination: string;
  /** ISO 8601, UTC. */
  readonly exportedAt: string;
}

/** A place in which an id was found. It never holds the id itself. */
export interface Trace {
  /** A file, or a table and a column. */
  readonly place: string;
  /** Rows of the column; occurrences in the file. */
  readonly occurrences: number;
}

/** What a search for ids looked through, and what it found. */
export interface TraceSearch {
  /** Tables of which every text column was compared with the ids. */
  readonly tables: number;
  readonly columns: number;
  /** Files of which every byte was read; 0 where the stack has none. */
  readonly files: number;
  readonly bytes: number;
  /**
   * Ids that were not looked for in the bytes of files, only in columns: they are so short, or so much a part of other users' ids, that
   * finding their bytes would say nothing.
   */
  readonly tooCommon: number;
  readonly found: readonly Trace[];
}

/**
 * Port: takes users out of everything that a stack keeps, and remembers them by keyed hashes alone. From then on they are in no
 * population, whatever the source says of them.
 */
export interface Erasure {
  /**
   * Other ids by which the source knows these users: the devices on which a person was named, where users are people. Read from all the
   * days that are there; empty where the source has no such thing.
   */
  aliasesOf(userIds: readonly string[]): Promise<readonly string[]>;
  /**
   * Notes that these users are forgotten, then deletes all rows of everyone who ever was: tables, feature snapshots, staging, scratch,
   * what lookups are answered from. Safe to call again: what a call that was cut short has left is deleted by the next.
   * @param at ISO 8601, UTC
   * @returns the tables that had such rows
   * @throws PropensityError `warehouse_locked` where somebody else uses what has to be written anew
   */
  erase(userIds: readonly string[], at: string): Promise<readonly ErasedRows[]>;
  /** Looks for these ids in everything that the stack keeps. */
  search(userIds: readonly string[]): Promise<TraceSearch>;
  /** Every file that an export was written to, once, with its newest export. */
  exportedFiles(): Promise<readonly ExportedFile[]>;
}
