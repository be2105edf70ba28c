import type { FeatureSpec, FeatureUnit } from '@propensity/core';
import type { CustomColumn } from '../source/event-columns.js';
import type { Aggregate } from './aggregate.js';
import type { Grain } from './grains.js';

/** A feature as it is declared: what it says about a user, and how it is computed. */
export interface FeatureDeclaration {
  readonly name: string;
  readonly unit: FeatureUnit;
  readonly meaning: string;
  readonly grain: Grain;
  /** Days before S that the feature looks back. */
  readonly windowDays: number;
  /** What a user has who has no row of the grain: 0 for counts, NULL for what is then unknown. */
  readonly whenNone: 0 | null;
  readonly aggregate: Aggregate;
  /** A column to be added to the events relation for this feature. */
  readonly customColumn?: CustomColumn;
  /** 1 when left out. Raised when the feature comes to mean another number; the definition that it had goes to `earlier`. */
  readonly version?: number;
  /** What the definition was in earlier versions, newest first: models that were fitted on one are scored with it. */
  readonly earlier?: readonly EarlierDefinition[];
}

/** In what an earlier version of a feature differed. */
export type EarlierDefinition = Partial<
  Pick<FeatureDeclaration, 'unit' | 'grain' | 'windowDays' | 'whenNone' | 'aggregate'>
> & {
  readonly version: number;
};

/** A feature with what follows from its declaration. */
export interface Feature extends FeatureSpec, Omit<FeatureDeclaration, 'earlier'> {
  /** The hash by which a release before definitions were data knew this very definition. */
  readonly formerHash: string | null;
  /** The definitions that it has replaced. */
  readonly earlier: readonly Feature[];
}
