import { describe, expect, it } from 'vitest';
import { parseArtifact } from '../../src/artifact/serialise-artifact.js';
import { modelTraining } from '../../src/jobs/model-training.js';
import { addDays } from '../../src/windows/calendar-day.js';
import {
  at,
  EVENTS,
  exportWithout,
  settingsFor,
  testStack,
  usersBetween,
  withShuffledLabels,
} from '../support/synthetic-shop.js';

const SNAPSHOT = '2026-02-12';

describe('modelTraining', () => {
  it('makes the first model that beats the base rate champion, and leaves its artifact and its row', async () => {
    const { ports, settings } = testStack();
    const result = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(result).toMatchObject({ job: 'modelTraining', snapshot: SNAPSHOT, status: 'champion' });
    expect(result.metrics.log_loss_skill).toBeGreaterThan(0.02);
    expect(result.metrics.roc_auc).toBeGreaterThan(0.6);

    const [record] = await ports.registry.list();
    expect(record).toMatchObject({ runId: result.run_id, model: result.model, status: 'champion', result });
    const fileName = result.artifact.name;
    const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256: result.artifact.sha256, fileName });
    expect(artifact.windows).toEqual({
      snapshot: SNAPSHOT,
      lookbackDays: 14,
      horizonDays: 7,
      timeZone: 'UTC',
      trainingSnapshots: [SNAPSHOT, '2026-02-05', '2026-01-29'],
    });
    expect(artifact.metrics).toEqual(result.metrics);
  });

  it('counts rows and positives as somebody would by hand', async () => {
    const { ports, settings } = testStack();
    const { counts, train, test } = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const byHand = [SNAPSHOT, '2026-02-05', '2026-01-29'].map((day) => {
      const population = usersBetween(addDays(day, -14), day);
      const buyers = usersBetween(day, addDays(day, 7), 'purchase');
      return { population, positives: [...population].filter((user) => buyers.has(user)).length };
    });
    const rows = byHand.reduce((sum, { population }) => sum + population.size, 0);
    const users = new Set(byHand.flatMap(({ population }) => [...population]));
    const positives = byHand.reduce((sum, day) => sum + day.positives, 0);
    expect(counts).toEqual({ rows, users: users.size, positives });
    // Nobody is tested on whom that fit has seen; some users of the older days never test, and the test is at one day only.
    expect(test.rows).toBe(test.users);
    expect(train.users + test.users).toBeLessThanOrEqual(counts.users);
    expect(test.rows / byHand[0]!.population.size).toBeCloseTo(0.2, 1);
  });

  it('done again returns what the first run left, and forced gives the same bytes', async () => {
    const { ports, settings, setToday } = testStack();
    const first = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const [before] = await ports.registry.list();
    setToday('2026-03-20');
    expect(await modelTraining(ports, settings, { snapshot: SNAPSHOT })).toEqual(first);
    expect(await ports.registry.list()).toEqual([before]);
    const forced = await modelTraining(ports, settings, { snapshot: SNAPSHOT, force: true });
    expect(forced.artifact).toEqual(first.artifact);
    expect(await ports.registry.list()).toHaveLength(1);
  });

  it('does not depend on the order of the events', async () => {
    const straight = testStack();
    const backwards = testStack({}, [...EVENTS].reverse());
    const [a, b] = await Promise.all(
      [straight, backwards].map(({ ports, settings }) => modelTraining(ports, settings, { snapshot: SNAPSHOT })),
    );
    expect(b!.counts).toEqual(a!.counts);
    expect(b!.metrics.log_loss).toBeCloseTo(a!.metrics.log_loss!, 10);
  });

  it('trains at the newest snapshot whose labels are final when none is named', async () => {
    const { ports, settings, setToday } = testStack();
    setToday('2026-02-20');
    // 16 February is the last final day, so the labels of the 10th are the last to be complete.
    expect((await modelTraining(ports, settings)).snapshot).toBe('2026-02-10');
    expect((await modelTraining(ports, settings, { triggerDate: '2026-02-15' })).snapshot).toBe('2026-02-05');
  });

  it('splits one snapshot by user when told to', async () => {
    const { ports, settings } = testStack({ training: { snapshots: 1, C: 1 } });
    const { counts, train, test } = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(train.rows + test.rows).toBe(counts.rows);
    expect(train.positives + test.positives).toBe(counts.positives);
  });
});

