import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parseConfig } from '@propensity/core/config';
import {
  type EvaluateResult,
  modelEvaluation,
  modelTraining,
  type PredictResult,
  predictions,
  type TrainResult,
  type WeekEvaluation,
} from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { addDays } from '@propensity/core/windows';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStack } from '../src/index.js';
import { dumpStack, queryWarehouse } from './support/read-warehouse.js';

const ROOT = resolve(import.meta.dirname, '../../..');
const EXPORT = resolve(ROOT, '../shared/data/ga4');
const EXAMPLE = join(ROOT, 'examples/ga4-sample/propensity.config.json');
const present = existsSync(EXPORT);
const LIMIT = 240_000;

interface Run {
  readonly trained: readonly TrainResult[];
  readonly predicted: readonly PredictResult[];
  readonly evaluated: EvaluateResult;
}

describe.skipIf(!present)(`real GA4 export${present ? '' : ` (skipped: ${EXPORT} is absent)`}`, () => {
  describe('view_item', () => {
    let folder: string;
    let once: Run;
    let dumpOnce: Record<string, string>;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'propensity-real-'));
      once = await runTwoWeeks('view_item', folder, '2021-02-01T00:00:00Z');
      dumpOnce = await dumpStack(folder);
    }, LIMIT);
    afterAll(() => rm(folder, { recursive: true }));

    it.each(['2021-01-09', '2021-01-13'])('counts users and positives of %s as plain SQL does', async (snapshot) => {
      const expected = await countByPlainSql('view_item', snapshot);
      const week = weekOf(once.evaluated, snapshot);
      expect({ n: week.n, positives: week.positives }).toEqual(expected);
      const predicted = once.predicted.find((result) => result.snapshot === snapshot);
      expect(predicted?.counts.scored).toBe(expected.n);
    });

    it.each(['2021-01-02', '2021-01-06'])(
      'trains on the users and positives of %s that plain SQL counts',
      async (day) => {
        const expected = await countByPlainSql('view_item', day);
        const trained = once.trained.find(({ snapshot }) => snapshot === day)!;
        expect({ n: trained.counts.rows, positives: trained.counts.positives }).toEqual(expected);
        expect(trained.train.rows + trained.test.rows).toBe(expected.n);
      },
    );

    it('overwrites, appends and keeps the right users', async () => {
      const [sets] = await queryWarehouse(folder, SET_ARITHMETIC);
      const { overwritten, appended, kept, ...wrong } = sets as Record<string, string>;
      expect(wrong).toEqual({ wrong_users: '0', wrong_current: '0', wrong_kept: '0', duplicates: '0' });
      const { counts } = once.predicted[1]!;
      expect({ overwritten: Number(overwritten), appended: Number(appended), kept: Number(kept) }).toEqual({
        overwritten: counts.overwritten,
        appended: counts.appended,
        kept: counts.kept,
      });
      expect(counts).toEqual({ scored: 43_366, overwritten: 31_345, appended: 12_021, kept: 10_092, selected: 580 });
    });

    it('ranks and calibrates well enough on 2021-01-13, with intervals, and better than the simple rule', () => {
      const week = weekOf(once.evaluated, '2021-01-13');
      expect(week).toMatchObject({ n: 43_366, positives: 412, provisional: false, in_sample: false });
      expect(week.roc_auc).toBeGreaterThanOrEqual(0.903);
      expect(week.log_loss_skill).toBeGreaterThanOrEqual(0.245);
      expect(week.roc_auc!).toBeGreaterThan(week.simple_rule.roc_auc!);
      expect(week.average_precision!).toBeGreaterThan(week.simple_rule.average_precision!);
      const [low, high] = week.intervals.roc_auc!;
      expect(low < week.roc_auc! && week.roc_auc! < high).toBe(true);
      expect(high - low).toBeLessThan(0.05);
    });

    it(
      'changes nothing when everything is run again',
      async () => {
        // Another clock: a row written again would carry another time.
        const again = await runTwoWeeks('view_item', folder, '2021-02-02T00:00:00Z');
        expect(again.trained).toEqual(once.trained);
        expect(again.predicted).toEqual(once.predicted);
        expect(again.evaluated.evaluated).toEqual(once.evaluated.evaluated);
        const dumpAgain = await dumpStack(folder);
        const changed = Object.keys(dumpOnce).filter((name) => dumpAgain[name] !== dumpOnce[name]);
        expect(changed).toEqual([]);
        expect(dumpOnce.ma_predictions_table!.split('\n')).toHaveLength(31_345 + 12_021 + 10_092);
      },
      LIMIT,
    );
  });

  it(
    'says by itself how little 38 buyers prove and how few it can reach',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'propensity-real-'));
      try {
        const { evaluated } = await runTwoWeeks('purchase', folder, '2021-02-01T00:00:00Z');
        const week = weekOf(evaluated, '2021-01-13');
        expect({ n: week.n, positives: week.positives }).toEqual(await countByPlainSql('purchase', '2021-01-13'));
        expect(week.positives).toBe(38);
        expect(week.notes.some((note) => /only 38 of 43,366 users converted/i.test(note))).toBe(true);
        expect(week.reachable_share).toBeLessThan(0.5);
        const percent = Math.round(week.reachable_share! * 100);
        expect(week.notes.some((note) => note.includes(`Only ${percent} %`) && note.includes('reach'))).toBe(true);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    LIMIT,
  );
});

