import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { matchingFiles } from '../../src/files/matching-files.js';

const ODD = [
  'star?x',
  'a[b]c',
  '[a]',
  '[!a]',
  '[',
  '{b,c}',
  '*',
  '**',
  "it's",
  'q"q',
  'two words',
  '!no',
  '#',
  '(x|y)',
  '+(z)',
  '\\d',
  'ünï',
  'a',
  'b',
];
let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'matching-files-'));
  for (const name of ODD) {
    for (const file of ['events_20250101.parquet', 'events_20250102.parquet', 'events_20250101[1].parquet']) {
      const path = join(root, name, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, '');
    }
  }
});
afterAll(() => rm(root, { recursive: true }));

const matched = async (pattern: string, base: string) =>
  (await matchingFiles(pattern, base)).map((path) => path.slice(root.length + 1));

describe.each(ODD)('a folder called %s', (name) => {
  const all = ['events_20250101.parquet', 'events_20250101[1].parquet', 'events_20250102.parquet'].map((file) =>
    join(name, file),
  );

  test('is where a relative glob looks', async () => {
    expect(await matched('events_*.parquet', join(root, name))).toEqual(all);
  });

  test('is found by its name in an absolute glob and in a relative one', async () => {
    expect(await matched(join(root, name, 'events_*.parquet'), '/')).toEqual(all);
    expect(await matched(`./${name}/*.parquet`, root)).toEqual(all);
  });

  test('holds the one file that a path names', async () => {
    expect(await matched(join(root, name, 'events_20250101[1].parquet'), '/')).toEqual([all[1]]);
    expect(await matched(`${name}/events_20250102.parquet`, root)).toEqual([all[2]]);
  });
});

test('globs go on being globs', async () => {
  expect(await matched('[ab]/events_2025010[12].parquet', root)).toEqual(
    ['a', 'b'].flatMap((name) => [`${name}/events_20250101.parquet`, `${name}/events_20250102.parquet`]),
  );
  expect(await matched('a/events_{20250101,20250103}.parquet', root)).toEqual(['a/events_20250101.parquet']);
  expect(await matched('a/nothing_*', root)).toEqual([]);
  expect(await matched('missing/events_*.parquet', root)).toEqual([]);
  expect((await matchingFiles('**/events_20250102.parquet', join(root, 'a'))).length).toBe(1);
});
