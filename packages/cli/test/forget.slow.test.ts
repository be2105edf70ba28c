import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const WEEKS = ['2025-02-03', '2025-02-10'] as const;
const USER_IDS = {
  device: 'user_pseudo_id',
  person: { field: 'user_id', fallback: 'user_pseudo_id' },
} as const;

let workplace: Workplace;
const path = (...names: string[]) => join(workplace.folder, ...names);
const config = (unit: keyof typeof USER_IDS) => ({
  source: { events: 'export/events_*.parquet', userId: USER_IDS[unit] },
  target: { event: 'view_item', name: unit },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
  local: { folder: unit },
});

beforeAll(async () => {
  workplace = await Workplace.create();
  const simulated = ['simulate', '--users', '3000', '--days', '45', '--seed', '5', '--sign-ins'];
  expect((await workplace.run(...simulated)).exitCode).toBe(0);
  for (const unit of ['device', 'person'] as const) {
    await writeFile(path(`${unit}.json`), JSON.stringify(config(unit)));
    const { status } = await command(unit, 'train', '--snapshot', '2025-01-27');
    expect(status).toBe('champion');
    for (const week of WEEKS) await command(unit, 'predict', '--snapshot', week);
  }
}, 900_000);
afterAll(() => workplace?.remove());

async function command(unit: keyof typeof USER_IDS, ...argv: string[]) {
  const { exitCode, value } = await workplace.json(...argv, '--config', `${unit}.json`);
  expect([argv[0], exitCode, value.error]).toEqual([argv[0], 0, undefined]);
  return value;
}

