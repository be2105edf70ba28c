import { describe, expect, it } from 'vitest';
import { parsePreprocessor } from '../../src/artifact/preprocessor-file.js';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import type { PropensityConfigInput } from '../../src/config/config-schema.js';
import type { JobSettings } from '../../src/config/settings.js';
import { sha256Hex } from '../../src/hashing/sha256.js';
import { buildPreprocessor } from '../../src/jobs/build-preprocessor.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { predictions } from '../../src/jobs/predictions.js';
import type { Ports } from '../../src/ports/ports.js';
import type { TrainResult } from '../../src/results/results.js';
import { userBucket } from '../../src/windows/user-bucket.js';
import { at, EVENTS, settingsFor, testStack, withShuffledLabels } from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';
const WEEK = '2026-02-19';
const TRAINING = { snapshots: 3, C: 1 };

async function build(ports: Ports, settings: JobSettings, snapshot = SNAPSHOT) {
  const result = await buildPreprocessor(ports, settings, { snapshot });
  const text = await ports.artifacts.read(result.preprocessor.name);
  return { result, text, file: parsePreprocessor(text, result.preprocessor.name) };
}

async function artifactOf(ports: Ports, { artifact: { name: fileName, sha256 } }: TrainResult) {
  return parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
}

const using = (preprocessor: string, change: Partial<PropensityConfigInput> = {}) =>
  settingsFor({ ...change, training: { ...TRAINING, ...change.training, preprocessor } });

/** The ports, in which one file of the store has gone or reads otherwise. */
function withFile(ports: Ports, name: string, read: () => Promise<string>): Ports {
  const { artifacts } = ports;
  return {
    ...ports,
    artifacts: {
      write: (file, text) => artifacts.write(file, text),
      read: (file) => (file === name ? read() : artifacts.read(file)),
    },
  };
}

describe('buildPreprocessor', () => {
  it('stores what it fitted, and says which file it is', async () => {
    const { ports, settings } = testStack();
    const { result, text, file } = await build(ports, settings);
    expect(result.preprocessor).toEqual({ name: `${file.name}.json`, sha256: sha256Hex(text) });
    expect(file.windows).toEqual({
      snapshot: SNAPSHOT,
      fittedSnapshots: ['2026-02-05', '2026-01-29'],
      lookbackDays: 14,
      timeZone: 'UTC',
    });
    expect(file.features).toEqual(ports.snapshots.features);
    expect(result).toMatchObject({ job: 'preprocessorBuild', snapshot: SNAPSHOT, features: file.features.length });
  });

  it('learns what training at the same snapshot would learn', async () => {
    const { ports, settings } = testStack();
    const { file, result } = await build(ports, settings);
    const trained = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const artifact = await artifactOf(ports, trained);
    expect(file.transformers).toEqual(artifact.tested!.preprocessing);
    expect(result.counts).toEqual({ rows: trained.train.rows, users: trained.train.users });
  });

  it('gives the same bytes again, whatever training is configured to use', async () => {
    const { ports, settings } = testStack();
    const { result, text } = await build(ports, settings);
    const again = await build(ports, using(result.preprocessor.name));
    expect(again.result).toEqual(result);
    expect(again.text).toBe(text);
  });

  it('sees no label', async () => {
    const { ports, settings } = testStack();
    const { text } = await build(ports, settings);
    const shuffled = await build(withShuffledLabels(ports, 1), settings);
    expect(shuffled.text).toBe(text);
  });

  it.each([{ snapshots: 3 }, { snapshots: 1 }])('sees no event of a test user: $snapshots', async ({ snapshots }) => {
    const training = { ...TRAINING, snapshots };
    const isTest = (userId: string | null) => userId !== null && userBucket(userId) < 0.2;
    const all = await build(testStack({ training }).ports, settingsFor({ training }));
    const others = testStack(
      { training },
      EVENTS.filter(({ userId, name }) => !(isTest(userId) && name !== 'page_view')),
    );
    const without = await build(others.ports, others.settings);
    expect(without.file.transformers).toEqual(all.file.transformers);
  });

  it('sees no event from the snapshot on', async () => {
    const { ports, settings } = testStack();
    const known = testStack(
      {},
      EVENTS.filter(({ time }) => time < at(SNAPSHOT, 0)),
    );
    expect((await build(known.ports, known.settings)).text).toBe((await build(ports, settings)).text);
  });

  it('reads a share of the users when configured', async () => {
    const sampled = testStack({ training: { ...TRAINING, sampleShare: 0.5 } });
    const whole = testStack();
    const { file } = await build(sampled.ports, sampled.settings);
    const { result } = await build(whole.ports, whole.settings);
    expect(file.provenance.sampleShare).toBe(0.5);
    expect(file.provenance.counts.users / result.counts.users).toBeCloseTo(0.5, 1);
  });

  it('refuses a snapshot that cannot be trained on, and stores nothing', async () => {
    const { ports, settings } = testStack();
    const written: string[] = [];
    const artifacts = { ...ports.artifacts, write: async (name: string) => void written.push(name) };
    await expect(
      buildPreprocessor({ ...ports, artifacts } as Ports, settings, { snapshot: '2026-01-20' }),
    ).rejects.toMatchObject({ code: 'missing_days' });
    expect(written).toEqual([]);
  });
});

