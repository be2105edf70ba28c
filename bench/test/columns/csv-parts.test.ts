import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ColumnKind } from '../../src/columns/column-choice.js';
import { readCsvHead } from '../../src/columns/csv-head.js';
import { readCsvPart } from '../../src/columns/csv-part.js';
import { readCsvParts } from '../../src/columns/read-csv-parts.js';
import { readCsvTable } from '../../src/columns/read-csv-table.js';

const folder = mkdtempSync(join(tmpdir(), 'csv-parts-'));
afterAll(() => rmSync(folder, { recursive: true }));

const kinds = new Map<string, ColumnKind>([
  ['visits', 'numeric'],
  ['plan', 'categorical'],
]);

let files = 0;
const fileOf = (text: string) => {
  const path = join(folder, `${files++}.csv`);
  writeFileSync(path, text);
  return path;
};

/** Read by as many parts, each in this thread. */
async function inParts(path: string, nParts: number) {
  const file = openSync(path, 'r');
  const others = Array.from({ length: nParts - 1 }, () => ({
    readCsvPart: (part: Parameters<typeof readCsvPart>[0]) => Promise.resolve(readCsvPart(part)),
  }));
  try {
    return await readCsvParts(path, file, statSync(path).size, readCsvHead(path, file), kinds, others);
  } finally {
    closeSync(file);
  }
}

const rows = Array.from({ length: 500 }, (_, i) => `${i % 7 === 0 ? '' : i / 8},ignored,plan ${(i * i) % 31}`);

describe('readCsvParts', () => {
  it.each([1, 2, 3, 5])('reads the same table in %i parts as in one part', async (nParts) => {
    const path = fileOf(['visits,skipped,plan', ...rows].join('\n'));
    const whole = await readCsvTable(path, () => kinds);
    expect(await inParts(path, nParts)).toEqual(whole);
    expect(whole.nRows).toBe(500);
  });

  it('gives up where a part ends inside quotes', async () => {
    const path = fileOf(['visits,skipped,plan', ...rows.map((row) => `${row.slice(0, -1)}"\n\n\n\n"`)].join('\n'));
    const quoted = fileOf(['visits,skipped,plan', ...rows.map((_, i) => `${i},x,"a\nb\nc\nd\ne"`)].join('\n'));
    expect(await inParts(path, 2)).toBeNull();
    expect(await inParts(quoted, 2)).toBeNull();
    expect((await readCsvTable(quoted, () => kinds)).categorical('plan').levels).toEqual(['a\nb\nc\nd\ne']);
  });

  it('gives up where there are far more rows than the beginning promised, which does not matter when reading in one part', async () => {
    const long = Array.from({ length: 6000 }, (_, i) => `${i},${'x'.repeat(60)},long`);
    const short = Array.from({ length: 60_000 }, (_, i) => `${i % 10},,s`);
    const path = fileOf(['visits,skipped,plan', ...long, ...short].join('\n'));
    expect(await inParts(path, 2)).toBeNull();
    expect((await readCsvTable(path, () => kinds)).nRows).toBe(66_000);
  });

  it('leaves it to reading in one part to say which row is wrong', async () => {
    const wrong = rows.with(450, 'many,x,plan');
    const path = fileOf(['visits,skipped,plan', ...wrong].join('\n'));
    expect(await inParts(path, 2)).toBeNull();
    await expect(readCsvTable(path, () => kinds)).rejects.toThrow('data row 451');
  });
});
