import type { ModelArtifact } from '../artifact/model-artifact.js';
import { describePopulation } from '../question/describe-rules.js';
import { EVERYONE } from '../question/population-rule.js';
import { servingModel } from '../registry/choose-model.js';
import type { StandingModel } from '../registry/standing-models.js';
import type { ReportedModel } from './report-data.js';

/** Where a model comes from and how it stands. @param models of its target */
export function reportedModel(
  record: StandingModel,
  artifact: ModelArtifact,
  models: readonly StandingModel[],
): ReportedModel {
  const { windows, features, provenance } = artifact;
  return {
    model: record.model,
    status: record.status,
    champion: servingModel(models)?.model === record.model,
    pinned: record.pinned !== undefined,
    gate: record.result.status,
    models: models.length,
    file: { name: record.fileNameInBucket, sha256: record.sha256 },
    snapshot: record.trainingDate,
    trained_at: record.trainedAt,
    ...(record.result.recalibration && { recalibration: record.result.recalibration }),
    training_snapshots: windows.trainingSnapshots,
    lookback_days: windows.lookbackDays,
    horizon_days: windows.horizonDays,
    time_zone: windows.timeZone,
    features: features.length,
    family: artifact.model.kind,
    population: describePopulation(artifact.question ?? { population: EVERYONE, where: [] }, windows.lookbackDays),
    metrics: record.result.metrics,
    simple_rule: record.result.simple_rule,
    config_hash: record.configHash,
    feature_hash: record.featureHash,
    code_version: record.codeVersion,
    seed: provenance.seed,
    counts: provenance.counts,
    train: provenance.train,
    test: provenance.test,
  };
}
