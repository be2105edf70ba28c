import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { exportScores } from '@propensity/core/activation';
import { silentProgress } from '@propensity/core/ports';
import { loadConfig, openStack } from '@propensity/functions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scoreFileFormat } from '../src/scores/score-file-format.js';
import { writeScoreFile } from '../src/scores/write-score-file.js';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
  decision: { topUsers: 37 },
};
const WEEKS = ['2025-02-03', '2025-02-10'] as const;
const COLUMNS = 'user_id,proba,decile,selected,model,predicted_week,predicted_at';

let workplace: Workplace;
let scored: number;
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.run('simulate', '--users', '3000', '--days', '45', '--seed', '5');
  await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(CONFIG));
  const { model } = (await workplace.json('train', '--snapshot', '2025-01-27')).value;
  await workplace.json('models', 'promote', model);
  await workplace.json('predict', '--snapshot', WEEKS[0]);
  scored = Number((await inWarehouse('SELECT COUNT(*) FROM ma_predictions_table'))[0]![0]);
});
afterAll(() => workplace.remove());

const path = (name: string) => join(workplace.folder, name);
const text = (name: string) => readFile(path(name), 'utf8');
const exported = async (...argv: string[]) => {
  const { exitCode, value } = await workplace.json('export', ...argv);
  expect([exitCode, value.error]).toEqual([0, undefined]);
  return value;
};
/** The rows of a file as DuckDB reads it, as texts, in the order of the file. Of CSV it would take ids for numbers. */
const rowsOf = (name: string) =>
  query(
    ':memory:',
    `SELECT user_id, CAST(proba AS VARCHAR), CAST(decile AS VARCHAR), CAST(selected AS VARCHAR), model,
       CAST(CAST(predicted_week AS DATE) AS VARCHAR), CAST(CAST(predicted_at AS TIMESTAMP) AS VARCHAR)
     FROM ${name.endsWith('.csv') ? `read_csv('${path(name)}', types = {'user_id': 'VARCHAR'})` : `'${path(name)}'`}`,
  );
const inWarehouse = (sql: string) => query(join(workplace.folder, '.propensity', 'warehouse.duckdb'), sql);
const FIRST =
  'user_id = (SELECT user_id FROM ma_predictions_table WHERE predicted_week = (SELECT MAX(predicted_week) FROM ma_predictions_table) ORDER BY proba DESC, user_id LIMIT 1)';

