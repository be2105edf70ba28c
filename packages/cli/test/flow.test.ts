import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
};
const TRAINED = '2025-01-27';
const WEEK = '2025-02-03';
const PROBABILITY_METRICS = ['roc_auc', 'average_precision', 'log_loss', 'log_loss_skill', 'brier', 'ece'];
const LIFTS = ['lift_at_1', 'lift_at_5', 'lift_at_10'];
const DECISION_METRICS = ['precision', 'recall', 'f1_score'];

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
});
afterAll(() => workplace.remove());

const keysOf = (value: object) => Object.keys(value).sort();

/** The user with the highest current score, read from the table of the contract. */
async function likeliestUser(): Promise<string> {
  const rows = await inWarehouse('SELECT user_id FROM ma_predictions_table ORDER BY proba DESC, user_id LIMIT 1');
  return String(rows[0]![0]);
}

async function inWarehouse(sql: string) {
  const instance = await DuckDBInstance.create(join(workplace.folder, '.propensity', 'warehouse.duckdb'));
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

// Each step stands on the one before it, as it does for a user.
describe('from a simulated export to a probability', () => {
  it('simulate writes a day file per day, and never over others without --yes', async () => {
    const argv = ['simulate', '--users', '1500', '--days', '40', '--seed', '5'];
    const { exitCode, value } = await workplace.json(...argv);
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({
      job: 'simulate',
      files: 40,
      firstDay: '2025-01-01',
      lastDay: '2025-02-09',
    });
    expect(value.users).toBeGreaterThan(1000);
    expect(value.users).toBeLessThanOrEqual(1500);
    expect(value.events).toBeGreaterThan(value.users);
    const again = await workplace.json(...argv);
    expect([again.exitCode, again.value.error.code]).toEqual([3, 'export_exists']);
  });

  it('doctor says whether it can be learnt from', async () => {
    const { exitCode, value } = await workplace.json('doctor', '--snapshot', TRAINED);
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({
      job: 'doctor',
      ok: true,
      snapshot: TRAINED,
      days: { first: '2025-01-01', last: '2025-02-09', count: 40, missing: [], last_final: '2025-02-09' },
      target: { event: 'view_item' },
    });
    expect(value.snapshots).toMatchObject([{ snapshot: TRAINED, role: 'train and test' }]);
    expect(value.null_id_share).toBeGreaterThan(0);
  });

  it('predict refuses before there is a model', async () => {
    const { exitCode, value } = await workplace.json('predict', '--snapshot', WEEK);
    expect([exitCode, value.error.code]).toEqual([3, 'no_model']);
  });

  it('train leaves a champion, key by key as in the contract', async () => {
    const { exitCode, value } = await workplace.json('train', '--snapshot', TRAINED);
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({ job: 'modelTraining', snapshot: TRAINED, status: 'champion' });
    expect(keysOf(value)).toEqual(
      expect.arrayContaining(
        ['job', 'run_id', 'snapshot', 'model', 'status', 'reasons', 'metrics', 'counts', 'test', 'artifact'].sort(),
      ),
    );
    expect(Object.keys(value.metrics)).toEqual(
      expect.arrayContaining([...PROBABILITY_METRICS, ...DECISION_METRICS, 'threshold', ...LIFTS]),
    );
    for (const metric of [...PROBABILITY_METRICS, 'threshold'])
      expect(value.metrics[metric]).toEqual(expect.any(Number));
    expect(keysOf(value.counts)).toEqual(['positives', 'rows', 'users']);
    expect(keysOf(value.test)).toEqual(['positives', 'rows', 'users']);
    expect(value.artifact).toEqual({
      name: `${value.model}.json`,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(value.reasons.every((reason: unknown) => typeof reason === 'string')).toBe(true);
    // The same run again is the same answer.
    expect((await workplace.json('train', '--snapshot', TRAINED)).value).toEqual(value);
  });

  it('predict scores everybody once, and changes nothing the second time', async () => {
    const { exitCode, value } = await workplace.json('predict', '--snapshot', WEEK);
    expect(exitCode).toBe(0);
    expect(value).toEqual({
      job: 'predictions',
      run_id: expect.stringContaining(`predictions-${WEEK}`),
      snapshot: WEEK,
      model: expect.stringContaining('view_item-'),
      in_sample: false,
      chosen_as: 'newest',
      lookback_days: 14,
      drift: expect.objectContaining({ compared_with: ['training'], rows: expect.any(Number) }),
      counts: {
        scored: expect.any(Number),
        overwritten: 0,
        appended: expect.any(Number),
        kept: 0,
        selected: expect.any(Number),
      },
    });
    expect(value.counts.scored).toBe(value.counts.appended);
    expect((await workplace.json('predict', '--snapshot', WEEK)).value).toEqual(value);
  });

  it('evaluate reports how right that was, key by key as in the contract', async () => {
    const { exitCode, value } = await workplace.json('evaluate');
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({ job: 'modelEvaluation', run_id: expect.any(String) });
    const [week, ...others] = value.evaluated;
    expect(others).toEqual([]);
    expect(week).toMatchObject({ predicted_week: WEEK, label_completeness: 1, provisional: false, in_sample: false });
    for (const key of [
      ...PROBABILITY_METRICS,
      ...LIFTS,
      'n',
      'positives',
      'tp',
      'tn',
      'fp',
      'fn',
      ...DECISION_METRICS,
    ]) {
      expect(week[key]).toEqual(expect.any(Number));
    }
    expect(week.tp + week.tn + week.fp + week.fn).toBe(week.n);
    expect(keysOf(week.at_threshold)).toEqual(
      expect.arrayContaining(['f1_score', 'fn', 'fp', 'precision', 'recall', 'threshold', 'tn', 'tp']),
    );
    expect(keysOf(week.simple_rule)).toEqual(['average_precision', 'roc_auc']);
    expect(week.reachable_share).toBeGreaterThan(0);
    expect(week.reachable_share).toBeLessThanOrEqual(1);
    expect(week.intervals.roc_auc).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('proba looks a user up, and says who is not there', async () => {
    const user = await likeliestUser();
    const { exitCode, value } = await workplace.json('proba', user);
    expect(exitCode).toBe(0);
    expect(value).toMatchObject({
      user_id: user,
      proba: expect.any(Number),
      predicted_week: WEEK,
      predicted_at: '2025-03-01T12:00:00.000Z',
      model: expect.any(String),
    });
    const nobody = await workplace.json('proba', 'nobody');
    expect(nobody).toEqual({
      exitCode: 1,
      value: {
        error: { code: 'user_not_found', message: expect.stringContaining('nobody'), hint: expect.any(String) },
      },
    });
  });

  it('proba --why gives the reasons, which add up', async () => {
    const user = await likeliestUser();
    const { exitCode, value } = await workplace.json('proba', user, '--why');
    expect(exitCode).toBe(0);
    const { why, proba } = value;
    const sum = why.reasons.reduce((total: number, reason: { contribution: number }) => total + reason.contribution, 0);
    expect(why.baseline + sum + why.others).toBeCloseTo(why.logit, 10);
    expect(why.proba).toBeCloseTo(proba, 12);
    const { out } = await workplace.run('proba', user, '--why');
    expect(out).toContain('raises the odds');
    expect(out).toContain('All others together');
    // Every number but the last adds up to it, to the digit that is printed.
    const printed = [...out.matchAll(/^ +([+−]\d+\.\d{3}) /gm)].map(([, text]) => Number(text!.replace('−', '-')));
    expect(printed).toHaveLength(why.reasons.length + 3);
    expect(printed.slice(0, -1).reduce((total, number) => total + number, 0)).toBeCloseTo(printed.at(-1)!, 9);
    expect(printed.at(-1)).toBeCloseTo(why.logit, 3);
    const named = why.reasons.map(({ feature }: { feature: string }) => feature.replace(/_\d+d$/, ''));
    expect(new Set(named).size).toBe(named.length);
  });

  it('models lists what was trained', async () => {
    const { exitCode, value } = await workplace.json('models');
    expect(exitCode).toBe(0);
    expect(value.models).toMatchObject([{ snapshot: TRAINED, status: 'champion', champion: true }]);
  });

  it('models --effects shows what a model has learnt, most important first', async () => {
    const { exitCode, value } = await workplace.json('models', '--effects');
    expect(exitCode).toBe(0);
    const importances = value.effects.map(({ importance }: { importance: number }) => importance);
    expect(importances).toEqual([...importances].sort((a, b) => b - a));
    expect(importances[0]).toBeGreaterThan(0);
    const [{ columns }] = value.effects;
    expect(columns[0].interval[0] < columns[0].effect && columns[0].effect < columns[0].interval[1]).toBe(true);
    const { out } = await workplace.run('models', '--effects', '--model', value.model);
    expect(out).toContain(value.model);
    expect(out).toContain(value.effects[0].meaning);
    expect((await workplace.json('models', '--effects', '--model', 'none')).exitCode).toBe(2);
  });

  it('speaks to people on stdout, and of its progress on stderr unless quiet', async () => {
    for (const [command, ...words] of [
      ['doctor', 'Ready to train', 'view_item'],
      ['train', 'top 10 %', 'ROC AUC', 'base rate'],
      ['predict', 'new users', 'ma_predictions_table'],
      ['evaluate', `Week of ${WEEK}`, 'top 10 %'],
      ['models', 'view_item-'],
    ]) {
      const snapshot = command === 'predict' ? WEEK : TRAINED;
      const named =
        command === 'doctor' || command === 'train' || command === 'predict' ? ['--snapshot', snapshot] : [];
      const loud = await workplace.run(command!, ...named);
      const quiet = await workplace.run(command!, ...named, '--quiet');
      expect([loud.exitCode, quiet.exitCode, quiet.err]).toEqual([0, 0, '']);
      expect(quiet.out).toBe(loud.out);
      for (const word of words) expect(loud.out).toContain(word);
    }
    expect((await workplace.run('doctor', '--snapshot', TRAINED)).err).toContain('Looking at the export');
  });

  it.each<[string, string[], number, string]>([
    ['S in the future', ['predict', '--snapshot', '2026-01-01'], 2, 'snapshot_in_future'],
    ['a model that there is not', ['predict', '--snapshot', WEEK, '--model', 'mine'], 2, 'unknown_model'],
    ['labels that are not there yet', ['train', '--snapshot', '2025-02-08'], 3, 'labels_not_final'],
    ['a lookback before the export', ['train', '--snapshot', '2025-01-05'], 3, 'missing_days'],
    ['no date', ['train', '--snapshot', 'today'], 2, 'bad_date'],
  ])('refuses %s', async (_, argv, exitCode, code) => {
    const answer = await workplace.json(...argv);
    expect([answer.exitCode, answer.value.error.code]).toEqual([exitCode, code]);
  });

  it('refuses an older week, even for a pinned model', async () => {
    const { models } = (await workplace.json('models')).value;
    const { exitCode, value } = await workplace.json('predict', '--snapshot', '2025-02-02', '--model', models[0].model);
    expect([exitCode, value.error.code]).toEqual([3, 'older_snapshot']);
  });

  it('exits with 3 when a check or the gate says no, and still prints the one object', async () => {
    const other = { ...CONFIG, target: { event: 'view_itm' }, local: { folder: 'other' } };
    await writeFile(join(workplace.folder, 'other.json'), JSON.stringify(other));
    const doctor = await workplace.json('doctor', '--config', 'other.json', '--snapshot', TRAINED);
    expect([doctor.exitCode, doctor.value.ok]).toEqual([3, false]);
    const train = await workplace.json('train', '--config', 'other.json', '--snapshot', TRAINED);
    expect([train.exitCode, train.value.error.code]).toEqual([3, 'target_never_performed']);
    expect(train.value.error.hint).toContain('"view_item"');
  });

  it('exits with 3 when a new model loses to the champion, and prints what it found', async () => {
    const weak = { ...CONFIG, training: { snapshots: 1, C: 1e-9, estimator: 'logistic-regression' } };
    await writeFile(join(workplace.folder, 'weak.json'), JSON.stringify(weak));
    const { exitCode, value } = await workplace.json('train', '--config', 'weak.json', '--snapshot', '2025-01-28');
    expect(['challenger', 'rejected']).toContain(value.status);
    expect(exitCode).toBe(3);
    expect(value.reasons.length).toBeGreaterThan(0);
    expect((await workplace.json('models')).value.models).toMatchObject([
      { snapshot: '2025-01-28', status: value.status, champion: false },
      { snapshot: TRAINED, champion: true },
    ]);
  });

  it('names a day that is missing', async () => {
    await rm(join(workplace.folder, 'export', 'events_20250120.parquet'));
    const { exitCode, value } = await workplace.json('train', '--snapshot', '2025-01-28');
    expect([exitCode, value.error.code]).toEqual([3, 'missing_days']);
    expect(value.error.message).toContain('2025-01-20');
  });

  it('run scores the week though an evaluation fails or a training is refused, and says so', async () => {
    await inWarehouse("UPDATE ma_model_evaluation SET result = 'damaged'");
    const evaluation = await workplace.json('run', '--snapshot', '2025-02-04');
    expect(evaluation.value).toMatchObject({
      job: 'run',
      evaluate: null,
      predict: { snapshot: '2025-02-04' },
      error: { job: 'modelEvaluation', kind: 'failed', message: expect.stringContaining('JSON') },
    });
    expect(evaluation.exitCode).toBe(1);
    expect((await workplace.run('run', '--snapshot', '2025-02-04')).out).toContain('✗ modelEvaluation failed: ');

    await inWarehouse('DELETE FROM ma_model_evaluation');
    // The 20th of January is gone: a training of February would look at it, the week of the 10th does not.
    const training = await workplace.json('run', '--snapshot', '2025-02-10');
    expect(training.value).toMatchObject({
      train: null,
      evaluate: { job: 'modelEvaluation' },
      predict: { snapshot: '2025-02-10' },
      error: { job: 'modelTraining', code: 'missing_days', message: expect.stringContaining('2025-01-20') },
    });
    expect(training.exitCode).toBe(3);
  });
});
