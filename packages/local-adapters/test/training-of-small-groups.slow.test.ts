import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@propensity/core/config';
import { modelTraining } from '@propensity/core/jobs';
import { silentProgress } from '@propensity/core/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalStack } from '../src/index.js';
import { auditStatements } from './support/influence-audit.js';
import { writeRareShop } from './support/rare-shop.js';

const LEAST = 4;
const SNAPSHOTS = ['2025-01-20', '2025-01-27'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'propensity-rare-'));
  await writeRareShop(join(folder, 'export'));
});
afterAll(() => rm(folder, { recursive: true }));

/** One training after the other, each compared with the model of the one before. */
async function train(minCellUsers: number | undefined, snapshots: readonly string[]) {
  const stack = openLocalStack(
    parseConfig({
      source: { events: 'export/events_*.json' },
      target: { event: 'view_item' },
      lookbackDays: 10,
      features: {
        drop: ['*'],
        ownEvents: 0,
        add: [
          { name: 'pages', event: 'page_view' },
          { name: 'visit_days', event: 'session_start', aggregate: 'days' },
          { name: 'view_recency', event: 'view_item', aggregate: 'recency' },
          { name: 'order_recency', event: 'purchase', aggregate: 'recency' },
          { name: 'secret_recency', event: 'secret_event', aggregate: 'recency' },
          { name: 'largest_amount', param: 'amount', aggregate: 'max' },
          { name: 'town', param: 'town', aggregate: 'last', kind: 'categorical' },
          { name: 'program', param: 'program', aggregate: 'last', kind: 'categorical' },
        ],
      },
      training: {
        snapshots: 2,
        where: 'warehouse',
        calibrationFolds: 2,
        testShare: 0.4,
        minLevelCount: 1,
        C: 0.1,
        ...(minCellUsers !== undefined && { minCellUsers }),
      },
      local: { folder: `of-${minCellUsers}` },
    }),
    { baseDirectory: folder, progress: silentProgress, clock: () => Date.parse('2025-03-01'), codeVersion: 'test' },
  );
  try {
    const results = [];
    for (const snapshot of snapshots) results.push(await modelTraining(stack.ports, stack.settings, { snapshot }));
    return results;
  } finally {
    await stack.close();
  }
}

/** Rows that are of enough users, by the snapshots that a statement reads: nobody has two at one. */
const leastRowsOf = (sql: string) => (/_snapshot (?:=|IN)/.test(sql) ? LEAST : 2 * LEAST);

/** Statements that read neither training rows nor feature snapshots. */
const OTHERS = [
  // The tables of the system and of the stack's own caches: what there is, and what was written.
  /^DESCRIBE "ma_\w+"$/,
  /^SELECT (?:1|1 AS row) FROM "ma_\w+" LIMIT 1$/,
  /^SELECT run_id, .*\sFROM "ma_model_training_metadata" AS t/s,
  /^SELECT sequence, change_id, .*\sFROM "ma_model_changes" AS t/s,
  /^SELECT (?:users|table_name) FROM ma_feature_snapshots /,
  /^SELECT (?:version\(\) AS version|current_database\(\))$/,
  /^SELECT (?:1 AS row|table_name) FROM duckdb_tables\(\) /,
  /^FROM events_\d+\.main\.(?:kept_days|event_names)/,
  /^SELECT len\(enum_range/,
  // Days of the export: whether there are rows, how many, from when to when. Names of events are numbered for the cache of days.
  /^SELECT bool_and\(json_type\(/,
  /^SELECT 0 AS file, .* AS day, COUNT\(\*\) AS row_count FROM /s,
  /^SELECT date, quarter, COUNT\(\*\) AS "rows" FROM /,
  /^SELECT 1 AS row FROM \(SELECT \* EXCLUDE .* LIMIT 1$/s,
  /^SELECT DISTINCT event_name FROM "delivered_events" /,
  /^SELECT COUNT\(\*\) AS n FROM (?:"repeated_events"$|\(SELECT 1 FROM events_\d+\.main\.flat_events )/,
  /^SELECT MIN\(event_micros\)::VARCHAR AS earliest, MAX\(event_micros\)::VARCHAR AS latest FROM events_/,
  // Events and users of days, and of the target; names that enough users have.
  /^SELECT COUNT\(\*\) AS events, .* AS target_users/s,
  new RegExp(`^SELECT event_name AS name, .* HAVING COUNT\\(DISTINCT .*\\) >= ${LEAST}\n`, 's'),
  new RegExp(`^SELECT CAST\\(NULL AS VARCHAR\\) AS name, .* HAVING COUNT\\(DISTINCT user_id\\) >= ${LEAST}$`, 's'),
];

/** Each statement is sent again some hundred times. */
const LONG = 900_000;

describe('every number that leaves the warehouse in a training', { timeout: LONG }, () => {
  it('is of at least so many users as training.minCellUsers says', async () => {
    const audit = auditStatements(LEAST, leastRowsOf);
    const results = await train(LEAST, SNAPSHOTS).finally(() => audit.restore());
    expect(audit.small).toEqual([]);
    // The second is compared with the first, and everything has been asked.
    expect(results.map(({ status }) => status)).toEqual(['champion', 'champion']);
    expect(results[1]!.reasons.join(' ')).toContain('Does not lose to the champion');
    expect(audit.audited).toBeGreaterThan(40);
    expect(audit.cells).toBeGreaterThan(900);
    const unknown = audit.others.filter((sql) => !OTHERS.some((pattern) => pattern.test(sql)));
    expect(unknown).toEqual([]);
  });

  it('is of a single user without it, as the same look finds', async () => {
    const audit = auditStatements(LEAST, leastRowsOf);
    await train(undefined, SNAPSHOTS.slice(0, 1)).finally(() => audit.restore());
    expect(audit.small.filter(({ users }) => users === 1).length).toBeGreaterThan(20);
    // Among them the pair of a town and a browser that nobody else has.
    expect(audit.small.filter(({ column, users }) => column === 'h' && users === 1).length).toBeGreaterThan(0);
  });
});