describe('training with a preprocessing that was built beforehand', () => {
  it('uses it as it is, and says so in result, registry and artifact', async () => {
    const { ports, settings } = testStack();
    const { file, result } = await build(ports, settings, '2026-02-05');
    const trained = await modelTraining(ports, using(result.preprocessor.name), { snapshot: SNAPSHOT });
    expect(trained.preprocessor).toEqual(result.preprocessor);
    expect((await ports.registry.list())[0]!.preprocessor).toEqual(result.preprocessor);
    const artifact = await artifactOf(ports, trained);
    expect(artifact.provenance.preprocessor).toEqual(result.preprocessor);
    expect(artifact.preprocessing).toEqual(file.transformers);
  });

  it('tests the very model that fitting the same preprocessing gives, at a given penalty', async () => {
    const { ports, settings } = testStack();
    const { result } = await build(ports, settings);
    const fitted = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const given = await modelTraining(ports, using(result.preprocessor.name), { snapshot: SNAPSHOT });
    const [a, b] = await Promise.all([fitted, given].map((trained) => artifactOf(ports, trained)));
    expect(b!.tested!.model).toEqual(a!.tested!.model);
    expect(given.run_id).not.toBe(fitted.run_id);
    expect(fitted.preprocessor).toBeUndefined();
  });

  it('refuses one from the future', async () => {
    const { ports, settings } = testStack();
    const { result } = await build(ports, settings, WEEK);
    const refused = modelTraining(ports, using(result.preprocessor.name), { snapshot: SNAPSHOT });
    await expect(refused).rejects.toMatchObject({
      code: 'preprocessor_from_future',
      kind: 'refused',
      hint: expect.stringContaining(`--snapshot ${SNAPSHOT}`),
    });
    expect(await ports.registry.list()).toEqual([]);
  });

  it.each<[string, Partial<PropensityConfigInput>, string]>([
    ['another lookback', { lookbackDays: 7 }, 'lookback of 14 days'],
    ['another time zone', { source: { events: 'none', timeZone: 'Europe/Paris' } }, 'time zone UTC'],
    ['intraday days too', { source: { events: 'none', intraday: true } }, 'days without intraday data'],
    ['another population', { population: { minEvents: 2 } }, 'another "population"'],
    [
      'other rows',
      { source: { events: 'none', where: [{ field: 'platform', equals: 'WEB' }] } },
      'another "source.where or source.consent"',
    ],
    ['test users that it has seen', { training: { ...TRAINING, testShare: 0.3 } }, 'share of 0.2 test users'],
  ])('refuses one for %s', async (_, change, message) => {
    const { ports, settings } = testStack();
    const { result } = await build(ports, settings);
    const refused = modelTraining(ports, using(result.preprocessor.name, change), { snapshot: SNAPSHOT });
    await expect(refused).rejects.toMatchObject({
      code: 'preprocessor_mismatch',
      kind: 'refused',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('preprocessor build'),
    });
  });

  it.each([
    ['one less', (names: readonly string[]) => names.slice(1)],
    ['one more', (names: readonly string[]) => [...names, 'new_one']],
  ])('refuses one for other features: %s', async (_, change) => {
    const { ports, settings } = testStack();
    const { result } = await build(ports, settings);
    const names = change(ports.snapshots.features.map(({ name }) => name));
    const features = names.map((name) => ({
      ...(ports.snapshots.features.find((feature) => feature.name === name) ?? ports.snapshots.features[0]!),
      name,
    }));
    const snapshots = { ...ports.snapshots, features };
    const refused = modelTraining({ ...ports, snapshots } as Ports, using(result.preprocessor.name), {
      snapshot: SNAPSHOT,
    });
    await expect(refused).rejects.toMatchObject({ code: 'preprocessor_mismatch' });
  });

  it('refuses one whose features are computed differently', async () => {
    const { ports, settings } = testStack();
    const { result } = await build(ports, settings);
    const features = ports.snapshots.features.map((feature, i) =>
      i === 0 ? { ...feature, definitionHash: 'another' } : feature,
    );
    const changed = { ...ports, snapshots: { ...ports.snapshots, features } } as Ports;
    const refused = modelTraining(changed, using(result.preprocessor.name), { snapshot: SNAPSHOT });
    await expect(refused).rejects.toMatchObject({
      code: 'preprocessor_mismatch',
      details: { features: [features[0]!.name] },
    });
  });

  it('refuses one that is not there', async () => {
    const { ports } = testStack();
    const refused = modelTraining(ports, using('preprocessor-2026-02-05-0a1b2c3d.json'), { snapshot: SNAPSHOT });
    await expect(refused).rejects.toMatchObject({ code: 'preprocessor_missing', kind: 'refused' });
  });
});

