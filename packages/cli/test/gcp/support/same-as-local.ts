import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PropensityConfigInput } from '@propensity/core/config';
import {
  createScratch,
  differences,
  gcpTables,
  loadDayTables,
  localTables,
  type Scratch,
  type StackTables,
  type TestServers,
} from '@propensity/gcp-testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandFlow, type Flow, flowsInTurn } from './flow.js';
import { COSTS, DELIVERIES } from './passing-facts.js';

const LIMIT = 900_000;

type Source = NonNullable<PropensityConfigInput['source']>;

export interface SameCase {
  /** Writes or finds the day files. */
  readonly files: (folder: string) => Promise<readonly string[]>;
  /** What the configuration says of the source besides where it is. */
  readonly source?: object;
  readonly windows: { readonly lookbackDays: number; readonly horizonDays: number };
  readonly trainAt: string;
  readonly weeks: readonly [string, string];
  readonly now: string;
}

/** Tests that both stacks give the same answers, tables and models. */
export function sameAsLocal(
  servers: TestServers,
  { files, source = {}, windows, trainAt, weeks, now }: SameCase,
): void {
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
      ma_drift: true,
      // The weeks are long over.
      ma_alerts: true,
      // Nobody decides, exports or is forgotten here, and there is one model.
      ma_shadow_predictions: false,
      ma_model_changes: false,
      ma_exports: false,
      ma_exported_scores: false,
      ma_forgotten_users: false,
      ma_export_groups: false,
      ma_holdout_results: false,
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
        expect(differences(await play(flow), answers, { except: DELIVERIES })).toEqual([]);
        expect(differences(await gcpTables(scratch), expected, { except: [...COSTS, ...DELIVERIES] })).toEqual([]);
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
