import { expect, it } from 'vitest';
import { median } from '../../src/median.js';
import { interleaved } from '../../src/reference/interleaved.js';

const printing = (name: string) => ({
  name,
  program: process.execPath,
  args: ['-e', `console.log(JSON.stringify({ name: ${JSON.stringify(name)} }))`],
});

it('runs programs in turn and keeps what each printed', () => {
  const lines: string[] = [];
  const measured = interleaved([printing('a'), printing('b')], 2, (line) => lines.push(line));
  expect(lines.map((line) => line.replace(/ [\d.]+ s$/, ''))).toEqual([
    'run 1 of 2: a',
    'run 1 of 2: b',
    'run 2 of 2: a',
    'run 2 of 2: b',
  ]);
  expect(measured.get('b')!.map(({ result }) => result)).toEqual([{ name: 'b' }, { name: 'b' }]);
});

it('reports a program that fails', () => {
  const failing = { name: 'c', program: process.execPath, args: ['-e', 'process.exit(3)'] };
  expect(() => interleaved([failing], 1, () => {})).toThrow(/failed/);
});

it('takes the middle of the medians', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 2, 9])).toBe(3);
});