describe('predictions with a model that was given its preprocessing', () => {
  async function trained() {
    const { ports, settings } = testStack();
    const { result, text } = await build(ports, settings);
    const given = using(result.preprocessor.name);
    await modelTraining(ports, given, { snapshot: SNAPSHOT });
    return { ports, given, name: result.preprocessor.name, text };
  }

  it('scores while the file is there as it was', async () => {
    const { ports, given } = await trained();
    expect((await predictions(ports, given, { snapshot: WEEK })).counts.scored).toBeGreaterThan(0);
  });

  it.each<[string, string, (text: string, ports: Ports) => Promise<string>]>([
    ['has gone', 'preprocessor_missing', (_, ports) => ports.artifacts.read('gone.json')],
    ['has changed', 'preprocessor_changed', async (text) => `${text} `],
  ])('refuses when the file %s, and publishes nothing', async (_, code, read) => {
    const { ports, given, name, text } = await trained();
    const damaged = withFile(ports, name, () => read(text, ports));
    await expect(predictions(damaged, given, { snapshot: WEEK })).rejects.toMatchObject({
      code,
      kind: 'refused',
      hint: expect.stringContaining('train again'),
    });
    expect(await ports.predictions.runs()).toEqual([]);
  });

  it('distinguishes a store that fails from a file that is gone', async () => {
    const { ports, given, name } = await trained();
    const broken = withFile(ports, name, () => Promise.reject(new Error('unreachable')));
    await expect(predictions(broken, given, { snapshot: WEEK })).rejects.toThrow('unreachable');
  });
});
