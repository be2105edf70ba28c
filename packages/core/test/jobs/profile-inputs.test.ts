import { describe, expect, it } from 'vitest';
import { parseArtifact, serialiseArtifact } from '../../src/artifact/serialise-artifact.js';
import { doctor } from '../../src/jobs/doctor.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import type { Ports } from '../../src/ports/ports.js';
import type { DoctorReport } from '../../src/results/doctor-report.js';
import { addDays } from '../../src/windows/calendar-day.js';
import { snapshotsLike } from '../support/ports-like.js';
import { at, EVENTS, testStack, usersBetween } from '../support/synthetic-shop.js';

const TRAINED_AT = '2026-02-05';
const SCORED = '2026-02-26';
const inputsOf = ({ checks }: DoctorReport) => checks.find(({ name }) => name === 'inputs');

async function trained(events = EVENTS) {
  const stack = testStack({}, events);
  const result = await modelTraining(stack.ports, stack.settings, { snapshot: TRAINED_AT });
  const { name, sha256 } = result.artifact;
  const artifact = parseArtifact(await stack.ports.artifacts.read(name), { fileName: name, sha256 });
  return { ...stack, result, artifact };
}

/** A registry that only lists. */
const NOTHING_DECIDED = { changes: async () => [], put: async () => {}, append: async () => {} };

/** The same stack, whose model file says nothing of inputs, as those of earlier versions. */
async function withoutInputs({ ports, artifact }: Awaited<ReturnType<typeof trained>>): Promise<Ports> {
  const { inputs: _, name: __, ...rest } = artifact;
  const older = serialiseArtifact(rest);
  await ports.artifacts.write(older.fileName, older.text);
  const [record] = await ports.registry.list();
  const { sha256, fileName: fileNameInBucket } = older;
  return { ...ports, registry: { ...NOTHING_DECIDED, list: async () => [{ ...record!, sha256, fileNameInBucket }] } };
}

/** From three weeks before `SCORED` on, no page is viewed. */
const stopped = EVENTS.filter(({ name, time }) => name !== 'page_view' || time < at(addDays(SCORED, -21), 0));

describe('training keeps what its inputs were', () => {
  it('at the newest snapshot that was fitted, counted as somebody would by hand', async () => {
    const { artifact } = await trained();
    const { users, profiled, features, recent } = artifact.inputs!;
    const population = usersBetween(addDays(TRAINED_AT, -14), TRAINED_AT);
    const buyers = usersBetween(addDays(TRAINED_AT, -14), TRAINED_AT, 'purchase');
    expect([users, profiled]).toEqual([population.size, population.size]);
    expect(features.map(({ name }) => name)).toEqual(artifact.features.map(({ name }) => name));
    expect(features).toContainEqual({
      name: 'purchase_count',
      missing: 0,
      zero: population.size - buyers.size,
      unseen: 0,
    });
    const week = EVENTS.filter(
      ({ userId, time }) => userId !== null && time >= at('2026-01-29', 0) && time < at(TRAINED_AT, 0),
    );
    expect(recent).toMatchObject({ days: 7, events: week.length, users: new Set(week.map((e) => e.userId)).size });
    expect(recent.names.page_view).toBe(week.filter(({ name }) => name === 'page_view').length);
  });

  it('of no more days than the lookback has', async () => {
    const { ports, settings } = testStack({ lookbackDays: 3 });
    const { artifact } = await modelTraining(ports, settings, { snapshot: TRAINED_AT });
    expect(JSON.parse(await ports.artifacts.read(artifact.name)).inputs.recent.days).toBe(3);
  });
});

describe('inputs that are as they were', () => {
  it.each(['2026-02-12', '2026-02-19', SCORED, '2026-03-02'])(
    'are published for %s without a word',
    async (snapshot) => {
      const { ports, settings } = await trained();
      const result = await predictions(ports, settings, { snapshot, acceptDrift: true });
      expect(result).not.toHaveProperty('accepted_drift');
      expect(result).not.toHaveProperty('notes');
      expect(inputsOf(await doctor(ports, settings))?.status).toBe('ok');
    },
  );
});

describe('inputs that have collapsed', () => {
  it('are said of a model that is trained on them, which would hide them', async () => {
    const { ports: before } = await trained();
    const { ports: now, settings } = testStack({}, stopped);
    const ports = { ...now, registry: before.registry, artifacts: before.artifacts };
    const { reasons } = await modelTraining(ports, settings, { snapshot: '2026-02-19' });
    expect(reasons).toContainEqual(
      expect.stringMatching(/^Inputs have collapsed since the champion .*"page_view" events per user .*, now 0/),
    );
    const { ports: whole } = await trained();
    const { reasons: undamaged } = await modelTraining(whole, settings, { snapshot: '2026-02-19' });
    expect(undamaged.filter((reason) => reason.includes('collapsed'))).toEqual([]);
  });

  it('are refused before anything is scored, by name, with what they were', async () => {
    const { ports, settings } = await trained(stopped);
    const stage = () => expect.fail('scores were made');
    const store = { ...ports.predictions, runs: () => ports.predictions.runs(), stage };
    await expect(predictions({ ...ports, predictions: store }, settings, { snapshot: SCORED })).rejects.toMatchObject({
      code: 'collapsed_inputs',
      kind: 'refused',
      message: expect.stringMatching(
        /"page_view" events per user [\d.]+, now 0; users with page_view_count 0 \d[\d.]* %, now 100 %\.$/,
      ),
      hint: expect.stringContaining('--accept-drift'),
      details: {
        inputs: [
          { kind: 'name', name: 'page_view', before: expect.any(Number), now: 0 },
          { kind: 'zero', name: 'page_view_count', before: expect.any(Number), now: 1 },
        ],
      },
    });
    expect(await ports.predictions.runs()).toEqual([]);
  });

  it('are found by doctor, who computes no features', async () => {
    const { ports, settings } = await trained(stopped);
    const snapshots = snapshotsLike(ports.snapshots, { materialise: () => expect.fail('features were computed') });
    const report = await doctor({ ...ports, snapshots }, settings);
    expect(report.ok).toBe(false);
    expect(inputsOf(report)).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(
        /^The events of the 7 days before 2026-03-02 .*"page_view" events per user [\d.]+, now 0\.$/,
      ),
    });
  });

  it('are published when that is asked for, and recorded', async () => {
    const { ports, settings } = await trained(stopped);
    const warnings: string[] = [];
    const progress = { ...ports.progress, warn: (message: string) => void warnings.push(message) };
    const result = await predictions({ ...ports, progress }, settings, { snapshot: SCORED, acceptDrift: true });
    expect(result.accepted_drift?.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'name page_view',
      'zero page_view_count',
    ]);
    expect((await ports.predictions.runs()).map((run) => run.result)).toEqual([result]);
    expect(warnings).toEqual([expect.stringContaining('collapsed')]);
  });
});

