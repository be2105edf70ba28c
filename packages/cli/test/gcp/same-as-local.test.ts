import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PropensityConfigInput } from '@propensity/core/config';
import {
  createScratch,
  describeOnServers,
  differences,
  gcpTables,
  loadDayTables,
  localTables,
  type Scratch,
  type StackTables,
} from '@propensity/gcp-testing';
import { writeSimulatedExport } from '@propensity/simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandFlow, type Flow, flowsInTurn } from './support/flow.js';
import { COSTS } from './support/passing-facts.js';

const REAL_EXPORT = resolve(import.meta.dirname, '../../../../../shared/data/ga4');
const LIMIT = 900_000;

type Source = NonNullable<PropensityConfigInput['source']>;

interface Case {
  /** Writes or finds the day files. */
  readonly files: (folder: string) => Promise<readonly string[]>;
  /** What the configuration says of the source besides where it is. */
  readonly source?: object;
  readonly windows: { readonly lookbackDays: number; readonly horizonDays: number };
  readonly trainAt: string;
  readonly weeks: readonly [string, string];
  readonly now: string;
}

const simulated: Case = {
  files: async (folder) =>
    (await writeSimulatedExport({ folder, users: 300, days: 16, seed: 3, startDay: '2025-01-01' })).files,
  windows: { lookbackDays: 7, horizonDays: 3 },
  trainAt: '2025-01-08',
  weeks: ['2025-01-11', '2025-01-14'],
  now: '2025-03-01T12:00:00Z',
};

/** People are told by a custom dimension, where it is known. */
const universalAnalytics: Case = {
  files: async (folder) =>
    (
      await writeSimulatedExport({
        ...{ folder, users: 300, days: 16, seed: 3, startDay: '2025-01-01' },
        ...{ source: 'ua', signIns: true },
      })
    ).files,
  source: { type: 'ua', userId: { customDimension: 1, fallback: 'fullVisitorId' } },
  windows: { lookbackDays: 7, horizonDays: 3 },
  trainAt: '2025-01-08',
  weeks: ['2025-01-11', '2025-01-14'],
  now: '2025-03-01T12:00:00Z',
};

const real: Case = {
  files: async () =>
    (await readdir(REAL_EXPORT)).filter((name) => name.endsWith('.parquet')).map((name) => join(REAL_EXPORT, name)),
  windows: { lookbackDays: 14, horizonDays: 7 },
  trainAt: '2021-01-02',
  weeks: ['2021-01-09', '2021-01-13'],
  now: '2021-02-01T12:00:00Z',
};

/** Takes a quarter of an hour on a server that stands in for BigQuery: see CONTRIBUTING.md. */
const isAskedFor = process.env.PROPENSITY_REAL_ON_SERVERS !== undefined;
const missing = existsSync(REAL_EXPORT) ? 'PROPENSITY_REAL_ON_SERVERS is not set' : `${REAL_EXPORT} is absent`;
const isPresent = isAskedFor && existsSync(REAL_EXPORT);
const realName = `the real export${isPresent ? '' : ` (skipped: ${missing})`}`;

describeOnServers('Google Cloud does what the local stack does', (servers) => {
  describe('on a simulated export', () => sameAsLocal(simulated));
  describe('on a simulated export of Universal Analytics', () => sameAsLocal(universalAnalytics));
  describe.skipIf(!isPresent)(`on ${realName}`, () => sameAsLocal(real));

  function sameAsLocal({ files, source = {}, windows, trainAt, weeks, now }: Case): void {
    let folder: string;
    let shared: Scratch;
    let expected: StackTables;
    let answers: unknown;
    let users: string[];
    let probabilities: unknown;
    const base = { target: { event: 'view_item' }, ...windows, training: { snapshots: 1 } };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'propensity-same-'));
      shared = await createScratch(servers);
      const dayFiles = await files(join(folder, 'export'));
      await loadDayTables(shared.bigquery, shared.gcp.eventsDataset!, dayFiles);
      const local = await commandFlow(
        { ...base, source: { ...source, events: [...dayFiles] } as Source },
        Date.parse(now),
      );
      answers = await play(local);
      expected = await localTables(join(local.folder, '.propensity'));
      users = (expected.tables.ma_predictions_table ?? []).map((row) => String(row.user_id));
      users = [users.at(0)!, users.at(users.length / 2)!, users.at(-1)!];
      probabilities = await probabilitiesOf(local);
      await local.close();
    }, LIMIT);
    afterAll(async () => {
      await shared?.remove();
      await rm(folder, { recursive: true });
    });

    it('has something to compare', () => {
      const rows = Object.entries(expected.tables).map(([name, { length }]) => [name, length > 0]);
      expect(Object.fromEntries(rows)).toEqual({
        ma_model_training_metadata: true,
        ma_predictions_table: true,
        ma_predictions_history: true,
        ma_prediction_runs: true,
        ma_model_evaluation: true,
      });
      expect(Object.keys(expected.artifacts)).toHaveLength(1);
    });

    it(
      'the functions and the commands in turn, each going on from what the other has left: the same answers, tables and models',
      async () => {
        const scratch = await createScratch(servers, { eventsDataset: shared.gcp.eventsDataset! });
        const flow = await flowsInTurn(
          { ...base, stack: 'gcp', source: source as Source, gcp: scratch.gcp },
          Date.parse(now),
        );
        try {
          expect(differences(await play(flow), answers)).toEqual([]);
          expect(differences(await gcpTables(scratch), expected, { except: COSTS })).toEqual([]);
          expect(differences(await probabilitiesOf(flow), probabilities)).toEqual([]);
        } finally {
          await flow.close();
          await scratch.remove();
        }
      },
      LIMIT,
    );

    /** Train, predict, evaluate, predict. */
    async function play(flow: Flow): Promise<unknown> {
      const trained = await flow.job('modelTraining', trainAt);
      const first = await flow.job('predictions', weeks[0]);
      const evaluated = await flow.job('modelEvaluation');
      const second = await flow.job('predictions', weeks[1]);
      return { trained, first, evaluated, second };
    }

    async function probabilitiesOf(flow: Flow): Promise<unknown> {
      const found = [];
      for (const user of users) {
        const { user_id, proba, predicted_week, model, stale } = await flow.proba(user);
        found.push({ user_id, proba, predicted_week, model, stale });
      }
      return found;
    }
  }
});
