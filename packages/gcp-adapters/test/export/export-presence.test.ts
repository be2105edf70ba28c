import { ga4Export, relation } from '@propensity/warehouse-sql';
import { describe, expect, it } from 'vitest';
import { ExportPresence } from '../../src/export/export-presence.js';
import type { SqlJobs } from '../../src/jobs/sql-jobs.js';
import type { Statement } from '../../src/jobs/statement.js';

const ALL = { no_event_names: true, no_moments: true, no_parameters: true };

/** Over an export whose newest table, if any, is this one; the warehouse answers with the row. */
function presenceOf(answer: object, table: string | null = 'p.analytics_1.events_20250309') {
  const asked: Statement[] = [];
  const jobs = {
    read: async (statement: Statement) => {
      asked.push(statement);
      return { rows: async () => [answer] };
    },
  } as unknown as SqlJobs;
  const newest = async () => (table === null ? null : { table, relation: { from: relation('t'), schema: new Map() } });
  return { asked, presence: new ExportPresence({ jobs, exported: { newest }, source: ga4Export }) };
}

const check = (presence: ExportPresence) => presence.check('2025-03-08', '2025-03-10');

describe('ExportPresence', () => {
  it('asks one table once, by one statement that planning knows', async () => {
    const { asked, presence } = presenceOf(ALL);
    await check(presence);
    await check(presence);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      step: 'presence-20250309',
      reads: 'p.analytics_1.events_20250309',
      purpose: { kind: 'reads rows', standIn: [ALL] },
    });
    expect(asked[0]!.sql).toBe(`SELECT LOGICAL_OR(event_name <> '') AS \`no_event_names\`,
  LOGICAL_OR(event_timestamp IS NOT NULL) AS \`no_moments\`,
  LOGICAL_OR(ARRAY_LENGTH(event_params) > 0) AS \`no_parameters\`
FROM t AS raw_rows`);
    presence.forget();
    await check(presence);
    expect(asked).toHaveLength(2);
  });

  it.each([
    ['no_event_names', 'event_name', false],
    ['no_moments', 'event_timestamp', false],
    ['no_parameters', 'event_params', null],
  ])('refuses by %s, naming field and table', async (code, field, found) => {
    const { presence } = presenceOf({ ...ALL, [code]: found });
    await expect(check(presence)).rejects.toMatchObject({
      code,
      kind: 'usage',
      message: expect.stringContaining('p.analytics_1.events_20250309'),
      details: { field, table: 'p.analytics_1.events_20250309' },
    });
  });

  it('asks nothing of days without rows', async () => {
    const { asked, presence } = presenceOf({}, null);
    await check(presence);
    expect(asked).toEqual([]);
  });
});