describe('a model of an earlier version', () => {
  it('is scored without the comparison, and the result says so', async () => {
    const stack = await trained(stopped);
    const result = await predictions(await withoutInputs(stack), stack.settings, { snapshot: SCORED });
    expect(result.notes).toEqual([expect.stringContaining('were not compared')]);
    expect(result).not.toHaveProperty('accepted_drift');
  });

  it('is named by doctor, who goes on', async () => {
    const stack = await trained(stopped);
    const report = await doctor(await withoutInputs(stack), stack.settings);
    expect(inputsOf(report)).toMatchObject({ status: 'ok', message: expect.stringContaining('were not compared') });
  });
});

describe('without a model that may score, doctor', () => {
  it('compares the last days with the first that a training would read', async () => {
    const { ports, settings } = testStack();
    expect(inputsOf(await doctor(ports, settings))).toEqual({
      name: 'inputs',
      status: 'ok',
      message: 'The events of the 7 days before 2026-03-02 are like those of the 7 days from 2026-01-26 on.',
      hint: '',
    });
  });

  it('warns where events have stopped since', async () => {
    const { ports, settings } = testStack({}, stopped);
    const report = await doctor(ports, settings, { triggerDate: addDays(SCORED, -14) });
    expect(report.ok).toBe(true);
    expect(inputsOf(report)).toMatchObject({
      status: 'warn',
      message: expect.stringMatching(
        /^The events of the 7 days before 2026-02-12 have collapsed against those of the 7 days from 2026-01-\d\d on: "page_view" events per user [\d.]+, now 0\.$/,
      ),
      hint: expect.stringContaining('tags'),
    });
  });

  it('compares nothing where the first days are among the last, or a training could not run', async () => {
    const { ports, settings } = testStack({ lookbackDays: 7, horizonDays: 7, training: { snapshots: 1 } });
    expect(inputsOf(await doctor(ports, settings))).toBeDefined();
    const short = testStack({ lookbackDays: 7, horizonDays: 1, training: { snapshots: 1 } });
    expect(inputsOf(await doctor(short.ports, short.settings))).toBeUndefined();
    expect(inputsOf(await doctor(ports, settings, { snapshot: '2027-01-01' }))).toBeUndefined();
  });

  it('does so with a model whose own labels reach into the week', async () => {
    const { ports, settings } = await trained();
    const messageOf = async (triggerDate: string) => inputsOf(await doctor(ports, settings, { triggerDate }))?.message;
    // They end on 2026-02-11.
    expect(await messageOf('2026-02-11')).toContain('the 7 days from ');
    expect(await messageOf('2026-02-12')).toContain('was trained on');
  });
});

describe('doctor', () => {
  it('tells of a model file that cannot be read', async () => {
    const { ports, settings } = await trained();
    const artifacts = { ...ports.artifacts, read: async () => '{}' };
    expect(inputsOf(await doctor({ ...ports, artifacts }, settings))?.status).toBe('fail');
  });
});

describe('a target that nobody performs', () => {
  const rare = { userId: 'user-0', name: 'rare', time: at('2026-01-20') };

  it.each([
    ['at all', 'nothing', 'target_never_performed'],
    ['in a label window', 'rare', 'too_few_positives'],
  ])('%s is refused before features are computed', async (_, event, code) => {
    const { ports, settings } = testStack({ target: { event }, lookbackDays: 28 }, [...EVENTS, rare]);
    const snapshots = snapshotsLike(ports.snapshots, { materialise: () => expect.fail('features were computed') });
    const run = modelTraining({ ...ports, snapshots }, settings, { snapshot: '2026-02-12' });
    await expect(run).rejects.toMatchObject({ code, kind: 'refused' });
  });

  it('in the newest label window alone, is no reason to refuse', async () => {
    const gone = EVENTS.filter(({ name, time }) => name !== 'purchase' || time < at('2026-02-12', 0));
    const { ports, settings } = testStack({}, gone);
    const computed: string[] = [];
    const snapshots = snapshotsLike(ports.snapshots, {
      materialise: (day) => {
        computed.push(day);
        return ports.snapshots.materialise(day);
      },
    });
    // Nobody is left to test on, which is told from the rows.
    const run = modelTraining({ ...ports, snapshots }, settings, { snapshot: '2026-02-12' });
    await expect(run).rejects.toMatchObject({ code: 'too_few_positives', message: expect.stringContaining('Only') });
    expect(computed).toHaveLength(3);
  });
});
