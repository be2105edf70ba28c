import { Table } from '../../src/table/table.js';

/** Texts as a dictionary column; null is missing. Levels stand in order of first appearance, or as given. */
export function levels(texts: readonly (string | null)[], dictionary = [...new Set(texts.filter((t) => t !== null))]) {
  return {
    kind: 'categorical',
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : dictionary.indexOf(text))),
    levels: dictionary,
  } as const;
}

export function numbers(values: readonly (number | null)[]) {
  return { kind: 'numeric', values: Float64Array.from(values, (value) => value ?? Number.NaN) } as const;
}

/** Six users with a skewed count, a share and a category; each has a missing value. */
export const someTable = new Table([
  ['visits', numbers([1, 3, null, 40, 2, 2])],
  ['share', numbers([0.5, 0.5, 0.25, null, 0.1, 0.9])],
  ['device', levels(['mobile', 'desktop', 'mobile', null, 'tablet', 'desktop'])],
]);

export const someFeatures = [
  { name: 'visits', kind: 'numeric', unit: 'count' },
  { name: 'share', kind: 'numeric', unit: 'share' },
  { name: 'device', kind: 'categorical', unit: 'category' },
] as const;
