import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulateEvents, simulateSite, writeSimulatedExport } from '../../src/index.js';
import { param, queryRows as rows } from '../support/query-rows.js';

const OPTIONS = { users: 400, days: 24, seed: 3, startDay: '2025-02-20' };
const REAL_EXPORT = resolve(import.meta.dirname, '../../../../../shared/data/ga4');

let folder: string;
let parquet: Awaited<ReturnType<typeof writeSimulatedExport>>;
let json: Awaited<ReturnType<typeof writeSimulatedExport>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulated-'));
  parquet = await writeSimulatedExport({ ...OPTIONS, folder: join(folder, 'parquet') });
  json = await writeSimulatedExport({ ...OPTIONS, folder: join(folder, 'json'), format: 'ndjson.gz' });
});
afterAll(() => rm(folder, { recursive: true }));

const days = (name: string) => `read_parquet('${join(folder, name)}/events_*.parquet', union_by_name = true)`;

describe('writeSimulatedExport', () => {
  it('writes a file per day, the truth beside them, and nothing else', async () => {
    expect(parquet).toMatchObject({ firstDay: '2025-02-20', lastDay: '2025-03-15' });
    expect(parquet.files[9]).toBe(join(folder, 'parquet', 'events_20250301.parquet'));
    expect(json.files[0]).toBe(join(folder, 'json', 'events_20250220.json.gz'));
    const names = (await readdir(join(folder, 'parquet'))).sort();
    expect(names).toEqual([...parquet.files.map((file) => file.slice(-23)), 'truth'].sort());
    expect(parquet.files).toHaveLength(24);
  });

  it('writes the events that the simulation yields', async () => {
    const events = [...simulateEvents(OPTIONS)];
    const known = events.filter((event) => event.userPseudoId !== null);
    const written = await rows(
      `SELECT event_name AS name, event_timestamp::DOUBLE AS micros, user_pseudo_id AS user FROM ${days('parquet')}
       ORDER BY ALL`,
    );
    const expected = events.map((event) => `${event.name} ${event.timestampMicros} ${event.userPseudoId}`).sort();
    expect(written.map(({ name, micros, user }) => `${name} ${micros} ${user}`).sort()).toEqual(expected);
    expect(parquet.events).toBe(events.length);
    expect(parquet.users).toBe(new Set(known.map((event) => event.userPseudoId)).size);
    expect(parquet.purchases).toBe(known.filter((event) => event.purchase?.sentAgain === false).length);
  });

  it('writes the truth that the simulation knows', async () => {
    const truth = [...simulateSite(OPTIONS).days()].flatMap((day) => day.truth);
    const expected = truth.flatMap(({ snapshot, people, probabilities, converted }) =>
      people.map((person, place) => ({
        day: snapshot,
        user: person.device.userPseudoId,
        probability: probabilities[place],
        converted: converted === null ? null : converted[place],
      })),
    );
    const written = await rows(
      `SELECT (snapshot - DATE '2025-02-20')::INTEGER AS day, user_pseudo_id AS user, probability, converted
       FROM '${parquet.truthFile}'`,
    );
    expect(written).toEqual(expected);
  });

  it('counts purchases, the first and the later ones, once each', async () => {
    const bought = [...simulateEvents(OPTIONS)].filter(
      ({ userPseudoId, purchase }) => userPseudoId !== null && purchase?.sentAgain === false,
    );
    const written = await rows(`SELECT user_pseudo_id AS user, number, event_timestamp::DOUBLE AS micros
      FROM '${parquet.conversionsFile}' ORDER BY event_timestamp, user_pseudo_id`);
    const numbers = new Map<string, number>();
    const expected = bought
      .sort((a, b) => a.timestampMicros - b.timestampMicros || (a.userPseudoId! < b.userPseudoId! ? -1 : 1))
      .map(({ userPseudoId: user, timestampMicros }) => {
        numbers.set(user!, (numbers.get(user!) ?? 0) + 1);
        return { user, number: numbers.get(user!), micros: timestampMicros };
      });
    expect(written).toEqual(expected);
    expect(Math.max(...numbers.values())).toBeGreaterThan(1);
    expect(parquet.conversions).toBe(expected.length);
  });

  it('has the columns of the public GA4 export, in its order', async (context) => {
    if (!existsSync(REAL_EXPORT)) context.skip('the real export is not on this machine (../shared/data/ga4)');
    const columns = async (source: string) =>
      (await rows(`DESCRIBE SELECT * FROM ${source}`)).map((row) => [row.column_name, row.column_type]);
    const real = await columns(`read_parquet('${REAL_EXPORT}/*.parquet', union_by_name = true)`);
    const written = await columns(days('parquet'));
    expect(written.map(([name]) => name)).toEqual(real.map(([name]) => name));
    // The others hold fields that were null throughout the real files and were typed by inference there.
    const inferred = new Set(['privacy_info', 'user_properties', 'device']);
    expect(written.filter(([name]) => !inferred.has(String(name)))).toEqual(
      real.filter(([name]) => !inferred.has(String(name))),
    );
  });

  it('holds the traps that only the nested form can hold', async () => {
    const [found] = await rows(`SELECT
      COUNT(user_id) AS user_ids,
      COUNT(*) FILTER (${param('session_engaged', 'string_value')} IS NOT NULL) > 0 AS engaged_as_text,
      COUNT(*) FILTER (${param('session_engaged', 'int_value')} IS NOT NULL) > 0 AS engaged_as_integer,
      COUNT(*) FILTER (${param('value', 'int_value')} IS NOT NULL) > 0 AS value_as_integer,
      COUNT(*) FILTER (${param('value', 'double_value')} IS NOT NULL) > 0 AS value_as_double,
      COUNT(*) FILTER (${param('transaction_id', 'int_value')} IS NOT NULL) > 0 AS transaction_as_integer,
      COUNT(*) FILTER (ecommerce.transaction_id = '(not set)' AND event_name = 'purchase') > 0 AS transaction_not_set,
      COUNT(*) FILTER (len(list_filter(event_params, lambda p: p.key = 'gclid')) > 0) > 0 AS gclid,
      COUNT(*) FILTER (${param('gclid', 'string_value')} IS NOT NULL) AS gclid_values,
      COUNT(*) FILTER (event_name = 'purchase' AND ecommerce.purchase_revenue IS DISTINCT FROM
        list_sum(list_transform(items, lambda i: i.price * i.quantity))) AS wrong_revenue
      FROM ${days('parquet')}`);
    expect(found).toEqual({
      user_ids: '0',
      engaged_as_text: true,
      engaged_as_integer: true,
      value_as_integer: true,
      value_as_double: true,
      transaction_as_integer: true,
      transaction_not_set: true,
      gclid: true,
      gclid_values: '0',
      wrong_revenue: '0',
    });
  });

  it('leaks the future through user_ltv', async () => {
    const [leaks] = await rows(`WITH buyers AS (
        SELECT user_pseudo_id, MIN(event_timestamp) AS bought FROM ${days('parquet')}
        WHERE event_name = 'purchase' AND user_pseudo_id IS NOT NULL GROUP BY 1)
      SELECT COUNT(*)::INTEGER AS early, COUNT(*) FILTER (user_ltv.revenue > 0)::INTEGER AS revealed
      FROM ${days('parquet')} JOIN buyers USING (user_pseudo_id) WHERE event_timestamp < bought`);
    expect(leaks?.early).toBeGreaterThan(0);
    expect(leaks?.revealed).toBe(leaks?.early);
  });

  it('writes NDJSON with 64-bit integers as text, and the same rows as Parquet', async () => {
    const plain = await writeSimulatedExport({ ...OPTIONS, folder: join(folder, 'plain'), format: 'ndjson' });
    const line = JSON.parse((await readFile(plain.files[0]!, 'utf8')).split('\n')[0]!);
    expect(typeof line.event_timestamp).toBe('string');
    expect(typeof line.stream_id).toBe('string');

    const types = await rows(`DESCRIBE SELECT * FROM ${days('parquet')}`);
    const columns = types.map(({ column_name, column_type }) => `${column_name}: '${column_type}'`).join(', ');
    for (const extension of ['json', 'json.gz']) {
      const pattern = join(folder, extension === 'json' ? 'plain' : 'json', `events_*.${extension}`);
      const ndjson = `read_json('${pattern}', format = 'newline_delimited', columns = {${columns}})`;
      const [difference] = await rows(`SELECT
        (SELECT COUNT(*) FROM ${ndjson})::INTEGER AS n,
        (SELECT COUNT(*) FROM (FROM ${days('parquet')} EXCEPT ALL FROM ${ndjson}))::INTEGER AS lost`);
      expect(difference).toEqual({ n: parquet.events, lost: 0 });
    }
  });

  it('refuses a folder that holds an export, unless asked to replace it', async () => {
    const target = join(folder, 'again');
    await writeSimulatedExport({ users: 5, days: 5, seed: 1, folder: target });
    await expect(writeSimulatedExport({ users: 5, days: 3, seed: 1, folder: target })).rejects.toMatchObject({
      code: 'export_exists',
      kind: 'refused',
    });
    const replaced = await writeSimulatedExport({ users: 5, days: 3, seed: 1, folder: target, overwrite: true });
    expect((await readdir(target)).sort()).toEqual([...replaced.files.map((file) => file.slice(-23)), 'truth'].sort());
  });

  it('leaves nothing behind when it fails half-way', async () => {
    const target = join(folder, 'failed');
    const onProgress = ({ step, done }: { step: string; done: number }) => {
      if (step === 'write' && done === 2) throw new Error('no room');
    };
    await expect(writeSimulatedExport({ ...OPTIONS, folder: target, onProgress })).rejects.toMatchObject({
      code: 'simulation_not_written',
    });
    expect(await readdir(target)).toEqual([]);
  });

  it('says so when the folder cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(writeSimulatedExport({ ...OPTIONS, folder: join(file, 'x') })).rejects.toMatchObject({
      code: 'simulation_not_written',
    });
  });
});
