/** A command whose statements can be listed without running it. */
export interface PlannedCommand {
  readonly command: 'doctor' | 'train' | 'predict' | 'evaluate' | 'run' | 'proba';
  /** S; derived from the clock and the data when left out. */
  readonly snapshot?: string | undefined;
  /** The model that is pinned for scoring. */
  readonly model?: string | undefined;
  /** Also plans what has been done already. */
  readonly force?: boolean | undefined;
  /** The user whom `proba` looks up. */
  readonly userId?: string | undefined;
  /** For which target; the configuration's when left out. */
  readonly target?: string | undefined;
}

/** A statement as a stack would run it, in the order in which it would. */
export interface PlannedStatement {
  readonly step: string;
  readonly sql: string;
  readonly parameters: readonly { readonly name: string; readonly type: string; readonly value: unknown }[];
  /** The same with its parameters declared, to be pasted into a console. */
  readonly script: string;
  /** Bytes that it would read, by a dry run; null where that is unknown before earlier statements have run. */
  readonly bytes: number | null;
  readonly cost_usd: number | null;
  /** What a reader should know: why the bytes are not known, or what decides whether it runs at all. */
  readonly note: string | null;
}

/** Port: what a command would run. Nothing is run for it: metadata is read, and statements are costed by dry runs. */
export interface StatementPlan {
  statements(command: PlannedCommand): Promise<readonly PlannedStatement[]>;
}
