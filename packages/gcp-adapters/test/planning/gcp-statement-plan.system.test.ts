import { type JobSettings, type PropensityConfigInput, parseConfig, settingsOf } from '@propensity/core/config';
import { inMemoryPorts } from '@propensity/core/in-memory';
import type { PlannedCommand } from '@propensity/core/ports';
import { afterEach, describe, expect, it } from 'vitest';
import { BigQueryApi } from '../../src/clients/bigquery-api.js';
import { openClients } from '../../src/clients/open-clients.js';
import { GcpStatementPlan } from '../../src/planning/gcp-statement-plan.js';
import { openPlanning } from '../../src/planning/open-planning.js';
import { bigQuerySourceType } from '../../src/sources/bigquery-sources.js';
import type { BigQueryWarehouse } from '../../src/warehouse/bigquery-warehouse.js';
import {
  type FakeAnswer,
  type FakeBigQuery,
  fakeBigQuery,
  refusal,
  type SentRequest,
} from '../support/fake-bigquery.js';

const GCP = {
  project: 'my-project',
  dataset: 'propensity',
  eventsDataset: 'my-project.analytics_1',
  bucket: 'my-bucket',
  location: 'EU',
} as const;
const DAYS = Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10));
const field = (name: string, type: string) => ({ name, type });
const EVENT_FIELDS = [
  field('event_timestamp', 'INTEGER'),
  field('user_pseudo_id', 'STRING'),
  field('event_name', 'STRING'),
  field('event_date', 'STRING'),
  {
    name: 'event_params',
    type: 'RECORD',
    mode: 'REPEATED',
    fields: [
      field('key', 'STRING'),
      { name: 'value', type: 'RECORD', fields: [field('string_value', 'STRING'), field('int_value', 'INTEGER')] },
    ],
  },
];

let server: FakeBigQuery;
afterEach(() => server.close());

/** A project with an export of forty days, and the tables of ours that are given. */
function project(tables: Readonly<Record<string, object>>): (request: SentRequest) => FakeAnswer {
  return ({ method, path, body }) => {
    if (method === 'POST' && body.configuration?.dryRun === true) return dryRun(body.configuration.query.query);
    const name = /\/tables\/([^/]+)(\/data)?$/.exec(path);
    if (method !== 'GET') return refusal(400, 'invalid', 'A plan runs nothing.');
    if (path.endsWith('/tables')) {
      const tableId = (day: string) => `events_${day.replaceAll('-', '')}`;
      return { body: { tables: DAYS.map((day) => ({ type: 'TABLE', tableReference: { tableId: tableId(day) } })) } };
    }
    if (name?.[1]?.startsWith('events_')) {
      return {
        body: { numRows: '10', lastModifiedTime: String(Date.UTC(2026, 1, 12)), schema: { fields: EVENT_FIELDS } },
      };
    }
    if (path.endsWith('/datasets/propensity_work')) return NO_WORK;
    const table = tables[name?.[1] ?? ''];
    if (table === undefined) return refusal(404, 'notFound', `Not found: Table ${name?.[1]}`);
    return { body: name?.[2] === undefined ? table : { rows: [] } };
  };
}

const NO_WORK = refusal(404, 'notFound', 'Not found: Dataset my-project:propensity_work');

