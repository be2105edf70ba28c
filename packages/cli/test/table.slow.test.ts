import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CUSTOMER_COLUMNS, csv, customerTable, LATER, MONTHS, NOW, TABLE_SOURCE } from './support/customer-table.js';
import { Workplace } from './support/workplace.js';

const HEADER = CUSTOMER_COLUMNS.map(([name]) => name);
const [, , , , MAY, JUNE] = MONTHS as [string, string, string, string, string, string];
const LABELLED = MONTHS.slice(0, -1);

let place: Workplace;
beforeEach(async () => {
  place = await Workplace.create(NOW);
});
afterEach(() => place.remove());

const write = (name: string, text: string) => writeFile(join(place.folder, name), text);
/** The same folder on a later day. */
const later = () => new Workplace(place.folder, LATER);

async function writeTable(
  known: readonly string[] = LABELLED,
  change = (row: readonly string[]): readonly string[] => row,
): Promise<void> {
  const { rows, conversions } = customerTable(known);
  await write('customers.csv', csv(HEADER, rows.map(change)));
  await write('orders.csv', csv(['customer', 'at', 'what'], conversions));
}

async function configure(source: object, others: object = {}): Promise<void> {
  const config = {
    source: { ...TABLE_SOURCE, table: 'customers.csv', ...source },
    target: { event: 'order' },
    horizonDays: 28,
    training: { minLevelCount: 1, C: 1 },
    ...others,
  };
  await write('propensity.config.json', JSON.stringify(config));
}

const LABEL = { label: 'bought' };
const CONVERSIONS = { conversions: { table: 'orders.csv', userId: 'customer', time: 'at', event: 'what' } };

describe.each([
  { how: 'a label column', source: LABEL },
  { how: 'a table of conversions', source: { ...CONVERSIONS, columns: { bought: 'ignore' } } },
])('six monthly snapshots with $how', ({ source }) => {
  it('leaves out who was forgotten, although the table has them', { timeout: 120_000 }, async () => {
    await writeTable();
    await configure(source);
    const buyers = customerTable().rows.filter((row) => row.at(-1) === 'Yes' && row[0] !== 'c-7').length;
    const { value } = await place.json('forget', 'c-7', '--yes');
    // Three bytes are in every file.
    expect(value).toMatchObject({ users: 1, devices: 0, erased: [], search: { too_common: 1, files: 0, found: 0 } });
    const trained = await place.json('train');
    expect(trained.value.counts).toEqual({ rows: 2495, users: 499, positives: buyers });
    const predicted = await place.json('predict');
    expect(predicted.value.counts).toMatchObject({ scored: 499, appended: 499 });
    expect((await place.json('proba', 'c-7')).value.error.code).toBe('user_not_found');
    expect((await place.json('proba', 'c-8')).value.user_id).toBe('c-8');
  });

  it('trains, predicts, evaluates, and says why', { timeout: 120_000 }, async () => {
    await writeTable();
    await configure(source);
    const trained = await place.json('train');
    expect(trained.value).toMatchObject({ snapshot: MAY, status: 'champion', windows: { snapshots: 5 } });
    // As the generator drew them, whichever way they are read.
    const buyers = customerTable().rows.filter((row) => row.at(-1) === 'Yes').length;
    expect(trained.value.counts).toEqual({ rows: 2500, users: 500, positives: buyers });
    expect(trained.value.metrics.roc_auc).toBeGreaterThan(0.65);
    expect(trained.value.simple_rule.roc_auc).toBeGreaterThan(0.55);

    const predicted = await place.json('predict');
    expect(predicted.value).toMatchObject({ snapshot: JUNE, counts: { scored: 500, appended: 500 } });
    const unknown = (await place.json('proba', 'c-unknown')).value.error;
    expect(unknown).toMatchObject({ code: 'user_not_found', hint: expect.not.stringMatching(/event|lookback/) });
    const proba = await place.json('proba', 'c-7', '--why');
    expect(proba.value).toMatchObject({ user_id: 'c-7', predicted_week: JUNE });
    expect(JSON.stringify(proba.value.why)).toContain('Monthly spend');
    expect((await place.json('evaluate')).value).toMatchObject({ evaluated: [], pending: [{ predicted_week: JUNE }] });

    // The labels of June are filled in, or its orders have come.
    await writeTable(MONTHS);
    const { rows, conversions } = customerTable(MONTHS);
    await write('orders.csv', csv(['customer', 'at', 'what'], [...conversions, ['c-1', '2025-07-05', 'order']]));
    const evaluated = await later().json('evaluate');
    const positives = rows.filter((row) => row[1] === '2025-06' && row.at(-1) === 'Yes').length;
    expect(evaluated.value.evaluated).toMatchObject([
      { predicted_week: JUNE, n: 500, positives, reachable_share: 1, provisional: false },
    ]);
  });
});

