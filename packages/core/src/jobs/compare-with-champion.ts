import type { ModelArtifact } from '../artifact/model-artifact.js';
import { compareLogLosses, type LogLossComparison } from '../metrics/compare-log-losses.js';
import { compareRocAucs, type RocAucComparison } from '../metrics/compare-roc-aucs.js';
import { scorerOf } from '../model-families/scorer-of.js';
import { gather, type Table } from '../table/table.js';

/** The rows that a training tests on, one element per row. */
export interface TestRows {
  readonly features: Table;
  /** 0 or 1. */
  readonly labels: Float64Array;
  /** Stable hash of the user, in [0, 1). */
  readonly userBucket: Float64Array;
}

export interface ChampionComparison {
  readonly champion: string;
  readonly comparison: LogLossComparison;
  readonly rocAuc: RocAucComparison | null;
}

/**
 * Compares a new model with the champion on test rows of users that neither of the two fits has seen. The champion is
 * represented by the fit that was tested: the one that serves was fitted on the test users too, perhaps on these very rows.
 * Where the champion kept a smaller share of the users for testing, only those count.
 * @param proba the new model's, as it was tested; one per row
 * @returns null when no row is left
 */
export function compareWithChampion(
  champion: ModelArtifact,
  { features, labels, userBucket }: TestRows,
  proba: Float64Array,
): ChampionComparison | null {
  const { testShare = 1 } = champion.provenance;
  const unseen = Uint32Array.from(labels.keys()).filter((row) => userBucket[row]! < testShare);
  if (unseen.length === 0) return null;
  const championProba = scorerOf(champion.tested ?? champion).predictProba(features.take(unseen));
  const [yTrue, yScore] = [gather(labels, unseen), gather(proba, unseen)];
  return {
    champion: champion.name,
    comparison: compareLogLosses(yTrue, yScore, championProba),
    rocAuc: compareRocAucs(yTrue, yScore, championProba),
  };
}
