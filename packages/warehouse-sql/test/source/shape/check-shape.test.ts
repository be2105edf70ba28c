import { describe, expect, test } from 'vitest';
import { checkShape, duckdbRowType, READ_COLUMNS } from '../../../src/index.js';

const PARAMS = 'STRUCT("key" VARCHAR, "value" STRUCT(string_value VARCHAR, int_value BIGINT))[]';
const BARE = { event_timestamp: 'BIGINT', event_name: 'VARCHAR', user_pseudo_id: 'VARCHAR', event_params: PARAMS };

function shapeOf(columns: Readonly<Record<string, string | null>>, more = {}) {
  const there = Object.entries({ ...BARE, ...columns }).flatMap(([name, type]) =>
    type === null ? [] : [{ name, type }],
  );
  return checkShape(duckdbRowType(there), { reads: READ_COLUMNS, ...more });
}

test('an export without its optional columns is read, and says which it lacks', () => {
  const { readings, absent, refusals } = shapeOf({});
  expect({ readings, refusals }).toEqual({ readings: [], refusals: [] });
  expect(absent).toEqual(READ_COLUMNS.filter((column) => !(column in BARE)));
});

test('names are compared without case, as engines do', () => {
  expect(shapeOf({ event_name: null, Event_Name: 'VARCHAR' }).refusals).toEqual([]);
});

describe('columns that an event cannot be read without', () => {
  test.each(['event_timestamp', 'event_name', 'user_pseudo_id', 'event_params'])('%s', (column) => {
    const [refusal, ...others] = shapeOf({ [column]: null }).refusals;
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ field: column });
    expect(refusal!.found).toContain('no such column among ');
  });

  test('flattened parameters are refused with what to configure', () => {
    const [refusal] = shapeOf({ event_params: null, ga_session_id: 'BIGINT' }).refusals;
    expect(refusal!.found).toContain('ga_session_id');
    expect(refusal!.fix).toContain('"parameters"');
  });

  test('configured parameters have to be columns', () => {
    const [refusal] = shapeOf(
      { event_params: null, sid: 'BIGINT' },
      { parameters: { ga_session_id: 'session' } },
    ).refusals;
    expect(refusal).toMatchObject({ field: 'session', found: 'no such column' });
    expect(refusal!.fix).toContain('sid');
    expect(shapeOf({ event_params: null, sid: 'BIGINT' }, { parameters: { ga_session_id: 'sid' } }).refusals).toEqual(
      [],
    );
  });
});

describe('types and nestings that cannot be read are refused by name', () => {
  test.each([
    ['event_params', 'STRUCT(a STRUCT("key" VARCHAR)[], b BIGINT)', 'event_params'],
    ['event_params', 'STRUCT("name" VARCHAR, "value" VARCHAR)[]', 'event_params'],
    ['event_params', 'STRUCT("key" VARCHAR, "value" STRUCT(x VARCHAR))[]', 'event_params'],
    ['event_params', 'STRUCT("key" VARCHAR)[]', 'event_params'],
    ['event_params', 'MAP(VARCHAR, STRUCT(x VARCHAR))', 'event_params'],
    ['event_params', `${PARAMS}[]`, 'event_params'],
    ['items', 'STRUCT(sku VARCHAR, amount DOUBLE)[]', 'items'],
    ['items', 'MAP(VARCHAR, VARCHAR)', 'items'],
    ['items', 'STRUCT(item_id VARCHAR)', 'items'],
    ['device', 'STRUCT(kind VARCHAR)', 'device'],
    ['device', 'STRUCT(category VARCHAR)[]', 'device'],
    ['device', 'STRUCT(category STRUCT(x VARCHAR))', 'device.category'],
    ['device', 'STRUCT(category VARCHAR, web_info VARCHAR)', 'device.web_info'],
    ['device', 'STRUCT(category VARCHAR, web_info STRUCT(agent VARCHAR))', 'device.web_info'],
    ['geo', 'STRUCT(country BLOB)', 'geo.country'],
    ['event_name', 'BLOB', 'event_name'],
    ['user_pseudo_id', 'STRUCT(id VARCHAR)', 'user_pseudo_id'],
    ['user_pseudo_id', 'INTERVAL', 'user_pseudo_id'],
    ['batch_page_id', 'BIGINT[]', 'batch_page_id'],
  ])('%s %s', (column, type, field) => {
    const { readings, refusals } = shapeOf({ [column]: type });
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toMatchObject({
      field,
      expected: expect.any(String),
      found: expect.any(String),
      fix: expect.any(String),
    });
    expect(readings).toEqual([]);
  });
});

test('what is not read may be anything', () => {
  expect(shapeOf({ user_properties: 'INTERVAL', geo: 'BLOB' }, { reads: ['event_name'] }).refusals).toEqual([]);
});

test('types that a writer inferred for fields that were never filled are accepted', () => {
  const { refusals } = shapeOf({
    items: 'INTEGER',
    device: 'STRUCT(category VARCHAR, "language" BIGINT, web_info INTEGER)',
    geo: 'BIGINT',
    ecommerce: 'STRUCT(transaction_id DOUBLE, purchase_revenue BIGINT)',
    batch_page_id: 'DOUBLE',
  });
  expect(refusals).toEqual([]);
});