describe('what is refused, with nothing written', () => {
  const refusal = async () => (await place.json('train')).value.error;

  it('a column that knows the label, by name; and what is allowed is trained on', async () => {
    const { rows } = customerTable();
    const leaking = rows.map((row) => [...row, row.at(-1) === 'Yes' ? 'card' : '']);
    await write('customers.csv', csv([...HEADER, 'paid with'], leaking));
    await configure(LABEL);
    expect(await refusal()).toMatchObject({
      code: 'leaking_column',
      message: expect.stringContaining('"paid with" alone ranks users by the label with an AUC of 1.000'),
      hint: expect.stringContaining('{"columns": {"paid with":"ignore"}}'),
    });
    expect((await place.json('models', 'list')).value.models ?? []).toEqual([]);
    const { value } = await place.json('doctor');
    expect(value.checks).toContainEqual(
      expect.objectContaining({ name: 'columns', status: 'fail', message: expect.stringContaining('"paid with"') }),
    );
    await configure({ ...LABEL, allowLeaks: ['paid with'] });
    expect((await place.json('train')).value.reasons).toContainEqual(
      expect.stringMatching(/"paid with" .* "source.allowLeaks" allows it/),
    );
  });

  it('a date after the snapshot', async () => {
    const { rows } = customerTable();
    const lastOrder = rows.map((row, index) => [...row, index === 2 ? '2025-03-09' : '2025-01-01']);
    await write('customers.csv', csv([...HEADER, 'last order'], lastOrder));
    await configure(LABEL);
    expect(await refusal()).toMatchObject({
      code: 'leaking_column',
      message: expect.stringContaining(
        '"last order" has dates after the snapshot 2025-03-01 in 1 row, such as 2025-03-09',
      ),
    });
  });

  it('a column that has changed since its snapshot was computed', { timeout: 120_000 }, async () => {
    await writeTable();
    await configure(LABEL);
    await place.json('train');
    await writeTable(LABELLED, (row) => (row[0] === 'c-3' && row[1] === '2025-02' ? row.with(3, '99') : row));
    const again = async () => (await place.json('train', '--force')).value;
    const changed = '"visits" has changed in 1 row of the snapshot 2025-02-01';
    // Trying again does not make it right.
    for (const value of [await again(), await again()]) {
      expect(value.error).toMatchObject({ code: 'leaking_column', message: expect.stringContaining(changed) });
    }
    expect((await place.json('doctor')).value.checks).toContainEqual(
      expect.objectContaining({ name: 'columns', status: 'fail', message: expect.stringContaining(changed) }),
    );
    await configure({ ...LABEL, allowLeaks: ['visits'] });
    expect((await again()).reasons).toContainEqual(expect.stringContaining(changed));
    // From then on the snapshot is what it is now.
    await configure(LABEL);
    expect((await again()).status).toBeDefined();
  });

  it.each([
    [
      'two rows of a user',
      (row: readonly string[]) => (row[0] === 'c-1' ? row.with(0, 'c-0') : row),
      'duplicate_rows',
      'c-0',
    ],
    [
      'rows of nobody',
      (row: readonly string[]) => (row[0] === 'c-1' ? row.with(0, ' ') : row),
      'missing_user_ids',
      '6 rows',
    ],
    [
      'a day that is none',
      (row: readonly string[]) => (row[0] === 'c-1' ? row.with(1, '2025-13') : row),
      'bad_snapshot_date',
      '2025-13',
    ],
    [
      'an unknown label',
      (row: readonly string[]) => (row[0] === 'c-1' ? row.with(9, 'maybe') : row),
      'unknown_label',
      'maybe',
    ],
    [
      'a number that is none',
      (row: readonly string[]) => (row[0] === 'c-1' ? row.with(2, 'inf') : row),
      'bad_column_value',
      '"Monthly spend"',
    ],
  ])('%s', async (_what, change, code, named) => {
    await writeTable(LABELLED, change);
    await configure(LABEL);
    expect(await refusal()).toMatchObject({ code, message: expect.stringContaining(named) });
  });

  it('a count for the simple rule that is no number', async () => {
    await writeTable();
    await configure({ ...LABEL, eventCount: 'プラン', columns: { プラン: 'categorical' } });
    expect(await refusal()).toMatchObject({
      code: 'bad_column_value',
      message: expect.stringContaining('"プラン" has 3,000 values that are no number'),
      hint: expect.stringContaining('name another column as "source.eventCount"'),
    });
  });

  it('a later table in which a column is something else, until a new model is trained', async () => {
    await writeTable();
    await configure(LABEL);
    await place.json('train');
    const changed = (row: readonly string[]) => (row[0] === 'c-3' && row[1] === '2025-06' ? row.with(6, 'maybe') : row);
    await writeTable(LABELLED, changed);
    expect((await place.json('predict')).value.error).toMatchObject({
      code: 'features_changed',
      message: expect.stringContaining('newsletter'),
    });
    // Of two models of one day, the one that was trained later scores.
    const anHourLater = new Workplace(place.folder, NOW + 3_600_000);
    expect((await anHourLater.json('run')).value).toMatchObject({
      train: { snapshot: MAY },
      predict: { snapshot: JUNE },
    });
  });

  it('a model of another label, or of other texts that mean that nothing is known', async () => {
    await writeTable();
    await configure(LABEL);
    await place.json('train');
    await configure({ label: { column: 'bought', positive: 'No' } });
    expect((await place.json('predict')).value.error).toMatchObject({
      code: 'another_question',
      message: expect.stringContaining('"source.label or source.conversions"'),
    });
    await configure({ ...LABEL, missing: ['free'] });
    expect((await place.json('predict')).value.error).toMatchObject({
      code: 'another_question',
      message: expect.stringContaining('"source.missing"'),
    });
  });

  it.each([
    ['2062-01-01', '2062-01-01'],
    ['9999-12-31T10:00:00Z', '9999-12-31T10:00:00.000Z'],
    ['2025-06-04', '2025-06-04'],
  ])('a conversion of a day that has not come: %s', async (at, named) => {
    await writeTable();
    await configure(CONVERSIONS);
    const { conversions } = customerTable();
    const withOne = (time: string) =>
      write('orders.csv', csv(['customer', 'at', 'what'], [...conversions, ['c-1', time, 'order']]));
    await withOne(at);
    const error = {
      code: 'future_conversions',
      message: expect.stringContaining(`"at" has a conversion of ${named}, and today is 2025-06-02`),
    };
    for (const command of ['train', 'predict', 'evaluate', 'doctor']) {
      expect((await place.json(command)).value.error).toMatchObject(error);
    }
  });

  it('a column that the table has not, with the nearest name', async () => {
    await writeTable();
    await configure({ ...LABEL, userId: 'customer_id' });
    expect(await refusal()).toMatchObject({
      code: 'table_column_missing',
      hint: expect.stringContaining('Did you mean "customer id"?'),
    });
  });

  it('a value that means yes and that no label is, with those that there are', async () => {
    await writeTable();
    await configure({ label: { column: 'bought', positive: 'yes' } });
    expect(await refusal()).toMatchObject({
      code: 'no_positive_label',
      message: '"source.label.positive" is "yes", and no value of the column "bought" is. It has: "No", "Yes".',
    });
  });

  it('what asks for events', async () => {
    await configure(LABEL, { population: { never: 'target' }, lookbackDays: 30 });
    expect(await refusal()).toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/"population.never" asks for events[\s\S]*"lookbackDays" asks for events/),
    });
  });
});

