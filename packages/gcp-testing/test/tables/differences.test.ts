import { expect, it } from 'vitest';
import { differences } from '../../src/index.js';

it.each<[string, unknown, unknown, string[]]>([
  ['nothing between equals', { a: [1, 'x', null, true] }, { a: [1, 'x', null, true] }, []],
  ['nothing within the tolerance', [1 + 1e-13, 5e6 + 1e-7], [1, 5e6], []],
  ['a number further off', { p: 0.5 + 1e-11 }, { p: 0.5 }, ['.p: 0.50000000001 instead of 0.5']],
  [
    'another type',
    [0, '1', null],
    [null, 1, 0],
    ['.0: 0 instead of null', '.1: "1" instead of 1', '.2: null instead of 0'],
  ],
  [
    'a row or a field too many',
    [{ a: 1 }],
    [{ a: 1, b: 2 }, {}],
    ['.0.b: undefined instead of 2', '.1: undefined instead of {}'],
  ],
  [
    'what JSON says, not how it is written',
    { j: '{"a":1,"b":[2]}' },
    { j: '{"b":[3],"a":1.0}' },
    ['.j.b.0: 2 instead of 3'],
  ],
])('finds %s', (_name, actual, expected, found) => {
  expect(differences(actual, expected)).toEqual(found);
});

it('leaves fields out, in JSON too, and is exact when asked to be', () => {
  const [actual, expected] = [
    { at: 1, j: '{"at":1,"x":1}' },
    { at: 2, j: '{"at":3,"x":1}' },
  ];
  expect(differences(actual, expected, { except: ['at'] })).toEqual([]);
  expect(differences(1 + 1e-15, 1, { tolerance: 0 })).toHaveLength(1);
});

it('shows the first twenty', () => {
  const numbers = Array.from({ length: 100 }, (_, i) => i);
  expect(
    differences(
      numbers,
      numbers.map((n) => n + 1),
    ),
  ).toHaveLength(20);
});
