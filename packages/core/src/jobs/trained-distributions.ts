import type { TrainedDistributions } from '../drift/drift-state.js';
import { chooseBins, chooseEdges, countNumbers } from '../drift/feature-bins.js';
import { scorerOf } from '../model-families/scorer-of.js';
import type { ScorableModel } from '../model-families/scoring-families.js';
import type { FeatureSnapshots, LabelledRows } from '../ports/feature-snapshots.js';
import { profiledShare } from './profile-inputs.js';

/**
 * How the features of a model, and its scores, are distributed at one of its training snapshots: in bins that are chosen there, and in which
 * every later week is counted.
 * @param names the model's features; `users` in the population of the snapshot
 */
export async function trainedDistributions(
  snapshots: FeatureSnapshots,
  rows: LabelledRows,
  served: ScorableModel,
  { snapshot, users, names }: { readonly snapshot: string; readonly users: number; readonly names: readonly string[] },
): Promise<TrainedDistributions> {
  const index = rows.snapshots.indexOf(snapshot);
  const own = rows.features.take(
    Int32Array.from(rows.snapshotIndex.keys()).filter((row) => rows.snapshotIndex[row] === index),
  );
  const bins = chooseBins(own.select(names));
  const proba = scorerOf(served).predictProba(own);
  const edges = chooseEdges(proba);
  return {
    snapshot,
    bins,
    features: await snapshots.distribution(snapshot, { bins, share: profiledShare(users) }),
    scores: { edges, counts: countNumbers(edges, proba).slice(0, -1) },
  };
}
