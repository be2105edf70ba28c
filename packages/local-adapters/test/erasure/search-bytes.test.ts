import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { needlesOf, searchBytes } from '../../src/erasure/search-bytes.js';

const IDS = ['1234567890.12', '1234567890.1234567', 'ünï-cödé-id-💙', 'not-there-at-all'] as const;
/** Files are read in pieces of this size. */
const PIECE = 1 << 20;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-bytes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function search(bytes: Buffer): Promise<[number, Record<string, number>]> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  const found = new Map<string, number>();
  const read = await searchBytes(path, needlesOf(IDS), found);
  return [read, Object.fromEntries(found)];
}

it('counts every occurrence, of ids that begin alike too', async () => {
  const text = `\0${IDS[1]},${IDS[0]}9${IDS[2]}${IDS[2]}`;
  const bytes = Buffer.from(text);
  expect(await search(bytes)).toEqual([bytes.length, { [IDS[0]]: 2, [IDS[1]]: 1, [IDS[2]]: 2 }]);
});

it('finds an id that two pieces of a file share, wherever they part, and at its very end', async () => {
  const id = Buffer.from(IDS[1]);
  for (let before = 0; before <= id.length; before++) {
    const bytes = Buffer.alloc(PIECE + id.length, 'x');
    id.copy(bytes, PIECE - before);
    expect(await search(bytes)).toEqual([bytes.length, { [IDS[0]]: 1, [IDS[1]]: 1 }]);
  }
  const atEnd = Buffer.concat([Buffer.alloc(2 * PIECE, '1'), id]);
  expect(await search(atEnd)).toEqual([atEnd.length, { [IDS[0]]: 1, [IDS[1]]: 1 }]);
});

it('finds nothing in an empty file, or in what only begins like an id', async () => {
  expect(await search(Buffer.alloc(0))).toEqual([0, {}]);
  expect(await search(Buffer.from('1234567890.1'))).toEqual([12, {}]);
});
