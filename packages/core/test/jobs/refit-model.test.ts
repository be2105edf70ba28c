import { describe, expect, it } from 'vitest';
import type { ModelArtifact } from '../../src/artifact/model-artifact.js';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import type { PropensityConfigInput } from '../../src/config/config-schema.js';
import type { InMemoryEvent } from '../../src/in-memory/in-memory-event-log.js';
import { buildPreprocessor } from '../../src/jobs/build-preprocessor.js';
import { type FittedModel, fitModel } from '../../src/jobs/fit-model.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import { refitModel } from '../../src/jobs/refit-model.js';
import { splitRows } from '../../src/jobs/split-rows.js';
import type { LinearModel } from '../../src/linear-model/linear-model.js';
import type { LabelledRows } from '../../src/ports/feature-snapshots.js';
import type { Ports } from '../../src/ports/ports.js';
import { Preprocessor } from '../../src/preprocessing/preprocessor.js';
import type { TrainResult } from '../../src/results/results.js';
import { gather } from '../../src/table/table.js';
import { trainingPlan } from '../../src/windows/training-plan.js';
import { recordedProgress } from '../support/recorded-progress.js';
import { at, EVENTS, settingsFor, testStack } from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';
const LABELS_END = '2026-02-19';
const TRAINED = ['2026-02-05', '2026-01-29'];
const ALL = [SNAPSHOT, ...TRAINED];

type Training = NonNullable<PropensityConfigInput['training']>;

async function trained(training: Training = { snapshots: 3, C: 1 }, events: readonly InMemoryEvent[] = EVENTS) {
  const { ports, settings } = testStack({ training }, events);
  const result = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
  return { ports, settings, result, artifact: await artifactOf(ports, result) };
}

async function artifactOf({ artifacts }: Ports, { artifact: { name, sha256 } }: TrainResult): Promise<ModelArtifact> {
  return parseArtifact(await artifacts.read(name), { sha256, fileName: name });
}

/** The rows that a training at `SNAPSHOT` reads, and the fits on a part and on all of them. */
async function fitsByHand(training: Training = { snapshots: 3, C: 1 }) {
  const { ports, settings } = testStack({ training });
  const plan = trainingPlan(SNAPSHOT, { snapshots: settings.training.snapshots, everyDays: 7, horizonDays: 7 });
  for (const day of plan.all) await ports.snapshots.materialise(day);
  const rows = await ports.snapshots.readLabelled(plan.all);
  const { trainRows } = splitRows(rows, plan, settings.training.testShare);
  const preprocessor = new Preprocessor(ports.snapshots.features, settings.training);
  const tested = fitModel(partOf(rows, trainRows), preprocessor, settings.training);
  const all = fitModel(rows, preprocessor, { ...settings.training, testShare: 0 });
  return { ports, settings, rows, preprocessor, tested, all };
}

function partOf(rows: LabelledRows, indices: Int32Array): LabelledRows {
  return {
    ...rows,
    features: rows.features.take(indices),
    labels: gather(rows.labels, indices),
    userBucket: gather(rows.userBucket, indices),
    snapshotIndex: Int32Array.from(indices, (row) => rows.snapshotIndex[row]!),
  };
}

const scoring = ({ preprocessing, model }: Pick<FittedModel, 'preprocessing' | 'model'>) => ({ preprocessing, model });

describe('the model that serves', () => {
  it('is fitted on the newest snapshot and the test users too; the fit that was tested stands beside it', async () => {
    const { artifact, result } = await trained();
    const { tested, all } = await fitsByHand();
    expect(scoring(artifact)).toEqual(scoring(all));
    expect(artifact.explanations).toEqual(all.explanations);
    expect(artifact.windows.trainingSnapshots).toEqual(ALL);
    expect(artifact.tested).toEqual({
      trainingSnapshots: TRAINED,
      testSnapshot: SNAPSHOT,
      train: result.train,
      test: result.test,
      calibration: tested.calibration,
      ...scoring(tested),
    });
    expect(artifact.model).not.toEqual(artifact.tested!.model);
    expect(result.refit).toEqual({ snapshots: ALL, counts: result.counts });
  });

  it('has the figures and the threshold of the fit that was tested', async () => {
    const [refitted, single] = await Promise.all([trained(), trained({ snapshots: 3, C: 1, refit: false })]);
    const { metrics, decision, train, test, predicted_positives, selection } = refitted.result;
    expect(single.result).toMatchObject({ metrics, decision, train, test, predicted_positives, selection });
    expect(refitted.artifact.metrics).toEqual(single.artifact.metrics);
    expect(refitted.artifact.selection).toEqual(single.artifact.selection);
  });

  it('is the very fit that was tested where the configuration says so', async () => {
    const { artifact, result } = await trained({ snapshots: 3, C: 1, refit: false });
    const { tested } = await fitsByHand();
    expect(scoring(artifact)).toEqual(scoring(tested));
    expect(artifact.windows.trainingSnapshots).toEqual(TRAINED);
    expect(artifact).not.toHaveProperty('tested');
    expect(result).not.toHaveProperty('refit');
  });

  it('is fitted on all users of one snapshot that was split by user', async () => {
    const { artifact, result } = await trained({ snapshots: 1, C: 1 });
    const { all } = await fitsByHand({ snapshots: 1, C: 1 });
    expect(scoring(artifact)).toEqual(scoring(all));
    expect(result.refit).toEqual({ snapshots: [SNAPSHOT], counts: result.counts });
    expect(artifact.tested).toMatchObject({ trainingSnapshots: [SNAPSHOT], testSnapshot: SNAPSHOT });
  });

  it.each([
    ['a share of the negatives', { negativeShare: 0.3 }],
    ['a share of the users', { sampleShare: 0.7 }],
  ] as const)('is fitted on everything that was read with %s', async (_, change) => {
    const training = { snapshots: 3, C: 1, ...change };
    const { artifact } = await trained(training);
    const { all, tested } = await fitsByHand(training);
    expect(scoring(artifact)).toEqual(scoring(all));
    expect(scoring(artifact.tested!)).toEqual(scoring(tested));
  });

  it('keeps a preprocessing that was built beforehand', async () => {
    const { ports, settings } = testStack();
    const { preprocessor } = await buildPreprocessor(ports, settings, { snapshot: SNAPSHOT });
    const given = settingsFor({ training: { snapshots: 3, C: 1, preprocessor: preprocessor.name } });
    const artifact = await artifactOf(ports, await modelTraining(ports, given, { snapshot: SNAPSHOT }));
    expect(artifact.preprocessing).toEqual(artifact.tested!.preprocessing);
    expect(artifact.model).not.toEqual(artifact.tested!.model);
  });

  it('keeps its inputs as they were at the newest snapshot', async () => {
    const { artifact } = await trained();
    const { artifact: older } = await trained({ snapshots: 3, C: 1, refit: false });
    const { ports } = await fitsByHand();
    const { users } = await ports.snapshots.materialise(SNAPSHOT);
    expect(artifact.inputs!.users).toBe(users);
    expect(older.inputs!.users).toBe((await ports.snapshots.materialise(TRAINED[0]!)).users);
  });
});

