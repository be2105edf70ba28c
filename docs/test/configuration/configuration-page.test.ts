import { expect, test } from 'vitest';
import { configurationPage } from '../../src/configuration/configuration-page.js';
import { configOptions } from '../../src/configuration/options.js';

const options = configOptions();
const option = (path: string) => options.find((found) => found.path === path);

test('every option is listed once, and says what it means', () => {
  expect(options.filter(({ meaning }) => meaning === '').map(({ path }) => path)).toEqual([]);
  expect(new Set(options.map(({ path }) => path)).size).toBe(options.length);
});

test('an option has its default, its unit and what is allowed', () => {
  expect(option('training.everyDays')).toMatchObject({ fallback: '7', unit: 'days', allowed: 'whole number, 1 to 90' });
  expect(option('local.memoryLimitMb')).toMatchObject({ fallback: '800', unit: 'MB' });
  expect(option('stack')).toMatchObject({ fallback: '"local"', allowed: '"local", "gcp"' });
  expect(option('training.sampleShare')).toMatchObject({ allowed: 'number, above 0, at most 1' });
  expect(option('source.events')).toMatchObject({ fallback: null, allowed: 'text, or list of text' });
  expect(option('gcp.functions.getProba.memory')).toMatchObject({ fallback: '"512Mi"' });
});

test('members of a union share an entry', () => {
  expect(option('features.add[].aggregate')?.allowed).toContain('"days"');
  expect(option('features.add[].aggregate')?.allowed).toContain('"count_distinct"');
  expect(option('decision.topUsers')?.unit).toBe('users');
});

test('the page lists every option', () => {
  const page = configurationPage();
  const listed = options.filter(
    ({ path, isLeaf }) => isLeaf && path !== '$schema' && !page.includes(`| \`${path}\` |`),
  );
  expect(listed).toEqual([]);
});
