import type { z } from 'zod';
import type { Condition } from '../../question/condition.js';

/** Any value of a configuration that has not been checked yet. */
export type UncheckedConfig = Readonly<Record<string, unknown>>;

/** A kind of source as a configuration may name it: one file beside this one, and a line in `source-schema.ts`. */
export interface SourceMember<S extends z.ZodObject = z.ZodObject> {
  /** With `type`, a literal, and the fields of `sourceFields`. */
  readonly schema: S;
  /**
   * Keys that say where the data are: moving the data changes no result, so these keys are in no hash of the
   * configuration. With a dot, the key of an object in the source.
   */
  readonly location: readonly string[];
  /** What a user is where `userId` does not say it; a configuration may write it too. */
  readonly defaultUserId: string;
  /**
   * Windows that such a source has whatever a configuration says, because its rows are finished; left out where they are computed from days
   * before S.
   */
  readonly windows?: { readonly lookbackDays: number };
  /** Whether a path, a glob or a data set is named as Google names exports of this kind; left out by kinds without such names. */
  isNamedSo?(place: string): boolean;
  /** The conditions that rows have to meet to be read, from a checked source; left out by sources that read all. */
  rowConditions?(source: z.output<S>): readonly Condition[];
  /** How such a source says what happened, from a checked one, where it does not by events; left out where it does. */
  label?(source: z.output<S>): unknown;
  /** True where such a source says who has consented to ads; left out where it does not. */
  readonly saysConsent?: true;
  /** What the users' ids are in Google Analytics, from a checked source; undefined where they are others. Left out by sources whose ids always are. */
  analyticsIds?(source: z.output<S>): 'client_id' | 'user_id' | undefined;
  /** Texts that such a source reads as not known, in any order; left out by sources that have none. */
  missing?(source: z.output<S>): readonly string[];
  /**
   * Faults of such a source beyond its schema, for the configured stack, checked on the input as it came: one line per
   * fault.
   * @param source the value of `source`
   */
  faults(source: UncheckedConfig, config: UncheckedConfig): string[];
  /**
   * The BigQuery data set that such a source is read from, which holds no table of Propensity; left out by sources that
   * are only files.
   */
  dataset?(source: UncheckedConfig, gcp: UncheckedConfig): unknown;
}
