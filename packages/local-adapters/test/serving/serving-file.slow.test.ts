import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendIndex } from '../../src/serving/append-index.js';
import { ServingFile } from '../../src/serving/serving-file.js';
import { bucketBits, hashOfId } from '../../src/serving/serving-format.js';

let folder: string;
let opened: ServingFile[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-serving-'));
  opened = [];
});
afterEach(async () => {
  for (const file of opened) file.close();
  await rm(folder, { recursive: true });
});

const COMMON = ['2026-01-01', '2026-02-01T06:00:00.000Z', 'm'] as const;
const PUBLICATIONS = [
  [...COMMON, { selected: true, target: 't', horizon_days: 7 }],
  [...COMMON, { selected: null, target: 't', horizon_days: null, later: 'x' }],
  [...COMMON, { selected: null, target: 'other', horizon_days: 28 }],
] as const;

async function fileOf(lines: readonly string[]): Promise<string> {
  const path = join(folder, 'predictions.serving.x.tmp');
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  await appendIndex(path, { fingerprint: 'f', users: lines.length, publications: PUBLICATIONS });
  return path;
}
function openFile(path: string): ServingFile {
  const file = ServingFile.open(path)!;
  opened.push(file);
  return file;
}
const lineOf = (id: string, proba: number) => JSON.stringify({ u: id, p: proba, r: 0 });