async function query(file: string, sql: string) {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

// Each step stands on the one before it.
describe('exports of one destination', () => {
  it('the first holds everyone, by falling score', async () => {
    const first = await exported('--out', 'scores.csv');
    expect(first).toEqual({
      job: 'export',
      export_id: expect.stringMatching(/^[0-9a-f]{16}$/),
      target: 'view_item',
      destination: 'file',
      kind: 'changes',
      n: null,
      since: null,
      exported_at: '2025-03-01T12:00:00.000Z',
      week: WEEKS[0],
      format: 'csv',
      held_out: 0,
      without_consent: null,
      rows: scored,
      file: path('scores.csv'),
      sha256: createHash('sha256')
        .update(await readFile(path('scores.csv')))
        .digest('hex'),
    });
    const lines = (await text('scores.csv')).split('\n');
    expect([lines[0], lines.length, lines.at(-1)]).toEqual([COLUMNS, scored + 2, '']);
    const probas = (await rowsOf('scores.csv')).map(([, proba]) => Number(proba));
    expect(probas).toEqual(probas.toSorted((a, b) => b - a));
    const current = await inWarehouse('SELECT user_id, proba FROM ma_predictions_table ORDER BY proba DESC, user_id');
    expect((await rowsOf('scores.csv')).map(([user, proba]) => [user, Number(proba)])).toEqual(current);
  });

  it('the second is empty, and says so', async () => {
    const { exitCode, out } = await workplace.run('export', '--out', 'scores.csv');
    expect([exitCode, out]).toEqual([0, expect.stringContaining('✓ Nothing has changed')]);
    expect(await text('scores.csv')).toBe(`${COLUMNS}\n`);
  });

  it("one user's change is one row, given once", async () => {
    const [[user, proba]] = (await inWarehouse(
      `UPDATE ma_predictions_table SET proba = (1 + proba) / 2 WHERE ${FIRST} RETURNING user_id, proba`,
    )) as [[string, number]];
    expect((await exported('--out', 'change.csv')).rows).toBe(1);
    const [row, ...others] = await rowsOf('change.csv');
    expect([row?.slice(0, 2), others]).toEqual([[user, String(proba)], []]);
    expect((await exported('--out', 'change.csv')).rows).toBe(0);
  });

  it('a file that was written and not recorded is given again', async () => {
    await inWarehouse(`UPDATE ma_predictions_table SET selected = NOT selected WHERE ${FIRST}`);
    const recorded = () => inWarehouse('SELECT export_id FROM ma_exports ORDER BY sequence');
    const before = await recorded();
    await expect(exportCutShort('cut.csv')).rejects.toThrow('cut short');
    expect(await recorded()).toEqual(before);
    const again = await exported('--out', 'again.csv');
    expect(again.rows).toBe(1);
    expect(await text('again.csv')).toBe(await text('cut.csv'));
  });

  it('nothing is kept of users who have no prediction any more, and they are new once they are back', async () => {
    const last = `predicted_week = '${WEEKS[0]}' ORDER BY proba, user_id LIMIT 1`;
    const [[user]] = (await inWarehouse(`SELECT user_id FROM ma_predictions_table WHERE ${last}`)) as [[string]];
    const ofUser = `user_id = '${user}'`;
    await inWarehouse(`CREATE TABLE aside AS FROM ma_predictions_table WHERE ${ofUser}`);
    await inWarehouse(`DELETE FROM ma_predictions_table WHERE ${ofUser}`);
    await exported('--out', 'gone.csv');
    expect((await rowsOf('gone.csv')).filter(([id]) => id === user)).toEqual([]);
    expect(await inWarehouse(`FROM ma_exported_scores WHERE ${ofUser}`)).toEqual([]);
    await inWarehouse('INSERT INTO ma_predictions_table FROM aside');
    await inWarehouse('DROP TABLE aside');
    await exported('--out', 'back.csv');
    expect((await rowsOf('back.csv')).filter(([id]) => id === user)).toHaveLength(1);
    expect((await exported('--out', 'back.csv')).rows).toBe(0);
  });

  it('another destination has its own last export', async () => {
    expect((await exported('--out', 'ads.csv', '--to', 'ads')).rows).toBe(scored);
    expect((await exported('--out', 'ads.csv', '--to', 'ads')).rows).toBe(0);
    expect((await exported('--out', 'ads.csv')).rows).toBe(0);
  });

  it('who is not scored in a newer week is given once more, without decile', async () => {
    await workplace.json('predict', '--snapshot', WEEKS[1]);
    const { week } = await exported('--out', 'week.csv');
    expect(week).toBe(WEEKS[1]);
    const rows = await rowsOf('week.csv');
    const left = rows.filter(([, , decile]) => decile === null);
    const [[stale]] = (await inWarehouse(
      `SELECT COUNT(*)::INTEGER FROM ma_predictions_table WHERE predicted_week < '${WEEKS[1]}'`,
    )) as [[number]];
    expect([left.length, stale > 0]).toEqual([stale, true]);
    expect(left.every(([, , , selected, , of]) => selected === 'false' && of === WEEKS[0])).toBe(true);
    expect((await exported('--out', 'week.csv')).rows).toBe(0);
  });
});

describe('users that are asked for', () => {
  it('--top, --decile and --selected are of the newest week, and hold what --all says of them', async () => {
    expect((await exported('--out', 'all.csv', '--all', '--to', 'all')).rows).toBeGreaterThan(
      (await exported('--out', 'none.csv', '--to', 'all')).rows,
    );
    const all = await rowsOf('all.csv');
    const current = all.filter(([, , decile]) => decile !== null);
    for (const [argv, expected] of [
      [['--top', '50'], current.slice(0, 50)],
      [['--decile', '1'], current.filter(([, , decile]) => decile === '1')],
      [['--decile', '10'], current.filter(([, , decile]) => decile === '10')],
      [['--selected'], current.filter(([, , , selected]) => selected === 'true')],
    ] as const) {
      const { rows } = await exported('--out', 'some.csv', '--to', 'some', ...argv);
      expect([argv, rows, await rowsOf('some.csv')]).toEqual([argv, expected.length, expected]);
    }
    const sizes = Array.from(
      { length: 10 },
      (_, k) => current.filter(([, , decile]) => decile === String(k + 1)).length,
    );
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(current.filter(([, , , selected]) => selected === 'true')).toHaveLength(CONFIG.decision.topUsers);
  });

  it('the three formats hold the same rows; dates have types in Parquet', async () => {
    for (const extension of ['csv', 'parquet', 'ndjson']) await exported('--out', `same.${extension}`, '--all');
    const rows = await rowsOf('same.csv');
    expect(rows.length).toBeGreaterThan(scored);
    expect(await rowsOf('same.parquet')).toEqual(rows);
    expect(await rowsOf('same.ndjson')).toEqual(rows);
    const types = await query(
      ':memory:',
      `SELECT column_name, column_type FROM (DESCRIBE FROM '${path('same.parquet')}')`,
    );
    expect(types.map((row) => row.join(' '))).toEqual([
      'user_id VARCHAR',
      'proba DOUBLE',
      'decile INTEGER',
      'selected BOOLEAN',
      'model VARCHAR',
      'predicted_week DATE',
      'predicted_at TIMESTAMP',
    ]);
  });

  it('what is refused leaves no file, and no draft', async () => {
    const before = await readdir(workplace.folder);
    for (const [argv, code] of [
      [['--out', 'x.xlsx'], 'bad_export'],
      [['--out', 'x'], 'bad_export'],
      [['--out', 'x.csv', '--decile', '11'], 'bad_export'],
      [['--out', 'x.csv', '--to', 'a b'], 'bad_export'],
      [['--out', 'x.csv', '--top', '0'], 'usage'],
      [['--out', 'x.csv', '--all', '--selected'], 'usage'],
      [['--all'], 'usage'],
    ] as const) {
      const { exitCode, value } = await workplace.json('export', ...argv);
      expect([argv, exitCode, value.error?.code]).toEqual([argv, 2, code]);
    }
    const unwritable = await workplace.json('export', '--out', 'nowhere/x.csv', '--to', 'nowhere');
    expect([unwritable.exitCode, unwritable.value.error.code]).toEqual([1, 'export_not_written']);
    expect((await exported('--out', 'there.csv', '--to', 'nowhere')).since).toBeNull();
    expect((await readdir(workplace.folder)).filter((name) => name !== 'there.csv')).toEqual(before);
  });

  it('another target has no predictions, and no files', async () => {
    await writeFile(path('other.json'), JSON.stringify({ ...CONFIG, target: { event: 'add_to_cart' } }));
    const { exitCode, value } = await workplace.json('export', '--out', 'other.csv', '--config', 'other.json');
    expect([exitCode, value.error.code]).toEqual([3, 'no_predictions']);
    expect(await readdir(workplace.folder)).not.toContain('other.csv');
  });
});

/** The command, stopped once the file is in its place and before anything is recorded. */
async function exportCutShort(name: string): Promise<void> {
  const loaded = await loadConfig(undefined, workplace.folder);
  const stack = await openStack(loaded, { progress: silentProgress, clock: () => workplace.today });
  const { exports } = stack.ports;
  const cut = {
    list: exports.list.bind(exports),
    groups: exports.groups.bind(exports),
    stage: async (...asked: Parameters<typeof exports.stage>) => ({
      ...(await exports.stage(...asked)),
      record: () => Promise.reject(new Error('cut short')),
    }),
  };
  try {
    await exportScores({ ...stack.ports, exports: cut }, stack.settings, {
      choice: { kind: 'changes' },
      destination: 'file',
      fileName: name,
      format: 'csv',
      write: (rows) => writeScoreFile(path(name), scoreFileFormat(name), rows),
    });
  } finally {
    await stack.close();
  }
}