it('doctor names columns that look like numbers with decimal commas', async () => {
  const { rows } = customerTable();
  const more = rows.map((row, index) => [...row, `${index},5`, `${index % 3},5`]);
  await write('customers.csv', csv([...HEADER, 'net', 'gross'], more));
  await configure(LABEL);
  const message = expect.stringMatching(
    /"gross" is a category, and looks like numbers with decimal commas.*Left out: .*"net" \(it looks like numbers with decimal commas/,
  );
  expect((await place.json('doctor')).value.checks).toContainEqual(
    expect.objectContaining({ name: 'columns', message }),
  );
});

it('doctor says what is left out and how many there are', async () => {
  await writeTable();
  await configure(LABEL);
  const { value } = await place.json('doctor');
  expect(value).toMatchObject({ ok: true, snapshot: MAY, days: { count: 6 } });
  expect(value.snapshots).toHaveLength(5);
  expect(value.checks).toContainEqual(
    expect.objectContaining({ name: 'columns', message: expect.stringContaining('"Name" (500 different texts') }),
  );
});

it('run does the week: trains on labelled snapshots before the one that is scored', { timeout: 120_000 }, async () => {
  await writeTable();
  await configure(LABEL);
  const { value } = await place.json('run');
  expect(value.train).toMatchObject({ snapshot: '2025-05-01' });
  expect(value.predict).toMatchObject({ snapshot: JUNE, counts: { scored: 500 } });
});
