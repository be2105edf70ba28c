import { type PreprocessorFile, parsePreprocessor, REBUILD_HINT } from '../artifact/preprocessor-file.js';
import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { sha256Hex } from '../hashing/sha256.js';
import type { ModelRecord } from '../ports/model-registry.js';
import type { Ports } from '../ports/ports.js';
import { FittedPreprocessor } from '../preprocessing/fitted-preprocessor.js';
import { type PreprocessingEstimator, Preprocessor } from '../preprocessing/preprocessor.js';
import type { StoredFile } from '../results/results.js';
import type { FeatureSpec } from '../table/feature-spec.js';
import type { CalendarDay } from '../windows/calendar-day.js';
import type { TrainingPlan } from '../windows/training-plan.js';
import { recogniseFeatures } from './model-features.js';
import { type TrainingFeatures, trainingFeatures } from './property-events.js';
import { differingKeys, TARGET_KEY } from './same-question.js';

export interface TrainingPreprocessor extends TrainingFeatures {
  /** Fits a preprocessing on the rows it is given, or returns the one that was built beforehand. */
  readonly estimator: PreprocessingEstimator;
  /** The file that it was read from; undefined where it is fitted. */
  readonly file?: StoredFile;
}

/**
 * The preprocessing that a training uses, and the features that it is of: a new one, or the one that `training.preprocessor` names.
 * @param besides features of another model, which the snapshots are to have too where they can
 * @throws PropensityError `preprocessor_missing`, `preprocessor_corrupt`, `preprocessor_schema`, `preprocessor_changed`,
 * `preprocessor_mismatch` (other features, windows, rows, people or test users), `preprocessor_from_future`; all of kind `refused`.
 */
export async function trainingPreprocessor(
  ports: Ports,
  settings: JobSettings,
  plan: Pick<TrainingPlan, 'test' | 'train'>,
  besides: readonly FeatureSpec[] = [],
): Promise<TrainingPreprocessor> {
  const { preprocessor: name, minLevelCount } = settings.training;
  if (name === undefined) {
    const chosen = await trainingFeatures(ports, settings, plan.train, { besides });
    return { ...chosen, estimator: new Preprocessor(chosen.features, { minLevelCount }) };
  }
  const text = await readPreprocessor(ports, name, REBUILD_HINT);
  const file = parsePreprocessor(text, name);
  assertNotFromFuture(file, plan.test);
  const chosen = await trainingFeatures(ports, settings, plan.train, { given: file.propertyEvents, besides });
  assertUsable(file, ports, chosen.features, settings);
  const fitted = new FittedPreprocessor(file.transformers);
  return { ...chosen, estimator: { fit: () => fitted }, file: { name, sha256: sha256Hex(text) } };
}

/**
 * Checks that the preprocessing file a model was trained with is unchanged, although scoring does not need it: when the
 * file is gone or changed, nobody can verify any more what the model was made of.
 * @throws PropensityError `preprocessor_missing`, `preprocessor_changed`; both of kind `refused`.
 */
export async function assertPreprocessorKept(
  ports: Ports,
  record: Pick<ModelRecord, 'model' | 'preprocessor'>,
): Promise<void> {
  if (record.preprocessor === undefined) return;
  const { name, sha256 } = record.preprocessor;
  const hint = `Restore the file, or build another one and train again: the model ${record.model} was made with it.`;
  if (sha256Hex(await readPreprocessor(ports, name, hint)) === sha256) return;
  throw new PropensityError(
    'preprocessor_changed',
    `The preprocessing ${name} is not the one that ${record.model} was trained with: its SHA-256 differs.`,
    { kind: 'refused', hint, details: { file: name, expected: sha256 } },
  );
}

async function readPreprocessor(ports: Ports, name: string, hint: string): Promise<string> {
  try {
    return await ports.artifacts.read(name);
  } catch (cause) {
    if (!(PropensityError.is(cause) && cause.code === 'artifact_not_found')) throw cause;
    throw new PropensityError('preprocessor_missing', `There is no preprocessing ${name} beside the models.`, {
      kind: 'refused',
      hint,
      details: { file: name },
      cause,
    });
  }
}

function assertUsable(
  file: PreprocessorFile,
  { snapshots }: Ports,
  chosen: readonly FeatureSpec[],
  settings: JobSettings,
): void {
  const { lookbackDays, timeZone, intraday = false } = file.windows;
  const { testShare } = file.provenance;
  const features = differingFeatures(file, snapshots, chosen);
  const faults = [
    features.length === 0 ? null : `other features (${features.join(', ')})`,
    lookbackDays === settings.lookbackDays ? null : `a lookback of ${lookbackDays} days`,
    timeZone === settings.timeZone ? null : `the time zone ${timeZone}`,
    intraday === settings.intraday ? null : `days ${intraday ? 'with' : 'without'} intraday data`,
    ...differingKeys(file.question, settings.question)
      // Its rows have no labels.
      .filter((key) => key !== TARGET_KEY)
      .map((key) => `another ${key}`),
    // Otherwise users that it was fitted on would be test users.
    testShare >= settings.training.testShare ? null : `a share of ${testShare} test users`,
  ].filter((fault) => fault !== null);
  if (faults.length === 0) return;
  throw new PropensityError(
    'preprocessor_mismatch',
    `The preprocessing ${file.name}.json was built for ${faults.join(', ')}; the configuration asks for something else.`,
    { kind: 'refused', hint: REBUILD_HINT, details: { features, lookbackDays, timeZone, intraday, testShare } },
  );
}

/** Names of the features that only one side has, or that both have under another definition. */
function differingFeatures(
  file: PreprocessorFile,
  snapshots: Ports['snapshots'],
  chosen: readonly FeatureSpec[],
): string[] {
  const known = recogniseFeatures(snapshots, file.features);
  const built = new Map(file.features.map(({ name }, index) => [name, known[index]?.definitionHash ?? null]));
  const configured = new Map(chosen.map(({ name, definitionHash }) => [name, definitionHash]));
  return [...new Set([...built.keys(), ...configured.keys()])].filter(
    (name) => built.get(name) !== configured.get(name),
  );
}

function assertNotFromFuture(file: PreprocessorFile, snapshot: CalendarDay): void {
  const built = file.windows.snapshot;
  if (built <= snapshot) return;
  throw new PropensityError(
    'preprocessor_from_future',
    `The preprocessing ${file.name}.json was built for ${built}, after the training snapshot ${snapshot}: it knows days that the model must not know.`,
    {
      kind: 'refused',
      hint: `Run "propensity preprocessor build --snapshot ${snapshot}", or train at ${built} or later.`,
      details: { built, snapshot },
    },
  );
}