it('says which settings the estimator does not use', async () => {
  const warned: string[] = [];
  for (const estimator of ['logistic-regression', 'ml-logistic-regression'] as const) {
    const { ports, settings } = testStack({ training: { snapshots: 1, estimator, C: 0.1 } });
    const progress = { ...ports.progress, warn: (text: string) => warned.push(text) };
    await modelTraining({ ...ports, progress }, settings, { snapshot: SNAPSHOT });
  }
  expect(warned.filter((text) => text.includes('training.C'))).toEqual([
    'training.C is not used by the estimator "ml-logistic-regression".',
  ]);
});

describe('a decision', () => {
  it('is judged on test users, at the threshold that the metrics and the model use', async () => {
    const { ports, settings } = testStack({ decision: { topUsers: 30 } });
    const { decision, metrics, test } = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(decision).toMatchObject({ policy: 'top_users', threshold: metrics.threshold, n: test.rows });
    expect(decision!.observed.precision).toBe(metrics.precision);
    const population = usersBetween(addDays(SNAPSHOT, -14), SNAPSHOT).size;
    expect(decision!.selected / test.rows).toBeLessThan((2 * 30) / population);
    expect(decision!.selected).toBeGreaterThan(0);
    expect(decision!.as_served).toMatchObject({ users: 30, population });
    expect(decision!.as_served!.expected_positives).toBeLessThan(30);
  });

  it('of so many users means users of all, when a share of them is read', async () => {
    const population = usersBetween(addDays(SNAPSHOT, -14), SNAPSHOT).size;
    const { ports, settings } = testStack({
      decision: { topUsers: 30 },
      training: { snapshots: 3, C: 1, sampleShare: 0.5 },
    });
    const { decision, test } = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(Math.abs(decision!.as_served!.population / population - 1)).toBeLessThan(0.2);
    expect(decision!.selected / test.rows).toBeLessThan((2 * 30) / population);
  });

  it('is the best F1 where none is configured', async () => {
    const { ports, settings } = testStack();
    const { decision, metrics } = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(decision).toMatchObject({ policy: 'best_f1', threshold: metrics.threshold });
  });

  it('that nobody reaches is said', async () => {
    const { ports, settings } = testStack({ decision: { minPrecision: 0.999 } });
    const { decision, reasons } = await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    expect(decision).toMatchObject({ policy: 'min_precision', threshold: 1, selected: 0 });
    expect(reasons.join(' ')).toContain('Nobody among the test users reaches the threshold');
  });
});

describe('the promotion gate', () => {
  it('rejects a model that was fitted on shuffled labels', async () => {
    const { ports, settings } = testStack();
    const result = await modelTraining(withShuffledLabels(ports, 1), settings, { snapshot: SNAPSHOT });
    expect(result.status).toBe('rejected');
    expect(result.reasons[0]).toMatch(/Does not beat the base rate/);
    expect((await ports.registry.list())[0]!.status).toBe('rejected');
  });

  it('keeps the champion when it is better on the same test users', async () => {
    const { ports, settings } = testStack({
      target: { event: 'view_item' },
      training: { snapshots: 3, C: 1, testShare: 0.5 },
    });
    const champion = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    const result = await modelTraining(withShuffledLabels(ports, 0.8), settings, { snapshot: SNAPSHOT });
    expect(champion.status).toBe('champion');
    expect(result.metrics.log_loss_skill).toBeGreaterThan(0);
    expect(result.status).toBe('challenger');
    expect(result.reasons.join(' ')).toContain(`Loses to the champion ${champion.model}`);
  });

  it('does not measure a model against one that was trained after its snapshot', async () => {
    const { ports, settings } = testStack();
    await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const older = await modelTraining(ports, settings, { snapshot: '2026-02-05' });
    expect(older.reasons.join(' ')).not.toContain('champion');
  });
});