async function query(file: string, sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJS() as unknown[][];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
const inWarehouse = (unit: keyof typeof USER_IDS, sql: string) => query(path(unit, 'warehouse.duckdb'), sql);
const texts = async (rows: Promise<unknown[][]>) => (await rows).map(([text]) => String(text));

/** Files below a folder that hold the bytes of a text. */
async function filesWith(folder: string, text: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  const found: string[] = [];
  for (const file of files) {
    if ((await stat(join(folder, file))).isDirectory()) continue;
    if ((await readFile(join(folder, file))).includes(text)) found.push(file);
  }
  return found;
}

/** Tables with a row of one of these users, in any column of texts. */
async function tablesWith(unit: keyof typeof USER_IDS, users: readonly string[]): Promise<string[]> {
  const columns = await inWarehouse(
    unit,
    "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type = 'VARCHAR'",
  );
  const list = users.map((user) => `'${user}'`).join(', ');
  const found = new Set<string>();
  for (const [table, column] of columns) {
    const rows = await inWarehouse(unit, `SELECT 1 FROM "${table}" WHERE "${column}" IN (${list}) LIMIT 1`);
    if (rows.length > 0) found.add(String(table));
  }
  return [...found].sort();
}

describe('forget', () => {
  it('refuses where nobody can be asked, and where nobody is named', async () => {
    const refused = await workplace.json('forget', 'x', '--config', 'device.json');
    expect([refused.exitCode, refused.value.error.code]).toEqual([2, 'confirmation_needed']);
    const nobody = await workplace.json('forget', '--yes', '--config', 'device.json');
    expect([nobody.exitCode, nobody.value.error.code]).toEqual([2, 'bad_user_ids']);
    const noFile = await workplace.json('forget', '--file', 'none.txt', '--yes', '--config', 'device.json');
    expect([noFile.exitCode, noFile.value.error.code]).toEqual([2, 'ids_not_readable']);
  });

  it('leaves no trace of users in tables or bytes, and no later run brings them back', async () => {
    const users = await texts(
      inWarehouse(
        'device',
        `SELECT user_id FROM ma_predictions_history WHERE predicted_week = '${WEEKS[0]}' INTERSECT
SELECT user_id FROM ma_predictions_history WHERE predicted_week = '${WEEKS[1]}' ORDER BY 1 LIMIT 3`,
      ),
    );
    expect(users).toHaveLength(3);
    await command('device', 'export', '--out', 'scores.csv', '--all', '--to', 'ads');
    // From here on lookups are answered from a file, where ids are as they are.
    for (const user of users) expect((await command('device', 'proba', user)).user_id).toBe(user);
    expect(await filesWith(path('device'), users[0]!)).toContain('predictions.serving');
    const held = ['ma_exported_scores', 'ma_predictions_history', 'ma_predictions_table'];
    expect(await tablesWith('device', users)).toEqual(expect.arrayContaining(held));

    const snapshots = await texts(
      inWarehouse('device', "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'ma_features_%'"),
    );
    const list = users.map((user) => `'${user}'`).join(', ');
    const rows = snapshots.map((table) => `(SELECT COUNT(*) FROM ${table} WHERE user_id IN (${list}))`);
    const inSnapshots = Number((await inWarehouse('device', `SELECT ${rows.join(' + ')}`))[0]![0]);

    const [first, ...others] = users as [string, ...string[]];
    await writeFile(path('ids.txt'), `\uFEFF${others.join('\r\n')}\r\n\n`);
    const said = await workplace.run('forget', first, '--file', 'ids.txt', '--yes', '--config', 'device.json');
    expect([said.exitCode, said.err.includes(first)]).toEqual([0, false]);
    for (const user of users) expect(said.out).not.toContain(user);
    expect(said.out).toContain('Forgot 3 users');
    expect(said.out).toMatch(/ma_predictions_table +3 rows/);
    expect(said.out).toMatch(/ma_predictions_history +6 rows/);
    expect(said.out).toMatch(/ma_exported_scores +3 rows/);
    expect(said.out).toMatch(new RegExp(`ma_features_\\* +${inSnapshots} rows`));
    expect(said.out).toContain('scores.csv, exported to ads on 2025-03-01, may hold them');

    const gone = async () => {
      for (const user of users) {
        expect(await filesWith(path('device'), user)).toEqual([]);
        const { exitCode, value } = await workplace.json('proba', user, '--config', 'device.json');
        expect([exitCode, value.error.code]).toEqual([1, 'user_not_found']);
      }
      expect(await tablesWith('device', users)).toEqual([]);
    };
    await gone();
    // The same weeks, restored from the history and computed anew; another week; a training.
    for (const week of WEEKS) {
      await workplace.json('predict', '--snapshot', week, '--config', 'device.json');
      await workplace.json('predict', '--snapshot', week, '--force', '--config', 'device.json');
    }
    await command('device', 'predict', '--snapshot', '2025-02-12');
    await command('device', 'train', '--snapshot', '2025-01-28');
    await command('device', 'evaluate');
    await command('device', 'export', '--out', 'later.csv', '--all', '--to', 'ads');
    await gone();
    expect((await command('device', 'verify')).faults).toEqual([]);
    for (const user of users) expect(await readFile(path('later.csv'), 'utf8')).not.toContain(user);

    const again = await command('device', 'forget', ...users, '--yes');
    expect(again).toMatchObject({ users: 3, devices: 0, erased: [], search: { found: 0 } });
    expect(again.search.bytes).toBeGreaterThan(1_000_000);
    expect((await stat(path('device', 'forget.key'))).mode & 0o777).toBe(0o600);
  });

  it('forgets the devices of a person, too, and leaves other persons alone', async () => {
    const [person] = await texts(
      query(
        ':memory:',
        `SELECT user_id FROM '${path('export')}/events_*.parquet' WHERE user_id IS NOT NULL
GROUP BY user_id HAVING COUNT(DISTINCT user_pseudo_id) > 1 AND COUNT(DISTINCT event_date) > 4 ORDER BY COUNT(*) DESC, user_id LIMIT 1`,
      ),
    );
    const devices = await texts(
      query(
        ':memory:',
        `SELECT DISTINCT user_pseudo_id FROM '${path('export')}/events_*.parquet' WHERE user_id = '${person}'`,
      ),
    );
    const before = await texts(inWarehouse('person', 'SELECT DISTINCT user_id FROM ma_predictions_table'));
    const result = await command('person', 'forget', person!, '--yes');
    expect(result).toMatchObject({ users: 1, devices: devices.length });
    for (const week of [...WEEKS, '2025-02-12']) {
      await workplace.json('predict', '--snapshot', week, '--force', '--config', 'person.json');
    }
    const ids = [person!, ...devices];
    expect(await tablesWith('person', ids)).toEqual([]);
    for (const id of ids) expect(await filesWith(path('person'), id)).toEqual([]);
    const after = new Set(await texts(inWarehouse('person', 'SELECT DISTINCT user_id FROM ma_predictions_table')));
    expect(before.filter((id) => !after.has(id) && !ids.includes(id))).toEqual([]);
  });

  it('refuses to go on where the key is gone, since forgotten users would come back', async () => {
    const key = path('device', 'forget.key');
    const kept = await readFile(key);
    await rm(key);
    const refused = await workplace.json('predict', '--snapshot', '2025-02-13', '--config', 'device.json');
    expect([refused.exitCode, refused.value.error.code]).toEqual([3, 'forget_key_missing']);
    const forget = await workplace.json('forget', 'anybody', '--yes', '--config', 'device.json');
    expect([forget.exitCode, forget.value.error.code]).toEqual([3, 'forget_key_missing']);
    await writeFile(key, kept, { mode: 0o600 });
    await command('device', 'predict', '--snapshot', '2025-02-13');
  });
});