describe('a serving file', () => {
  it('finds every user of many, with all that is known, and nobody else', async () => {
    const users = 50_000;
    const file = openFile(await fileOf(Array.from({ length: users }, (_, n) => lineOf(`user.${n}`, n / users))));
    expect(file.meta).toMatchObject({ fingerprint: 'f', users, bits: bucketBits(users) });
    for (let n = 0; n < users; n++) {
      const found = file.find(`user.${n}`, 't');
      if (found?.proba !== n / users) expect.fail(`user ${n}: ${JSON.stringify(found)}`);
    }
    expect(file.find('user.7', 't')).toEqual({
      user_id: 'user.7',
      proba: 7 / users,
      predicted_week: '2026-01-01',
      predicted_at: '2026-02-01T06:00:00.000Z',
      model: 'm',
      target: 't',
      horizon_days: 7,
      selected: true,
    });
    for (const id of ['', 'user.', `user.${users}`, 'USER.1', 'user.1 ']) expect(file.find(id, 't')).toBeNull();
  });

  it('holds ids of any characters, also those that JSON escapes, as DuckDB writes them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), { minLength: 1, maxLength: 40 }),
        async (ids) => {
          const path = join(folder, 'predictions.serving.x.tmp');
          const instance = await DuckDBInstance.create();
          const connection = await instance.connect();
          const wellFormed = ids.filter((id) => Buffer.from(id).toString() === id && !id.includes('\0'));
          await connection.run('CREATE TABLE t (u VARCHAR, p DOUBLE, r INTEGER)');
          for (const [n, id] of wellFormed.entries())
            await connection.run('INSERT INTO t VALUES ($1, $2, 0)', [id, n / 7]);
          await connection.run(`COPY t TO '${path}' (FORMAT json)`);
          connection.closeSync();
          instance.closeSync();
          await appendIndex(path, { fingerprint: 'f', users: wellFormed.length, publications: PUBLICATIONS });
          const file = ServingFile.open(path)!;
          for (const [n, id] of wellFormed.entries())
            expect(file.find(id, 't')).toMatchObject({ user_id: id, proba: n / 7 });
          file.close();
          await rm(path);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('holds lines of any length, across pages and reads', async () => {
    const ids = [0, 1, 100, 8180, 8192, 20_000, 1_500_000, 0, 70].map((length, n) => `${n}${'x'.repeat(length)}`);
    const file = openFile(await fileOf(ids.map((id, n) => lineOf(id, n / 10))));
    for (const [n, id] of ids.entries()) expect(file.find(id, 't')?.proba).toBe(n / 10);
  });

  it('distinguishes users whose ids have the same hash', async () => {
    const byHash = new Map<number, string>();
    let pair: [string, string] | undefined;
    for (let n = 0; pair === undefined; n++) {
      const id = `c${n}`;
      const hash = hashOfId(Buffer.from(id));
      const other = byHash.get(hash);
      if (other !== undefined) pair = [other, id];
      byHash.set(hash, id);
    }
    const file = openFile(await fileOf([lineOf(pair[0], 0.25), lineOf(pair[1], 0.75)]));
    expect([file.find(pair[0], 't')?.proba, file.find(pair[1], 't')?.proba]).toEqual([0.25, 0.75]);
    const alone = openFile(await fileOf([lineOf(pair[0], 0.25)]));
    expect(alone.find(pair[1], 't')).toBeNull();
  });

  it("gives a user's prediction for the target that is asked for", async () => {
    const file = openFile(
      await fileOf(['{"u":"a","p":0.5,"r":2}', '{"u":"a","p":0.25,"r":0}', '{"u":"b","p":0.75,"r":2}']),
    );
    expect([file.find('a', 't')?.proba, file.find('a', 'other')?.proba]).toEqual([0.25, 0.5]);
    expect([file.find('b', 't'), file.find('b', 'other')?.horizon_days]).toEqual([null, 28]);
    expect(file.find('a', 'none')).toBeNull();
  });

  it('gives further columns of the predictions as they are, also those that it knows nothing of', async () => {
    const file = openFile(await fileOf(['{"u":"a","p":0.5,"r":0}', '{"u":"b","p":0.5,"r":1}']));
    expect([file.find('a', 't'), file.find('b', 't')]).toMatchObject([
      { selected: true },
      { selected: null, later: 'x' },
    ]);
  });

  it('stays what it was while it is open, though another is put into its place', async () => {
    const path = await fileOf([lineOf('a', 0.25)]);
    const file = openFile(path);
    await rm(path);
    await fileOf([lineOf('a', 0.75), lineOf('b', 0.5)]);
    expect(file.find('a', 't')?.proba).toBe(0.25);
    expect(openFile(path).find('a', 't')?.proba).toBe(0.75);
  });

  it('is not made of fewer lines than there are users', async () => {
    const path = join(folder, 'predictions.serving.x.tmp');
    await writeFile(path, `${lineOf('a', 0.5)}\n`);
    const meta = { fingerprint: 'f', publications: PUBLICATIONS };
    await expect(appendIndex(path, { ...meta, users: 2 })).rejects.toThrow('1 of 2');
    await writeFile(path, lineOf('a', 0.5));
    await expect(appendIndex(path, { ...meta, users: 1 })).rejects.toThrow('breaks off');
  });
});

describe('a serving file that is not what was written', () => {
  it('is missing: null', () => {
    expect(ServingFile.open(join(folder, 'nothing'))).toBeNull();
  });

  it('answers right or says that it is damaged, whichever byte has changed', async () => {
    const ids = Array.from({ length: 300 }, (_, n) => `user.${n}`);
    const path = await fileOf(ids.map((id, n) => lineOf(id, n / 300)));
    const bytes = await readFile(path);
    let refused = 0;
    for (let at = 0; at < bytes.length; at += 97) {
      const handle = await open(path, 'r+');
      await handle.write(Buffer.from([bytes[at]! ^ 0x41]), 0, 1, at);
      try {
        const file = ServingFile.open(path)!;
        try {
          for (const [n, id] of ids.entries()) expect(file.find(id, 't')?.proba).toBe(n / 300);
        } finally {
          file.close();
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'serving_file_damaged' });
        refused += 1;
      }
      await handle.write(bytes, at, 1, at);
      await handle.close();
    }
    expect(refused).toBe(Math.ceil(bytes.length / 97));
  });

  it.each([0, 10, 31, 32, 500])('says so when only %i bytes of it are there', async (length) => {
    const path = await fileOf([lineOf('a', 0.5)]);
    await truncate(path, length);
    expect(() => ServingFile.open(path)).toThrow(expect.objectContaining({ code: 'serving_file_damaged' }));
  });
});
