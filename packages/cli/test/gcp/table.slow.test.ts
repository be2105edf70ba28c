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
import { Workplace } from '../support/workplace.js';
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
    const [job] = await table.load(file, {
      sourceFormat: 'CSV',
      skipLeadingRows: 1,
      schema,
      writeDisposition: 'WRITE_TRUNCATE',
    });
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

  it('doctor and training refuse columns that know too much, by name', { timeout: LIMIT }, async () => {
    const scratch = await createScratch(servers, { eventsDataset: data.gcp.eventsDataset! });
    const { eventsDataset: _unused, ...gcp } = scratch.gcp;
    const place = await Workplace.create(NOW);
    const configure = (source: object) =>
      writeFile(join(place.folder, 'propensity.config.json'), JSON.stringify({ ...base, stack: 'gcp', source, gcp }));
    try {
      await configure(sources(true).leaking);
      const told = '"paid with" alone ranks users by the label with an AUC of 1.000';
      expect((await place.json('doctor')).value.checks).toContainEqual(
        expect.objectContaining({ name: 'columns', status: 'fail', message: expect.stringContaining(told) }),
      );
      expect((await place.json('train')).value.error).toMatchObject({
        code: 'leaking_column',
        message: expect.stringContaining(told),
      });
      expect(Object.keys((await gcpTables(scratch)).artifacts)).toEqual([]);

      // The snapshots have been computed; a visit of February comes later, in a table of its own name.
      await configure(sources(true).label);
      expect((await place.json('train')).value).toMatchObject({ snapshot: MAY });
      const { rows } = customerTable();
      await load(
        'customers',
        CUSTOMER_COLUMNS,
        rows.map((row) => (row[0] === 'c-3' && row[1] === '2025-02' ? row.with(3, '99') : [...row])),
      );
      const changed = '"visits" has changed in 1 row of the snapshot 2025-02-01';
      expect((await place.json('train', '--force')).value.error).toMatchObject({
        code: 'leaking_column',
        message: expect.stringContaining(changed),
      });
      const plan = await place.json('train', '--force', '--print-sql', '--snapshot', '2024-01-01');
      expect(JSON.stringify(plan.value)).toContain('snapshots-of-table');
    } finally {
      await place.remove();
      await scratch.remove();
    }
  });
});
