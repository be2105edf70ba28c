import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createScratch,
  describeOnServers,
  differences,
  gcpTables,
  localTables,
  type Scratch,
} from '@propensity/gcp-testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER_COLUMNS, csv, customerTable, LATER, MONTHS, NOW, TABLE_SOURCE } from '../support/customer-table.js';
import { commandFlow, type Flow } from './support/flow.js';
import { COSTS } from './support/passing-facts.js';

const LIMIT = 600_000;
const MAY = MONTHS.at(-2)!;
const JUNE = MONTHS.at(-1)!;
const CONVERSIONS = { userId: 'customer', time: 'at', event: 'what' };

describeOnServers("a table of one's own on Google Cloud is what it is locally", (servers) => {
  let folder: string;
  let data: Scratch;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-table-'));
    data = await createScratch(servers);
    const { rows, conversions } = customerTable(MONTHS);
    const leaking = rows.map((row) => [...row, row.at(-1) === 'Yes' ? 'card' : '']);
    await load('customers', CUSTOMER_COLUMNS, rows);
    await load('leaking', [...CUSTOMER_COLUMNS, ['paid with', 'STRING']], leaking);
    await load(
      'orders',
      [
        ['customer', 'STRING'],
        ['at', 'STRING'],
        ['what', 'STRING'],
      ],
      [...conversions, ['c-1', '2025-07-05', 'order']],
    );
  }, LIMIT);
  afterAll(async () => {
    await data?.remove();
    await rm(folder, { recursive: true });
  });

  async function load(
    name: string,
    columns: readonly (readonly [name: string, type: string])[],
    rows: readonly (readonly string[])[],
  ): Promise<void> {
    const file = join(folder, `${name}.csv`);
    await writeFile(
      file,
      csv(
        columns.map(([column]) => column),
        rows,
      ),
    );
    const schema = { fields: columns.map(([column, type]) => ({ name: column, type })) };
    const table = data.bigquery.dataset(data.gcp.eventsDataset!).table(name);
    const [job] = await table.load(file, { sourceFormat: 'CSV', skipLeadingRows: 1, schema });
    expect(job.status?.errorResult).toBeUndefined();
  }

  const sources = (gcp: boolean) => {
    const at = (name: string) => (gcp ? `${data.gcp.eventsDataset}.${name}` : join(folder, `${name}.csv`));
    return {
      label: { ...TABLE_SOURCE, table: at('customers'), label: 'bought' },
      conversions: {
        ...TABLE_SOURCE,
        table: at('customers'),
        conversions: { table: at('orders'), ...CONVERSIONS },
        columns: { bought: 'ignore' },
      },
      leaking: { ...TABLE_SOURCE, table: at('leaking'), label: 'bought' },
    } as const;
  };
  const base = { target: { event: 'order' }, horizonDays: 28, training: { minLevelCount: 1, C: 1 } };

  /** Train on the first of May, score June, and see how right that was; and what a customer is told. */
  async function play(flow: Flow): Promise<unknown> {
    const trained = await flow.job('modelTraining', MAY);
    const predicted = await flow.job('predictions', JUNE);
    const evaluated = await flow.job('modelEvaluation');
    return { trained, predicted, evaluated, proba: await flow.proba('c-7') };
  }

  describe.each(['label', 'conversions'] as const)('with %s', (how) => {
    it('gives the same answers, tables and models', { timeout: LIMIT }, async () => {
      const local = await commandFlow({ ...base, source: sources(false)[how] }, LATER);
      const scratch = await createScratch(servers, { eventsDataset: data.gcp.eventsDataset! });
      const { eventsDataset: _unused, ...gcp } = scratch.gcp;
      const cloud = await commandFlow({ ...base, stack: 'gcp', source: sources(true)[how], gcp }, LATER);
      try {
        const answers = await play(local);
        expect(answers).toMatchObject({
          trained: { snapshot: MAY, status: 'champion' },
          predicted: { counts: { scored: 500 } },
          evaluated: { evaluated: [{ predicted_week: JUNE, n: 500 }] },
        });
        expect(differences(await play(cloud), answers)).toEqual([]);
        const expected = await localTables(join(local.folder, '.propensity'));
        expect(differences(await gcpTables(scratch), expected, { except: COSTS })).toEqual([]);
      } finally {
        await local.close();
        await cloud.close();
        await scratch.remove();
      }
    });
  });

  it('a column that knows the label is refused by name', { timeout: LIMIT }, async () => {
    const scratch = await createScratch(servers, { eventsDataset: data.gcp.eventsDataset! });
    const { eventsDataset: _unused, ...gcp } = scratch.gcp;
    const cloud = await commandFlow({ ...base, stack: 'gcp', source: sources(true).leaking, gcp }, NOW);
    try {
      await expect(cloud.job('modelTraining', MAY)).rejects.toThrow(/leaking_column.*\\"paid with\\" alone ranks/);
      expect(Object.keys((await gcpTables(scratch)).artifacts)).toEqual([]);
    } finally {
      await cloud.close();
      await scratch.remove();
    }
  });
});