describe('no model from the future', () => {
  it('the model that serves uses what happened until its first honest snapshot, and nothing later', async () => {
    const [whole, known, shorter] = await Promise.all([
      trained(),
      trained(
        undefined,
        EVENTS.filter(({ time }) => time < at(LABELS_END, 0)),
      ),
      trained(
        undefined,
        EVENTS.filter(({ name, time }) => name !== 'purchase' || time < at('2026-02-18', 0)),
      ),
    ]);
    expect(known.result.artifact).toEqual(whole.result.artifact);
    // The last day of its labels counts, for what serves and for the figures, but not for what was tested.
    expect(shorter.artifact.model).not.toEqual(whole.artifact.model);
    expect(scoring(shorter.artifact.tested!)).toEqual(scoring(whole.artifact.tested!));
  });

  it('it scores from the end of its labels on, and is in-sample before', async () => {
    const { ports, settings, result } = await trained();
    await expect(predictions(ports, settings, { snapshot: '2026-02-18' })).rejects.toMatchObject({ code: 'no_model' });
    const pinned = await predictions(ports, settings, { snapshot: '2026-02-18', model: result.model });
    expect(pinned.in_sample).toBe(true);
    expect((await predictions(ports, settings, { snapshot: LABELS_END })).in_sample).toBe(false);
  });
});

describe('refitModel', () => {
  it('chooses nothing again: the candidate, the kind of calibration and the threshold are those of the test', async () => {
    const { rows, preprocessor, settings, tested } = await fitsByHand({ snapshots: 3, C: 'auto' });
    const training = settings.training;
    const [strongest] = tested.selection.candidates;
    for (const method of ['none', 'platt', 'beta', 'smooth', 'isotonic'] as const) {
      // As if the strongest penalty had been chosen, and a threshold that nothing would choose.
      const candidates = tested.selection.candidates.map((candidate, i) => ({ ...candidate, log_loss: i }));
      const given = {
        ...tested,
        selection: { ...tested.selection, candidates },
        calibration: { method } as FittedModel['calibration'],
        threshold: 0.123,
      };
      const refitted = await refitModel(rows, given, preprocessor, training);
      expect((refitted!.model as LinearModel).C).toBe(strongest!.hyperparameters.C);
      expect(refitted!.calibration.method).toBe(method);
      expect(refitted!.threshold).toBe(0.123);
      expect(refitted!.selection.candidates).toHaveLength(1);
    }
  });

  it('is one more fit of one candidate, and says so', async () => {
    const { rows, preprocessor, settings, tested } = await fitsByHand({ snapshots: 3, C: 'auto', calibrationFolds: 3 });
    const progress = recordedProgress();
    await refitModel(rows, tested, preprocessor, settings.training, { progress });
    const said = [0, 1, 2, 3, 4].map((done) => `Fitting again, on the newest weeks too ${done}/4`);
    expect(progress.said).toEqual(said);
  });

  it('gives nothing where the calibration that was tested cannot be fitted', async () => {
    const { rows, preprocessor, settings, tested } = await fitsByHand();
    // Users of one fold convert and all others do not: what is held out ranks backwards, and no fold has both classes.
    const labels = rows.userBucket.map((bucket) => (bucket < 0.2 ? 1 : 0));
    const given = { ...tested, calibration: { method: 'platt', slope: 1, intercept: 0 } as const };
    const spoilt = { ...rows, labels };
    await expect(refitModel(spoilt, given, preprocessor, settings.training)).rejects.toMatchObject({
      code: 'one_class',
    });
    const reversed = { ...rows, labels: rows.userBucket.map((bucket) => (bucket < 0.2 || bucket > 0.99 ? 1 : 0)) };
    expect(await refitModel(reversed, given, preprocessor, { ...settings.training, C: 1e-9 })).toBeNull();
  });
});