/** Train 01-02, predict 01-09, train 01-06, predict 01-13, evaluate both. */
async function runTwoWeeks(target: string, folder: string, now: string): Promise<Run> {
  const example = existsSync(EXAMPLE)
    ? JSON.parse(readFileSync(EXAMPLE, 'utf8'))
    : { lookbackDays: 14, horizonDays: 7, training: { snapshots: 1 } };
  const config = parseConfig({
    ...example,
    source: { ...example.source, events: join(EXPORT, 'events_*.parquet') },
    target: { event: target },
    local: { folder },
  });
  let time = Date.parse(now);
  const clock = () => {
    time += 1000;
    return time;
  };
  const { ports, settings, close } = openLocalStack(config, {
    baseDirectory: ROOT,
    progress: silentProgress,
    clock,
    codeVersion: 'test',
  });
  try {
    const firstModel = await modelTraining(ports, settings, { snapshot: '2021-01-02' });
    const firstWeek = await predictions(ports, settings, { snapshot: '2021-01-09' });
    const secondModel = await modelTraining(ports, settings, { snapshot: '2021-01-06' });
    const secondWeek = await predictions(ports, settings, { snapshot: '2021-01-13' });
    const evaluated = await modelEvaluation(ports, settings);
    return { trained: [firstModel, secondModel], predicted: [firstWeek, secondWeek], evaluated };
  } finally {
    await close();
  }
}

function weekOf({ evaluated }: EvaluateResult, snapshot: string): WeekEvaluation {
  return evaluated.find(({ predicted_week }) => predicted_week === snapshot)!;
}

/** Users and positives at S (lookback 14, horizon 7, UTC) straight from the files, sharing no code with the product. */
async function countByPlainSql(target: string, snapshot: string): Promise<{ n: number; positives: number }> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const micros = (day: string) => `epoch_us(TIMESTAMP '${day} 00:00:00')`;
  const reader = await connection.runAndReadAll(`
    WITH raw AS (
      SELECT user_pseudo_id AS id, event_timestamp AS t, event_name AS name
      FROM read_parquet('${EXPORT}/events_*.parquet', union_by_name = true)
    ), seen AS (
      SELECT DISTINCT id FROM raw WHERE t >= ${micros(addDays(snapshot, -14))} AND t < ${micros(snapshot)} AND id IS NOT NULL
    ), converted AS (
      SELECT DISTINCT id FROM raw
      WHERE t >= ${micros(snapshot)} AND t < ${micros(addDays(snapshot, 7))} AND name = '${target}'
    )
    SELECT COUNT(*) AS n, COUNT(converted.id) AS positives FROM seen LEFT JOIN converted USING (id)`);
  const [row] = reader.getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return { n: Number(row!.n), positives: Number(row!.positives) };
}

/** The upsert of 01-13 over 01-09, computed from the history alone and compared with the table of current predictions. */
const SET_ARITHMETIC = `
WITH old AS (SELECT * FROM ma_predictions_history WHERE predicted_week = DATE '2021-01-09'),
new AS (SELECT * FROM ma_predictions_history WHERE predicted_week = DATE '2021-01-13'),
now AS (SELECT * FROM ma_predictions_table),
anyone AS (SELECT user_id FROM old UNION SELECT user_id FROM new)
SELECT
  (SELECT COUNT(*) FROM (SELECT user_id FROM old INTERSECT SELECT user_id FROM new)) AS overwritten,
  (SELECT COUNT(*) FROM (SELECT user_id FROM new EXCEPT SELECT user_id FROM old)) AS appended,
  (SELECT COUNT(*) FROM (SELECT user_id FROM old EXCEPT SELECT user_id FROM new)) AS kept,
  (SELECT COUNT(*) FROM anyone FULL JOIN now USING (user_id) WHERE anyone.user_id IS NULL OR now.user_id IS NULL) AS wrong_users,
  (SELECT COUNT(*) FROM new LEFT JOIN now USING (user_id, proba, model, predicted_week, predicted_at)
    WHERE now.user_id IS NULL) AS wrong_current,
  (SELECT COUNT(*) FROM (SELECT * FROM old WHERE user_id NOT IN (SELECT user_id FROM new)) AS kept_rows
    LEFT JOIN now USING (user_id, proba, model, predicted_week, predicted_at) WHERE now.user_id IS NULL) AS wrong_kept,
  (SELECT COUNT(*) - COUNT(DISTINCT user_id) FROM now) AS duplicates`;
