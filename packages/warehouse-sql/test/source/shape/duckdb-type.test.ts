import { expect, test } from 'vitest';
import { describeType, parseDuckdbType } from '../../../src/index.js';

test.each([
  ['BIGINT', { kind: 'scalar', name: 'BIGINT' }],
  ['DECIMAL(18,3)', { kind: 'scalar', name: 'DECIMAL(18,3)' }],
  ['TIMESTAMP WITH TIME ZONE', { kind: 'scalar', name: 'TIMESTAMP WITH TIME ZONE' }],
  ["ENUM('a, b', 'it''s (x', '[]')", { kind: 'scalar', name: 'ENUM' }],
  ['VARCHAR[][3]', { kind: 'list', element: { kind: 'list', element: { kind: 'scalar', name: 'VARCHAR' } } }],
  [
    'MAP(VARCHAR, STRUCT(a BIGINT))',
    {
      kind: 'map',
      key: { kind: 'scalar', name: 'VARCHAR' },
      value: { kind: 'struct', fields: [{ name: 'a', type: { kind: 'scalar', name: 'BIGINT' } }] },
    },
  ],
  [
    `STRUCT("odd ""name"", (too" ENUM('x)', 'y'), "key" DECIMAL(18,3))`,
    {
      kind: 'struct',
      fields: [
        { name: 'odd "name", (too', type: { kind: 'scalar', name: 'ENUM' } },
        { name: 'key', type: { kind: 'scalar', name: 'DECIMAL(18,3)' } },
      ],
    },
  ],
])('%s', (text, type) => {
  expect(parseDuckdbType(text)).toEqual(type);
});

test.each(['', 'STRUCT(a', 'STRUCT(a)', 'STRUCT()', 'MAP(VARCHAR)', 'DECIMAL(18', 'BIGINT)'])(
  '"%s" is no type',
  (type) => {
    expect(() => parseDuckdbType(type)).toThrow(expect.objectContaining({ code: 'unreadable_type' }));
  },
);

test.each([
  ['STRUCT("key" VARCHAR, "value" STRUCT(a BIGINT))[]', 'a list of {key, value}'],
  ['MAP(VARCHAR, BIGINT)', 'a map from VARCHAR to BIGINT'],
  ['STRUCT(a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT)', '{a, b, c, d, …}'],
])('%s is described as %s', (type, text) => {
  expect(describeType(parseDuckdbType(type))).toBe(text);
});
