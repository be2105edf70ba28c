import { expect, test } from 'vitest';
import { duckdbSchema } from '../../src/index.js';

test('nested types become paths, through repeated fields too', () => {
  const type = 'STRUCT("key" VARCHAR, "value" STRUCT(int_value BIGINT, "odd ""name"", too" DECIMAL(18,3)))[]';
  expect([
    ...duckdbSchema([
      { name: 'event_timestamp', type: 'BIGINT' },
      { name: 'event_params', type },
    ]),
  ]).toEqual([
    ['event_timestamp', 'BIGINT'],
    ['event_params.key', 'VARCHAR'],
    ['event_params.value.int_value', 'BIGINT'],
    ['event_params.value.odd "name", too', 'DECIMAL(18,3)'],
  ]);
});

test.each(['STRUCT(a', 'STRUCT(a)', 'STRUCT()'])('%s is no type', (type) => {
  expect(() => duckdbSchema([{ name: 'x', type }])).toThrow(expect.objectContaining({ code: 'unreadable_type' }));
});
