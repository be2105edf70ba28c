import type { z } from 'zod';

/** Any value of a configuration that is not known to be right yet. */
export type UncheckedConfig = Readonly<Record<string, unknown>>;

/** A kind of source as a configuration may name it: one file beside this one, and a line in `source-schema.ts`. */
export interface SourceMember<S extends z.ZodObject = z.ZodObject> {
  /** Has `type`, a literal, and what `sourceFields` has. */
  readonly schema: S;
  /** Keys that say where the data are: moving them changes no result, so they stand in no hash of the configuration. */
  readonly location: readonly string[];
  /**
   * What a stack needs of such a source beyond its schema, checked on the input as it came: one line per fault.
   * @param source what stands under `source`
   */
  faults(source: UncheckedConfig, config: UncheckedConfig): string[];
  /** The data set of BigQuery that such a source is read from, which holds nothing of ours; left out by sources of files alone. */
  dataset?(source: UncheckedConfig, gcp: UncheckedConfig): unknown;
}