/** Whatever reads a table that is made on the way is refused, and so is a column that nobody has added. */
function dryRun(sql: string): FakeAnswer {
  // A query names the location that it looked in, a statement that makes a table does not.
  if (/FROM `my-project.propensity_work/.test(sql)) {
    return refusal(404, 'notFound', 'Not found: Dataset my-project:propensity_work was not found in location EU');
  }
  if (/FROM `my-project.propensity.ma_staged/.test(sql)) {
    return refusal(404, 'notFound', 'Not found: Table ma_x');
  }
  if (/TABLE IF NOT EXISTS `my-project.propensity_work/.test(sql)) return NO_WORK;
  return { body: { statistics: { query: { totalBytesProcessed: '2048' } } } };
}

async function planOf(
  command: PlannedCommand,
  tables: Readonly<Record<string, object>> = {},
  change: Partial<PropensityConfigInput> = {},
) {
  server = await fakeBigQuery(project(tables));
  const config = parseConfig({
    stack: 'gcp',
    source: { timeZone: 'UTC' },
    target: { event: 'purchase' },
    lookbackDays: 7,
    training: { snapshots: 2 },
    gcp: GCP,
    ...change,
  });
  const settings: JobSettings = settingsOf(config, 'test');
  const { bigquery, authoriseBigQuery } = openClients({ project: GCP.project, apiEndpoint: server.url });
  const api = new BigQueryApi({
    client: bigquery,
    authorise: authoriseBigQuery,
    limits: { requestTimeoutMs: 2000, firstPauseMs: 1, totalMs: 3000 },
  });
  const sourceType = bigQuerySourceType(config.source);
  const source = sourceType.tables(config.source, config.gcp!);
  const { artifacts } = inMemoryPorts({ events: [], settings, clock: () => 0 });
  const openSource = (warehouse: BigQueryWarehouse, settings: JobSettings) =>
    sourceType.open(config.source, source, { config, settings, warehouse });
  const training = { memory: { bytes: 2 ** 32, of: 'the deployed function' }, mostFeatures: 100 };
  const options = { api, config: GCP, source, settings, openSource, training };
  const plan = new GcpStatementPlan({
    settings,
    dryRuns: { api, config: GCP },
    open: () => openPlanning(options),
    ports: { artifacts, clock: () => Date.UTC(2026, 1, 14) },
  });
  const statements = await plan.statements(command);
  const sent = server.sent.filter(({ method, body }) => method !== 'GET' && body?.configuration?.dryRun !== true);
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  return statements;
}

describe('a plan', () => {
  it('of doctor counts in the export, and computes and leaves nothing', async () => {
    const steps = (await planOf({ command: 'doctor' })).map(({ step }) => step);
    expect(steps).toEqual([
      'list-days',
      'presence-20260209',
      'summary',
      'event-names',
      'count-snapshots',
      'dates-2026-01-20',
      'amounts-2026-01-20',
      'audience-2026-02-03',
      'recent-events-2026-01-27',
      'recent-events-2026-02-10',
    ]);
  });

  it('of doctor proposes windows beside names that a shorter lookback does not have', async () => {
    const change = { lookbackDays: 45, features: { drop: ['events_45d', 'events_30d'] } };
    const steps = (await planOf({ command: 'doctor' }, {}, change)).map(({ step }) => step);
    expect(steps).toContain('summary');
  });

  it('of train goes from the days to the registry; values that are worked out are not known', async () => {
    const plan = await planOf({ command: 'train', snapshot: '2026-01-30' });
    expect(plan.map(({ step }) => step)).toEqual([
      'list-days',
      'dates-2026-01-16',
      'presence-20260205',
      'summary',
      'event-names',
      'names-before',
      'presence-20260129',
      'create-data-set',
      'flatten-2026-01-16',
      'snapshot-2026-01-30',
      'snapshot-2026-01-23',
      'training-rows',
      'profile-numbers-2026-01-30',
      'profile-categories-2026-01-30',
      'recent-events-2026-01-30',
      'count-numbers-2026-01-30',
      'count-categories-2026-01-30',
      'create-table',
      'register-model',
    ]);
    const names = plan.find(({ step }) => step === 'names-before')!;
    expect(names.note).toContain('decide the features');
    // As if every event that the catalogue knows had been performed.
    expect(plan.find(({ step }) => step === 'snapshot-2026-01-30')!.sql).toContain('days_since_purchase');
    const last = plan.at(-1)!;
    expect(last.parameters.every(({ value }) => value === null)).toBe(true);
    expect(last.note).toContain('known only once the command has run');
    expect(plan.find(({ step }) => step === 'create-data-set')!.bytes).toBe(2048);
    expect(plan.find(({ step }) => step === 'flatten-2026-01-16')).toMatchObject({
      bytes: null,
      note: 'Needs a data set that earlier statements make.',
    });
    expect(plan.find(({ step }) => step === 'training-rows')).toMatchObject({
      bytes: null,
      note: expect.stringMatching(/^Planned in memory: .* Needs a data set that earlier statements make\.$/),
    });
  });

  it('of train in the warehouse has one of each kind of statement, and says what it is for', async () => {
    const change = { training: { snapshots: 2, where: 'warehouse', negativeShare: 0.1 } } as const;
    const plan = await planOf({ command: 'train', snapshot: '2026-01-30' }, {}, change);
    const steps = plan.map(({ step }) => step);
    expect(steps).not.toContain('training-rows');
    expect(steps.slice(steps.indexOf('snapshot-2026-01-23') + 1)).toMatchInlineSnapshot(`
      [
        "training-table",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-table",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "training-sums",
        "profile-numbers-2026-01-30",
        "profile-categories-2026-01-30",
        "recent-events-2026-01-30",
        "count-numbers-2026-01-30",
        "count-categories-2026-01-30",
        "create-table",
        "register-model",
      ]
    `);
    const ofTraining = plan.filter(({ step }) => step.startsWith('training-'));
    expect(ofTraining[0]!.note).toBe('Needs a data set that earlier statements make.');
    for (const { note } of ofTraining.slice(1)) expect(note).toMatch(/^[A-Z].*\. Asked (once|about \d+ times)/);
    const fits = ofTraining.find(({ note }) => note!.startsWith('One step of the fits'))!;
    // Four penalties outside five folds at a time.
    expect(fits.sql).toContain('loss_19');
    expect(Buffer.byteLength(fits.sql)).toBeLessThan(2 ** 20);
  });

  it('of train from groups of enough users has the statements that keep to them', async () => {
    const change = { training: { snapshots: 2, where: 'warehouse', minCellUsers: 10 } } as const;
    const plan = await planOf({ command: 'train', snapshot: '2026-01-30' }, {}, change);
    const own = plan.slice(plan.findIndex(({ step }) => step === 'training-table'));
    const tables = own.filter(({ step }) => step === 'training-table');
    // The rows, the same without what few users have, and what the fits add up.
    expect(tables).toHaveLength(3);
    expect(tables[1]!.sql).toContain("'(few users)'");
    const about = (what: string) => own.find(({ note }) => note?.startsWith(what) === true)!.sql;
    expect(about('Counts rows by score.')).toContain('HAVING SUM(parted.n) >= MIN(parted.least)');
    expect(about('Ranges of the numbers')).not.toMatch(/AS lowest_0/);
    expect(own.map(({ step }) => step).slice(-5)).toEqual([
      'profile-2026-01-30',
      'recent-events-2026-01-30',
      'count-2026-01-30',
      'create-table',
      'register-model',
    ]);
    for (const { sql } of own) expect(Buffer.byteLength(sql)).toBeLessThan(2 ** 20);
  });

  it('of train in the warehouse refuses what a training refuses', async () => {
    const training = { where: 'warehouse', estimator: 'ml-logistic-regression' } as const;
    await expect(planOf({ command: 'train', snapshot: '2026-01-30' }, {}, { training })).rejects.toMatchObject({
      code: 'no_aggregate_form',
    });
  });

  it('of train fits the windows that a configuration leaves out to the days there are', async () => {
    const fitted = { lookbackDays: undefined, training: undefined };
    const plan = await planOf({ command: 'train', snapshot: '2026-01-30' }, {}, fitted);
    const steps = plan.map(({ step }) => step).filter((step) => /^(flatten|snapshot)-/.test(step));
    // Of 29 days before the snapshot: 14 of behaviour, and snapshots 7 and 14 days before the newest.
    expect(steps).toEqual(['flatten-2026-01-02', 'snapshot-2026-01-30', 'snapshot-2026-01-23', 'snapshot-2026-01-16']);
    expect(plan.find(({ step }) => step === 'snapshot-2026-01-30')!.sql).toContain('14d');
  });

  it('of train computes snapshots whose windows overlap by one statement, and takes each from its table', async () => {
    const change = { lookbackDays: 14, training: { snapshots: 3, everyDays: 2 }, horizonDays: 2 };
    const plan = await planOf({ command: 'train', snapshot: '2026-01-30' }, {}, change);
    const steps = plan.map(({ step }) => step).filter((step) => /^(flatten|snapshot)/.test(step));
    expect(steps).toEqual([
      'flatten-2026-01-12',
      'snapshots-2026-01-26-to-2026-01-30',
      'snapshot-2026-01-30',
      'snapshot-2026-01-28',
      'snapshot-2026-01-26',
    ]);
    const [together, one] = [1, 2].map((index) => plan.find(({ step }) => step === steps[index])!.sql);
    const [, table] = /CREATE TABLE IF NOT EXISTS (\S+)/.exec(together!)!;
    expect(together).toContain("WHERE flat_day BETWEEN DATE '2026-01-12' AND DATE '2026-01-29'");
    expect(one).toContain(`FROM ${table} AS several WHERE snapshot = DATE '2026-01-30'`);
  });

  it('of predictions counts the table whose rows publishing changes', async () => {
    const bytes = async (tables: Readonly<Record<string, object>>) => {
      const plan = await planOf({ command: 'run', snapshot: '2026-02-06' }, tables);
      await server.close();
      return plan.find(({ step }) => step === 'publish')!;
    };
    const columns = ['user_id', 'target', 'proba'].map((name) => field(name, name === 'proba' ? 'FLOAT' : 'STRING'));
    const table = { numRows: '5', numBytes: '1000000', schema: { fields: columns } };
    const [without, counted] = [await bytes({}), await bytes({ ma_predictions_table: table })];
    expect(counted.bytes).toBe((without.bytes ?? 0) + 1_000_000);
    expect(counted.note).toContain('976.6 KiB of the table whose rows it changes');
  });

  it('of run, where a training is due, says that the model whose values it writes is a stand-in', async () => {
    const plan = await planOf({ command: 'run', snapshot: '2026-02-06' });
    const steps = plan.map(({ step }) => step);
    for (const step of ['training-rows', 'register-model', 'score', 'check-scores', 'sample-scores', 'publish']) {
      expect(steps).toContain(step);
    }
    for (const step of ['score', 'publish']) {
      expect(plan.find((planned) => planned.step === step)!.note).toContain('until it is trained');
    }
  });

  it('publishes by the capacity that is configured, which is no value of the model', async () => {
    const plan = await planOf({ command: 'run', snapshot: '2026-02-06' }, {}, { decision: { topUsers: 30 } });
    const publish = plan.find(({ step }) => step === 'publish')!;
    expect(publish.sql).toContain('OFFSET 29');
    expect(publish.note ?? '').not.toContain('until it is trained');
  });

  it('has BigQuery look at SQL of the user, which runs nothing', async () => {
    const own = { name: 'own', sql: 'device.category', aggregate: 'last', kind: 'categorical' } as const;
    const plan = await planOf({ command: 'train', snapshot: '2026-01-30' }, {}, { features: { add: [own] } });
    expect(plan.find(({ step }) => step === 'flatten-2026-01-16')!.sql).toContain('device.category');
    const lookedAt = server.dryRuns.map(({ body }) => String(body.configuration.query.query));
    // Over the rows, and over the rows with the name of their table, however many days there are.
    expect(lookedAt.filter((sql) => sql.startsWith('SELECT (device.category\n) FROM '))).toHaveLength(2);
  });

  it('of proba is the one look-up', async () => {
    const plan = await planOf({ command: 'proba', userId: 'u' });
    const parameters = [
      { name: 'user_id', value: 'u' },
      { name: 'target', value: 'purchase' },
    ];
    expect(plan).toMatchObject([{ step: 'find', parameters, bytes: 2048 }]);
  });

  it('of a job that would refuse refuses', async () => {
    await expect(planOf({ command: 'predict', snapshot: '2026-01-30' })).rejects.toMatchObject({ code: 'no_model' });
  });

  it('adds the columns that a table of an earlier version lacks', async () => {
    const older = { schema: { fields: [field('run_id', 'STRING')] } };
    const plan = await planOf({ command: 'evaluate' }, { ma_prediction_runs: older });
    expect(plan.filter(({ step }) => step === 'add-column').length).toBeGreaterThan(5);
    expect(plan.find(({ sql }) => sql.includes('ADD COLUMN IF NOT EXISTS `selected` INT64'))).toBeDefined();
  });
});
