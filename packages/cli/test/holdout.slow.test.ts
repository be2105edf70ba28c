import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DuckDBInstance } from '@duckdb/node-api';
import { isHeldOut } from '@propensity/core/holdout';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const CONFIG = {
  source: { events: 'export/events_*.parquet' },
  target: { event: 'view_item' },
  lookbackDays: 14,
  training: { snapshots: 1, C: 1 },
  // Of one draw in twenty the interval would not cover zero: this is an ordinary one.
  holdout: { share: 0.25, seed: 4, lift: 0.05 },
};
const WEEKS = ['2025-02-03', '2025-02-06'] as const;

let workplace: Workplace;
const configured = (more: object) =>
  writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify({ ...CONFIG, ...more }));
beforeAll(async () => {
  workplace = await Workplace.create();
  await workplace.run('simulate', '--users', '3000', '--days', '45', '--seed', '5');
  await configured({});
  const { model } = (await workplace.json('train', '--snapshot', '2025-01-27')).value;
  await workplace.json('models', 'promote', model);
});
afterAll(() => workplace.remove());

const done = async (...argv: string[]) => {
  const { exitCode, value } = await workplace.json(...argv);
  expect([exitCode, value.error]).toEqual([0, undefined]);
  return value;
};
async function inWarehouse<T>(sql: string): Promise<T[]> {
  const instance = await DuckDBInstance.create(join(workplace.folder, '.propensity', 'warehouse.duckdb'));
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJS() as T[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
const linesOf = async (name: string) => (await readFile(join(workplace.folder, name), 'utf8')).trimEnd().split('\n');

// Each step stands on the one before it.
it('held-out users are in no file, week after week, and are compared with the others', async () => {
  const held = (user: string) => isHeldOut(user, CONFIG.holdout);
  for (const week of WEEKS) {
    await done('predict', '--snapshot', week);
    const scored = await inWarehouse<{ user_id: string }>(
      `SELECT user_id FROM ma_predictions_table WHERE predicted_week = '${week}'`,
    );
    const result = await done('export', '--out', `${week}.csv`, '--to', 'crm');
    const exported = (await linesOf(`${week}.csv`)).slice(1).map((line) => line.split(',')[0]!);
    expect(exported.filter(held)).toEqual([]);
    const users = scored.map(({ user_id }) => user_id);
    const there = new Set(exported);
    expect(users.filter((user) => !held(user) && !there.has(user))).toEqual([]);
    expect(result).toMatchObject({ rows: exported.length, without_consent: null, format: 'csv' });
    expect(result.held_out).toBeGreaterThanOrEqual(users.filter(held).length);
    expect((await done('export', '--out', 'again.csv', '--to', 'crm')).rows).toBe(0);
  }
  const [comparison, ...others] = (await done('evaluate')).holdout;
  expect(others).toEqual([]);
  const truth = await inWarehouse<{ held_out: boolean; n: bigint; converted: bigint }>(
    `SELECT g.held_out, COUNT(*) AS n, COUNT(*) FILTER (EXISTS (
       FROM '${join(workplace.folder, 'export')}/events_*.parquet' AS e
       WHERE e.user_pseudo_id = g.user_id AND e.event_name = 'view_item'
         AND to_timestamp(e.event_timestamp / 1e6) AT TIME ZONE 'UTC' >= g.predicted_week
         AND to_timestamp(e.event_timestamp / 1e6) AT TIME ZONE 'UTC' < g.predicted_week + INTERVAL 7 DAY
     )) AS converted
     FROM ma_predictions_history AS h JOIN ma_export_groups AS g USING (user_id, predicted_week) GROUP BY g.held_out ORDER BY g.held_out`,
  );
  expect(truth.map(({ held_out }) => held_out)).toEqual([false, true]);
  const [exported, heldOut] = truth.map(({ n, converted }) => ({ n: Number(n), converted: Number(converted) }));
  expect(comparison).toMatchObject({
    destination: 'crm',
    through_week: WEEKS[1],
    weeks: 2,
    exported,
    held_out: heldOut,
  });
  expect(exported!.converted).toBeGreaterThan(20);
  expect(heldOut!.n).toBeGreaterThan(200);
  // Nobody did anything with the file.
  const [low, high] = comparison.interval;
  expect([low < 0, high > 0]).toEqual([true, true]);
  expect(comparison.weeks_missing).toBeGreaterThan(0);
  const [row] = await inWarehouse<Record<string, unknown>>('FROM ma_holdout_results');
  expect(row).toMatchObject({
    difference: comparison.difference,
    difference_low: low,
    design_effect: comparison.design_effect,
  });
  expect(JSON.parse(String(row!.result))).toEqual(comparison);
  // A second look finds the same, and says it on the screen.
  expect((await done('evaluate')).holdout).toEqual([comparison]);
  expect((await workplace.run('evaluate')).out).toContain('Did it work? Exports to crm, over 2 weeks');
});

it('nobody of unknown consent leaves for ads, unless the configuration says that all have consented', async () => {
  await configured({ activation: { streamId: '42' } });
  const import_ = ['export', '--as', 'ga4-data-import', '--out', 'import.csv', '--to', 'ga4', '--all'];
  const none = await done(...import_);
  expect(none).toMatchObject({ rows: 0, held_out: 0, format: 'ga4-data-import' });
  expect(none.without_consent).toBeGreaterThan(1000);
  expect(await linesOf('import.csv')).toHaveLength(1);
  await configured({ activation: { streamId: '42', unknownConsent: 'granted' } });
  const all = await done(...import_);
  expect(all).toMatchObject({ without_consent: 0, held_out: expect.any(Number) });
  expect(all.rows + all.held_out).toBe(none.without_consent);
  const [header, ...lines] = await linesOf('import.csv');
  expect(header).toBe('client_id,stream_id,propensity_score,propensity_decile,propensity_selected');
  expect(lines).toHaveLength(all.rows);
  expect(lines[0]).toMatch(/^[\d.]+,42,0\.\d{6},1,(?:true|false)$/);
  const sent = await done(
    'export',
    '--as',
    'measurement-protocol',
    '--out',
    'mp.ndjson',
    '--to',
    'mp',
    '--decile',
    '1',
  );
  const requests = (await linesOf('mp.ndjson')).map((line) => JSON.parse(line));
  expect(requests).toHaveLength(sent.rows);
  expect(requests.every(({ user_properties }) => user_properties.propensity_decile.value === '1')).toBe(true);
  expect(
    await inWarehouse('SELECT format, row_count FROM ma_exports ORDER BY exported_at, destination, sequence'),
  ).toContainEqual({
    format: 'measurement-protocol',
    row_count: BigInt(sent.rows),
  });
});

it.each([
  [['--as', 'measurement-protocol', '--out', 'mp.csv'], 'bad_export'],
  [['--as', 'data-manager', '--out', 'members.ndjson'], 'bad_export'],
])('%j is refused, and nothing is written', async (argv, code) => {
  const before = await inWarehouse('FROM ma_exports');
  const { exitCode, value } = await workplace.json('export', ...argv);
  expect([exitCode, value.error.code]).toEqual([2, code]);
  await expect(linesOf(argv.at(-1)!)).rejects.toThrow('ENOENT');
  expect(await inWarehouse('FROM ma_exports')).toEqual(before);
});

it('a recorded file is sent once, and no other', async () => {
  const got: string[] = [];
  const server = createServer(async (request, response) => {
    got.push(await text(request));
    response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const analyticsEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await configured({ activation: { unknownConsent: 'granted', measurementId: 'G-ABC1234', analyticsEndpoint } });
    const sending = new Workplace(workplace.folder, workplace.today, { PROPENSITY_GA4_API_SECRET: 'hush' });
    const send = async (...argv: string[]) => (await sending.json('send', 'mp.ndjson', ...argv)).value;
    const lines = await linesOf('mp.ndjson');
    const facts = { requests: lines.length, users: lines.length, destination: 'mp', format: 'measurement-protocol' };
    expect(await send('--to', 'mp', '--dry-run')).toMatchObject({ ...facts, sent: 0, sent_before: 0, dry_run: true });
    expect(got).toEqual([]);
    expect(await send('--to', 'mp')).toMatchObject({ ...facts, sent: lines.length, sent_before: 0 });
    expect([...got].sort()).toEqual([...lines].sort());
    expect(await send('--to', 'mp')).toMatchObject({ ...facts, sent: 0, sent_before: lines.length });
    expect((await send()).error.code).toBe('cannot_send');
    await writeFile(join(workplace.folder, 'mp.ndjson'), `${lines[0]}\n`);
    expect((await send('--to', 'mp')).error.code).toBe('cannot_send');
    expect(got).toHaveLength(lines.length);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
