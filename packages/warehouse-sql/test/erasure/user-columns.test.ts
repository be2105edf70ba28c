import { expect, it } from 'vitest';
import { TABLE_DEFINITIONS, type TableDefinition, tablesOfUsers, userColumns } from '../../src/index.js';

/** Names under which somebody could keep the id of a user, a device or a person. */
const ABOUT_USERS = /user|client|device|person|visitor|customer|member|email|cookie|pseudo/i;

it('finds every table that holds users by its columns', () => {
  expect(tablesOfUsers().map(({ key }) => key)).toEqual(
    expect.arrayContaining(['predictions', 'predictionsHistory', 'exportedScores']),
  );
  // Nobody has to be told of a new one.
  const added: TableDefinition = { key: [], columns: [{ name: 'user_id', type: 'string' }] };
  expect(userColumns(added)).toEqual(['user_id']);
});

it('knows no column that could hold users under another name: erasing them would pass it by', () => {
  for (const [table, definition] of Object.entries(TABLE_DEFINITIONS)) {
    const covered = userColumns(definition);
    const others = definition.columns
      .filter(({ name, type }) => ABOUT_USERS.test(name) && type === 'string' && !covered.includes(name))
      .map(({ name }) => `${table}.${name}`);
    expect(others).toEqual([]);
  }
});
