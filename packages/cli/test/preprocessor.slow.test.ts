import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { sha256Hex } from '@propensity/core/hashing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/workplace.js';

const BUILT = '2025-01-20';
const TRAINED = '2025-01-27';
const WEEK = '2025-02-03';

let workplace: Workplace;
beforeAll(async () => {
  workplace = await Workplace.create();
  await configure({});
  await workplace.run('simulate', '--users', '1500', '--days', '40', '--seed', '5');
}, 60_000);
afterAll(() => workplace.remove());

function configure(training: { readonly preprocessor?: string }, change: object = {}): Promise<void> {
  const config = {
    source: { events: 'export/events_*.parquet' },
    target: { event: 'view_item' },
    lookbackDays: 14,
    training: { snapshots: 1, C: 1, ...training },
    ...change,
  };
  return writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify(config));
}

const stored = (name: string) => join(workplace.folder, '.propensity', 'models', name);

async function metadata(): Promise<Record<string, unknown>[]> {
  const path = join(workplace.folder, '.propensity', 'warehouse.duckdb');
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    const sql = 'SELECT model, preprocessor_file, preprocessor_sha256 FROM ma_model_training_metadata';
    return (await connection.runAndReadAll(sql)).getRowObjectsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

// Each step stands on the one before it, as it does for a user.
describe('a preprocessing built ahead of training', () => {
  let file: { readonly name: string; readonly sha256: string };
  let model: string;

  it('is stored beside the models, copied where asked for, and says what to configure', async () => {
    const { exitCode, value } = await workplace.json(
      'preprocessor',
      'build',
      '--snapshot',
      BUILT,
      '--out',
      'copy.json',
    );
    expect(exitCode).toBe(0);
    file = value.preprocessor;
    expect(file.name).toMatch(new RegExp(`^preprocessor-${BUILT}-[0-9a-f]{8}\\.json$`));
    const text = await readFile(stored(file.name), 'utf8');
    expect(sha256Hex(text)).toBe(file.sha256);
    expect(await readFile(value.file, 'utf8')).toBe(text);
    expect(value.config).toEqual({ training: { preprocessor: file.name } });
    expect(JSON.parse(text)).toMatchObject({ kind: 'propensity-preprocessor', schemaVersion: 1 });

    const people = await workplace.run('preprocessor', 'build', '--snapshot', BUILT);
    expect(people.exitCode).toBe(0);
    for (const words of [file.name, file.sha256, `"training": { "preprocessor": "${file.name}" }`]) {
      expect(people.out).toContain(words);
    }
  });

  it('says so when the copy cannot be written', async () => {
    const out = join('nowhere', 'copy.json');
    const { exitCode, value } = await workplace.json('preprocessor', 'build', '--snapshot', BUILT, '--out', out);
    expect([exitCode, value.error.code]).toEqual([1, 'copy_not_written']);
  });

  it('is what training uses, and is recorded in the metadata row', async () => {
    await configure({ preprocessor: file.name });
    const { exitCode, value } = await workplace.json('train', '--snapshot', TRAINED);
    expect(exitCode).toBe(0);
    expect(value.preprocessor).toEqual(file);
    model = value.model;
    expect(await metadata()).toEqual([{ model, preprocessor_file: file.name, preprocessor_sha256: file.sha256 }]);
    const artifact = JSON.parse(await readFile(stored(`${model}.json`), 'utf8'));
    expect(artifact.provenance.preprocessor).toEqual(file);
    expect((await workplace.run('train', '--snapshot', TRAINED)).out).toContain(file.name);
  });

  it('refuses a training before its snapshot, or of other features', async () => {
    const early = await workplace.json('train', '--snapshot', '2025-01-19');
    expect([early.exitCode, early.value.error.code]).toEqual([3, 'preprocessor_from_future']);
    await configure({ preprocessor: file.name }, { features: { drop: ['page_view_*'] } });
    const other = await workplace.json('train', '--snapshot', TRAINED);
    expect([other.exitCode, other.value.error.code]).toEqual([3, 'preprocessor_mismatch']);
    expect(other.value.error.message).toContain('page_view_');
    await configure({ preprocessor: file.name });
  });

  it('is needed by predict, as it was', async () => {
    const text = await readFile(stored(file.name), 'utf8');
    await rm(stored(file.name));
    const missing = await workplace.json('predict', '--snapshot', WEEK);
    expect([missing.exitCode, missing.value.error.code]).toEqual([3, 'preprocessor_missing']);
    await writeFile(stored(file.name), text.replace('"lookbackDays": 14', '"lookbackDays": 15'));
    const changed = await workplace.json('predict', '--snapshot', WEEK);
    expect([changed.exitCode, changed.value.error.code]).toEqual([3, 'preprocessor_changed']);
    await writeFile(stored(file.name), text);
    const { exitCode, value } = await workplace.json('predict', '--snapshot', WEEK);
    expect([exitCode, value.model]).toEqual([0, model]);
  });
});
