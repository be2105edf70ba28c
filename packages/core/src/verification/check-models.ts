import type { ModelArtifact } from '../artifact/model-artifact.js';
import { parsePreprocessor } from '../artifact/preprocessor-file.js';
import { parseArtifact } from '../artifact/serialise-artifact.js';
import { canonicalJson } from '../hashing/canonical-json.js';
import { sha256Hex } from '../hashing/sha256.js';
import { METRICS } from '../metrics/metric-list.js';
import type { ModelChange, ModelRecord } from '../ports/model-registry.js';
import type { Ports } from '../ports/ports.js';
import type { StoredFault } from '../ports/stored-state.js';
import { Faults, isShare, readOr } from './faults.js';

/** Metrics that lie in [0, 1]. */
const SHARES = ['roc_auc', 'average_precision', 'brier', 'ece', 'precision', 'recall', 'f1_score'] as const;

/** Each model against its file, and against what its training said. */
export async function checkModels(
  { artifacts }: Pick<Ports, 'artifacts'>,
  records: readonly ModelRecord[],
): Promise<StoredFault[]> {
  const faults = new Faults('models');
  faults.expectDifferent(
    records.map(({ runId }) => runId),
    'trainings',
  );
  faults.expectDifferent(
    records.map(({ model }) => model),
    'models',
  );
  const files = new Faults('files');
  for (const record of records) {
    const { fileNameInBucket: fileName, sha256, preprocessor } = record;
    checkRecord(record, faults);
    const parent = record.result.recalibration?.parent;
    const hasParent = parent === undefined || records.some(({ model }) => model === parent);
    faults.expect(hasParent, record.model, `There is no model ${parent}, of which it was made.`);
    const artifact = await readOr(files, fileName, async () =>
      parseArtifact(await artifacts.read(fileName), { sha256, fileName }),
    );
    if (artifact !== null) checkArtifact(artifact, record, faults);
    if (preprocessor === undefined) continue;
    const text = await readOr(files, preprocessor.name, async () => {
      const read = await artifacts.read(preprocessor.name);
      parsePreprocessor(read, preprocessor.name);
      return read;
    });
    if (text === null) continue;
    const isKept = sha256Hex(text) === preprocessor.sha256;
    files.expect(isKept, preprocessor.name, `It is not the preprocessing that ${record.model} was trained with.`);
  }
  return [...faults.found, ...files.found];
}

function checkRecord({ model, runId, trainingDate, fileNameInBucket, sha256, result }: ModelRecord, faults: Faults) {
  const { metrics, train, test, counts } = result;
  faults.expect(result.model === model && result.run_id === runId, model, 'Its result is of another run or model.');
  faults.expect(
    result.snapshot === trainingDate,
    model,
    `Its result is of ${result.snapshot}, not of ${trainingDate}.`,
  );
  const { name, sha256: hash } = result.artifact;
  faults.expect(name === fileNameInBucket && hash === sha256, model, 'Its result names another file.');
  for (const each of [train, test, counts]) {
    const fits = each.positives >= 0 && each.positives <= each.rows && each.users <= each.rows;
    faults.expect(fits, model, `${each.positives} positives and ${each.users} users in ${each.rows} rows cannot be.`);
  }
  for (const metric of SHARES) {
    faults.expect(isShare(metrics[metric]), model, `${metric} is ${metrics[metric]}, not in [0, 1].`);
  }
}

function checkArtifact(artifact: ModelArtifact, record: ModelRecord, faults: Faults): void {
  const { model, runId, trainingDate, lookbackDays, horizonDays, targetEvent, result } = record;
  const { windows, provenance, recalibration = null } = artifact;
  // Windows, rows and run of the file are those of the fit.
  const isFit = result.recalibration === undefined;
  const isRecalibrated = canonicalJson(recalibration) === canonicalJson(result.recalibration ?? null);
  faults.expect(isRecalibrated, model, 'Its file was recalibrated in another way.');
  faults.expect(artifact.name === model, model, `Its file holds the model ${artifact.name}.`);
  faults.expect(!isFit || provenance.runId === runId, model, `Its file was made by the run ${provenance.runId}.`);
  faults.expect(artifact.target.event === targetEvent, model, `Its file predicts "${artifact.target.event}".`);
  const isOfWindows =
    (!isFit || windows.snapshot === trainingDate) &&
    windows.lookbackDays === lookbackDays &&
    windows.horizonDays === horizonDays;
  faults.expect(isOfWindows, model, 'Its file was trained at another snapshot, or with other windows.');
  const differing = METRICS.map(({ name }) => name).filter(
    (name) => (artifact.metrics[name] ?? null) !== (result.metrics[name] ?? null),
  );
  faults.expect(differing.length === 0, model, `Its file has another ${differing.join(', ')}.`);
  const { counts, train, test } = provenance;
  const isOfCounts = canonicalJson([counts, train, test]) === canonicalJson([result.counts, result.train, result.test]);
  faults.expect(!isFit || isOfCounts, model, 'Its file was made of other numbers of rows.');
}

/** What people have decided: in an unbroken order, about models that there are. */
export function checkChanges(changes: readonly ModelChange[], records: readonly ModelRecord[]): StoredFault[] {
  const faults = new Faults('decisions');
  const models = new Map(records.map((record) => [record.model, record]));
  for (const [index, { sequence, model, target, passedOver }] of changes.entries()) {
    const row = String(sequence);
    faults.expect(sequence === index + 1, row, `It stands where decision ${index + 1} should.`);
    faults.expect(models.get(model)?.targetEvent === target, row, `There is no model ${model} of "${target}".`);
    for (const other of passedOver) faults.expect(models.has(other), row, `There is no model ${other}.`);
  }
  faults.expectDifferent(
    changes.map(({ changeId }) => changeId),
    'decisions',
  );
  return faults.found;
}
