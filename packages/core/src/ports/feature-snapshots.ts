import type { BinCounts, FeatureBins } from '../drift/feature-bins.js';
import type { SnapshotProfile } from '../drift/input-profile.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { PropertyEvents } from '../table/property-events.js';
import type { Row } from '../table/table.js';
import type { LabelledRows } from './labelled-rows.js';
import type { OwnTable } from './own-table.js';

export type { LabelledRows } from './labelled-rows.js';

export interface SnapshotSummary {
  readonly snapshot: string;
  /** Users in the population: one row each. */
  readonly users: number;
}

export interface ProfileOptions {
  /** The levels that the model knows of each category; of one that is not among them, none is counted as unseen. */
  readonly levels: ReadonlyMap<string, readonly string[]>;
  /** Share of the users, by hash (`inUserSample`), whose features are counted. */
  readonly share: number;
  /** A count of fewer users is given as none, one of nearly all as all of them. */
  readonly minUsers?: number | undefined;
}

export interface DistributionOptions {
  /** Of features that the snapshots have. */
  readonly bins: readonly FeatureBins[];
  /** Share of the users, by hash (`inUserSample`), who are counted. */
  readonly share: number;
  /** Bins of fewer users are counted as part of the feature's fullest bin. */
  readonly minUsers?: number | undefined;
}

/**
 * Port: the feature snapshot of a day S, one row per user of the population at S, materialised once in the warehouse.
 * Adapters are built for one source, target, window and feature configuration.
 */
export interface FeatureSnapshots {
  /** The features, in the order of the columns. */
  readonly features: readonly FeatureSpec[];
  /**
   * Reads what these snapshots are computed from at once, in place of one after the other: days that windows share are read
   * once. Those that are there already need nothing. An adapter to which it makes no difference leaves it out.
   */
  prepare?(snapshots: readonly string[]): Promise<void>;
  /** Computes the snapshot unless it is there already for the same features, windows and export. Safe to call twice. */
  materialise(snapshot: string): Promise<SnapshotSummary>;
  /**
   * Rows of materialised snapshots joined with their labels (absent means 0), ordered by snapshot and user hash: for
   * all users, or for those of `inUserSample` where the configuration has a `training.sampleShare`.
   */
  readLabelled(snapshots: readonly string[]): Promise<LabelledRows>;
  /** Counts what is missing, 0 or unknown of each feature of a materialised snapshot; of an empty one everything is 0. */
  profile(snapshot: string, options: ProfileOptions): Promise<SnapshotProfile>;
  /** Counts the users in each bin of features of a materialised snapshot, in the order of the bins. */
  distribution(snapshot: string, options: DistributionOptions): Promise<readonly BinCounts[]>;
  /**
   * A user's features at S; null when the user was not in the population, or the snapshot is no longer there (it is not
   * computed for this). An adapter may leave it out: its stack then cannot explain scores.
   */
  readUser?(snapshot: string, userId: string): Promise<Row | null>;
  /** Left out by sources whose features are computed from events before S. */
  readonly ownTable?: OwnTable;
  /** Left out where no definitions but those of `features` are known. */
  readonly knownDefinitions?: KnownDefinitions;
}

/**
 * The feature definitions of a stack that were in use before: versions that newer ones have replaced, features that the
 * configuration has dropped, and the hashes that earlier releases gave to a definition that has not changed.
 */
export interface KnownDefinitions {
  /** For each feature of a model or file: the same definition under its present hash, or null where it is no longer known. */
  recognise(features: readonly FeatureSpec[]): readonly (FeatureSpec | null)[];
  /**
   * The snapshots with these definitions, all of them recognised. A prediction store stages models from the same
   * snapshots.
   */
  snapshotsOf(features: readonly FeatureSpec[]): FeatureSnapshots;
  /** Left out where the features do not depend on what the property's events are. */
  readonly property?: PropertyFeatures;
}

/** Features that depend on what the property's events are. */
export interface PropertyFeatures {
  /** The events that features of the stack are about by themselves. */
  readonly knownEvents: readonly string[];
  /** The features of a model, in order: `snapshotsOf` them computes them, now and later. */
  featuresOf(events: PropertyEvents): readonly FeatureSpec[];
}
