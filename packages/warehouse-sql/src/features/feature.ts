import type { FeatureSpec, FeatureUnit } from '@propensity/core';
import type { CustomColumn } from '../source/event-columns.js';
import type { Aggregate } from './aggregate.js';
import type { Grain } from './grains.js';

/**
 * The value for a user without any: 0, or NULL (missing). `ZERO_OR_UNKNOWN` tells nothing from unknown: 0 without a row,
 * NULL with rows none of which has a value.
 */
export type WhenNone = 0 | null | typeof ZERO_OR_UNKNOWN;

/** See `WhenNone`. */
export const ZERO_OR_UNKNOWN = { noRow: 0, noValue: null } as const;

/** A feature as it is declared: what it says about a user, and how it is computed. */
export interface FeatureDeclaration {
  readonly name: string;
  readonly unit: FeatureUnit;
  readonly meaning: string;
  readonly grain: Grain;
  /** Days before S that the feature looks back. */
  readonly windowDays: number;
  /** The value for a user without a row of the grain: 0 for counts, NULL for what is then unknown. */
  readonly whenNone: WhenNone;
  readonly aggregate: Aggregate;
  /** The event of the property's own that it is of: see `FeatureSpec.event`. */
  readonly event?: string;
  /**
   * Events of which one has to happen for the feature to say anything; those of the aggregate's condition, if any, when left out. Where
   * nobody performs any of them, a model leaves the feature out.
   */
  readonly needs?: readonly string[];
  /** See `FeatureSpec.manyLevels`. */
  readonly manyLevels?: boolean;
  /**
   * True for a default whose place a feature of the configuration takes when it has the same name. For defaults that came later than
   * configurations which may use the name.
   */
  readonly givesWay?: boolean;
  /** A column to be added to the events relation for this feature. */
  readonly customColumn?: CustomColumn;
  /** 1 when left out. Raised when the feature's meaning changes; the previous definition moves to `earlier`. */
  readonly version?: number;
  /** The definitions of earlier versions, newest first: models that were fitted on one are scored with it. */
  readonly earlier?: readonly EarlierDefinition[];
}

/** How an earlier version of a feature differed. */
export type EarlierDefinition = Partial<
  Pick<FeatureDeclaration, 'unit' | 'grain' | 'windowDays' | 'whenNone' | 'aggregate'>
> & {
  readonly version: number;
};

/** A feature as declared, with what is derived from its declaration. */
export interface Feature extends FeatureSpec, Omit<FeatureDeclaration, 'earlier'> {
  /** The hash that this definition had in releases that hashed its SQL; null where it had none. */
  readonly formerHash: string | null;
  /** The definitions that this one has replaced. */
  readonly earlier: readonly Feature[];
}
