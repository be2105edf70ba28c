import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { simulateSite, writeSimulatedExport } from '../../src/index.js';

// The bytes of 2026-11-30, when the shop's truth was given its threshold and its interaction. Whoever changes the shop
// changes every figure that was measured on it: say so in the commit message.
const DAY_FILES = '55be41d5ff12a11936398ac520b2a9a6c13933a9333a86ed755112dbe6187d01';
const TRUTH = '05ed7e298d78927ba550d07fd1a4a8a572bca025eddaacb680c540af320293c2';

it('writes the same shop for the same options as it always did', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'shop-bytes-'));
  try {
    const options = { users: 60, days: 16, seed: 5, startDay: '2025-01-01' };
    const { files } = await writeSimulatedExport({ ...options, folder, format: 'ndjson' });
    const written = createHash('sha256');
    for (const file of files) written.update(sorted(await readFile(file, 'utf8')));
    expect(written.digest('hex')).toBe(DAY_FILES);

    const truth = createHash('sha256');
    for (const day of simulateSite(options).days()) {
      for (const { snapshot, people, probabilities } of day.truth) {
        // Ten digits: the last ones of exp and log are the platform's.
        for (const [place, { index }] of people.entries()) {
          truth.update(`${snapshot} ${index} ${probabilities[place]!.toFixed(10)}\n`);
        }
      }
    }
    expect(truth.digest('hex')).toBe(TRUTH);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** DuckDB promises no order of rows that are joined. */
function sorted(lines: string): string {
  return lines.trimEnd().split('\n').sort().join('\n');
}