describe('what cannot be trained on leaves nothing behind', () => {
  const rare = EVENTS.filter(({ name, time }) => name === 'page_view' && time > at(SNAPSHOT))
    .slice(0, 5)
    .map((event) => ({ ...event, name: 'rare', time: event.time + 1 }));

  it.each([
    ['labels that are not final', {}, { snapshot: '2026-02-20', triggerDate: '2026-02-28' }, 'labels_not_final', ''],
    ['a snapshot in the future', {}, { snapshot: '2027-01-01' }, 'snapshot_in_future', ''],
    ['a lookback before the export', {}, { snapshot: '2026-01-20' }, 'missing_days', '2025-12'],
    ['no date', {}, { snapshot: 'soon' }, 'bad_date', 'soon'],
    [
      'a target nobody performed',
      { target: { event: 'purchas' } },
      { snapshot: SNAPSHOT },
      'target_never_performed',
      'purchas',
    ],
    [
      'fewer than ten positives',
      { target: { event: 'rare' } },
      { snapshot: SNAPSHOT },
      'too_few_positives',
      'at least 10',
    ],
  ])('%s', async (_, config, options, code, message) => {
    const { ports, settings } = testStack(config, [...EVENTS, ...rare]);
    await expect(modelTraining(ports, settings, options)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(await ports.registry.list()).toEqual([]);
  });

  it.each([
    [
      'users',
      { training: { snapshots: 3, sampleShare: 1e-6 } },
      'too_few_positives',
      'training.sampleShare keeps only 0.000001',
    ],
    [
      'negatives',
      { training: { snapshots: 3, negativeShare: 1e-6 } },
      'too_few_negatives',
      'Raise training.negativeShare (0.000001)',
    ],
  ])('a share of the %s that keeps too few names its setting', async (_, config, code, hint) => {
    const { ports, settings } = testStack(config);
    await expect(modelTraining(ports, settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      code,
      hint: expect.stringContaining(hint),
    });
    expect(await ports.registry.list()).toEqual([]);
  });

  it('suggests the event that was meant', async () => {
    const { ports, settings } = testStack({ target: { event: 'purchas' } });
    await expect(modelTraining(ports, settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      kind: 'refused',
      hint: expect.stringContaining('Did you mean "purchase"?'),
    });
  });

  it('a hole in the export, unless it is allowed and then recorded', async () => {
    const holed = exportWithout('2026-02-01');
    const strict = testStack({}, holed);
    await expect(modelTraining(strict.ports, strict.settings, { snapshot: SNAPSHOT })).rejects.toMatchObject({
      code: 'missing_days',
      details: { days: ['2026-02-01'] },
    });
    const lenient = testStack({ source: { events: 'none', allowMissingDays: ['2026-02-01', '2026-12-24'] } }, holed);
    await modelTraining(lenient.ports, lenient.settings, { snapshot: SNAPSHOT });
    expect((await lenient.ports.registry.list())[0]!.allowedMissingDays).toEqual(['2026-02-01']);
  });

  it('tables that hold models of this target for another horizon, unless it has another name', async () => {
    const { ports, settings } = testStack();
    await modelTraining(ports, settings, { snapshot: SNAPSHOT });
    const training = (target: object) =>
      modelTraining(ports, settingsFor({ target, horizonDays: 3 }), { snapshot: SNAPSHOT });
    await expect(training({ event: settings.targetEvent })).rejects.toMatchObject({
      code: 'other_horizon',
      kind: 'usage',
      details: { horizonDays: 7 },
    });
    expect(await ports.registry.list()).toHaveLength(1);
    await training({ event: settings.targetEvent, name: 'soon' });
    expect((await ports.registry.list()).map(({ targetEvent }) => targetEvent).sort()).toEqual(
      [settings.targetEvent, 'soon'].sort(),
    );
  });
});
