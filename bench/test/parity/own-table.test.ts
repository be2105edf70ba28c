import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FeatureSpec, LogisticRegression, Preprocessor } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import { doctor, modelTraining } from '@propensity/core/jobs';
import { parseArtifact } from '@propensity/core/models';
import { silentProgress } from '@propensity/core/ports';
import { designColumnNames } from '@propensity/core/preprocessing';
import { type LocalStack, openLocalStack } from '@propensity/local-adapters';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ParityResult, parity } from '../../src/parity/parity.js';

const csv = fileURLToPath(new URL('../../../../shared/data/tabular/Telco-Customer-Churn.csv', import.meta.url));
const NUMBERS = ['tenure', 'MonthlyCharges', 'TotalCharges'];
const DAY = '2024-01-01';

// Without the file the suite's name says why it was skipped.
const present = existsSync(csv);
const why = present ? '' : ' (skipped: ../shared/data is not on this machine)';

describe.skipIf(!present)(`Telco churn as a table with one snapshot has the coefficients of parity${why}`, () => {
  let folder: string;
  let expected: ParityResult;
  /** The lines of the rows that parity fits: all but 0, 5, 10, …. */
  let header: string;
  let train: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-telco-'));
    const [first, ...rows] = (await readFile(csv, 'utf8')).trimEnd().split(/\r?\n/);
    header = first!;
    train = rows.filter((_, index) => index % 5 !== 0);
    const categorical = header.split(',').filter((name) => ![...NUMBERS, 'customerID', 'Churn'].includes(name));
    expected = await parity({ csv, label: 'Churn', drop: ['customerID'], categorical });
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function openTable(name: string, rows: readonly string[]): Promise<LocalStack> {
    await writeFile(join(folder, `${name}.csv`), `${[header, ...rows].join('\n')}\n`);
    // 0 and 1 would be a number.
    const columns = { SeniorCitizen: 'categorical' } as const;
    return openOwnTable(folder, name, { userId: 'customerID', label: 'Churn', columns });
  }

  function expectSame(names: readonly string[], coef: ArrayLike<number>, intercept: number): void {
    const found = { '(intercept)': intercept, ...Object.fromEntries(names.map((name, j) => [name, coef[j]!])) };
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected.coef).sort());
    for (const [name, value] of Object.entries(expected.coef)) {
      expect(Math.abs((found as Record<string, number>)[name]! - value), name).toBeLessThan(1e-6);
    }
  }

  it('the columns as the table has them, blank TotalCharges among them, in the preprocessing of parity', async () => {
    const stack = await openTable('as-it-is', train);
    const { events, snapshots } = stack.ports;
    await events.calendar!('2024-03-01');
    await snapshots.materialise(DAY);
    const { features, labels } = await snapshots.readLabelled([DAY]);
    const kinds = (kind: FeatureSpec['kind']) => snapshots.features.filter((feature) => feature.kind === kind);
    expect(kinds('numeric').map(({ name }) => name)).toEqual(NUMBERS);
    expect(kinds('categorical')).toHaveLength(16);
    expect(labels).toHaveLength(expected.n_train);
    const design = new Preprocessor(snapshots.features, { minLevelCount: 1, missingIndicator: false })
      .fit(features)
      .transform(features);
    const { coef, intercept } = new LogisticRegression({ C: 1, tol: 1e-14 }).fit(design, labels);
    expectSame(design.columnNames, coef, intercept);
    await stack.close();
  });

  // A training has a column of its own for "was missing"; with the median in its place there is none.
  it('the model that a training saves, with the median where TotalCharges is blank', async () => {
    const charges = train.map((row) => row.split(',').at(-2)!);
    const known = charges.filter((text) => text.trim() !== '').map(Number);
    expect(known.length).toBeLessThan(charges.length);
    const sorted = known.sort((a, b) => a - b);
    const median = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
    const filled = train.map((row, index) =>
      charges[index]!.trim() === '' ? row.split(',').with(-2, String(median)).join(',') : row,
    );
    const stack = await openTable('filled', filled);
    const { artifact } = await modelTraining(stack.ports, stack.settings);
    const saved = parseArtifact(await stack.ports.artifacts.read(artifact.name), {
      sha256: artifact.sha256,
      fileName: artifact.name,
    });
    if (!('coef' in saved.model)) throw new Error('another model');
    expect(saved.provenance.counts.rows).toBe(expected.n_train);
    expectSame(designColumnNames(saved.preprocessing), saved.model.coef, saved.model.intercept);
    await stack.close();
  });
});

describe.skipIf(!present)(`what the check for leaks says of real tables${why}`, () => {
  const shoppers = fileURLToPath(
    new URL('../../../../shared/data/tabular/online_shoppers_intention.csv', import.meta.url),
  );
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-leaks-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function columnsCheck(name: string, text: string, source: object) {
    await writeFile(join(folder, `${name}.csv`), text);
    const stack = openOwnTable(folder, name, source);
    const { checks } = await doctor(stack.ports, stack.settings);
    await stack.close();
    return checks.find((check) => check.name === 'columns');
  }

  it('Telco churn: nothing; with the reason of the churn planted in it, that', async () => {
    const telco = { userId: 'customerID', label: 'Churn' };
    const text = await readFile(csv, 'utf8');
    expect(await columnsCheck('telco', text, telco)).toMatchObject({ status: 'ok' });
    const [first, ...rows] = text.trimEnd().split(/\r?\n/);
    // Not known of one in twenty who left, and there for one in fifty who stayed.
    const reason = (row: string, index: number) => {
      if (row.endsWith(',Yes')) return index % 20 === 0 ? '' : ['price', 'moved', 'service'][index % 3]!;
      return index % 50 === 0 ? 'price' : '';
    };
    const planted = rows.map((row, index) => `${row},${reason(row, index)}`);
    const leaking = [`${first},Churn Reason`, ...planted].join('\n');
    expect(await columnsCheck('planted', leaking, telco)).toMatchObject({
      status: 'fail',
      message: expect.stringMatching(
        /^The table has columns that know what happened .*: "Churn Reason" alone ranks[^;]*$/,
      ),
    });
  });

  it('online shoppers: PageValues, which follows from the orders of a page, is a word of warning', async () => {
    const [first, ...rows] = (await readFile(shoppers, 'utf8')).trimEnd().split(/\r?\n/);
    const text = [`id,${first}`, ...rows.map((row, index) => `u${index},${row}`)].join('\n');
    expect(await columnsCheck('shoppers', text, { userId: 'id', label: 'Revenue' })).toMatchObject({
      status: 'warn',
      message: expect.stringMatching(/^"PageValues" alone reaches an AUC of 0\.8\d\d: [^"]*$/),
    });
  });
});

/** The file NAME.csv of a folder as a table of one snapshot. */
function openOwnTable(folder: string, name: string, source: object): LocalStack {
  const config = parseConfig({
    source: { type: 'table', table: `${name}.csv`, snapshotDay: DAY, ...source },
    target: { event: 'churn' },
    training: { C: 1, minLevelCount: 1 },
    local: { folder: name },
  });
  const clock = () => Date.parse('2024-03-01T12:00:00Z');
  return openLocalStack(config, { baseDirectory: folder, progress: silentProgress, clock, codeVersion: 'test' });
}
