import { DEFAULT_TABLE_NAMES, TABLE_DEFINITIONS, type TableNames } from '@propensity/warehouse-sql';
import { expect, test } from 'vitest';
import { meaningOfColumn } from '../../src/tables/column-meanings.js';
import { tablesPage } from '../../src/tables/tables-page.js';

const tables = Object.keys(TABLE_DEFINITIONS) as (keyof TableNames)[];

test('every column of every table is explained', () => {
  const unexplained = tables.flatMap((key) =>
    TABLE_DEFINITIONS[key].columns
      .filter(({ name }) => meaningOfColumn(DEFAULT_TABLE_NAMES[key], name) === '')
      .map(({ name }) => `${DEFAULT_TABLE_NAMES[key]}.${name}`),
  );
  expect(unexplained).toEqual([]);
});

test('every table has a section, with the types of both stacks and its key', () => {
  const page = tablesPage();
  for (const key of tables) expect(page).toContain(`\n## \`${DEFAULT_TABLE_NAMES[key]}\`\n`);
  expect(page).toMatch(/\| `proba` \| DOUBLE \| FLOAT64 \| The probability/);
  expect(page).toContain('Key: `user_id`, `predicted_week`, `model`. On BigQuery partitioned by `predicted_week`.');
});
