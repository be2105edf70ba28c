import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EVERYONE, targetRule } from '@propensity/core/question';
import { createScratch, describeOnServers, type Scratch } from '@propensity/gcp-testing';
import {
  type Dialect,
  duckdbDialect,
  exportTableRows,
  featureCatalogue,
  featureSnapshotSql,
  ga4DeliveriesSql,
  ga4EventsSql,
  ga4Export,
  googlesqlDialect,
  queryRelation,
  type RawRelation,
  type Relation,
  reachSql,
  targetFlag,
} from '@propensity/warehouse-sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ADDED_FEATURES } from '../../../warehouse-sql/test/support/added-features.js';
import { AWKWARD_EXPORT, type RawDay, SNAPSHOT, WINDOW } from '../../../warehouse-sql/test/support/awkward-export.js';
import { type Build, cellsOf, createDays, sorted } from '../../../warehouse-sql/test/support/both-engines.js';
import { openDuckdb } from '../../../warehouse-sql/test/support/open-duckdb.js';
import { type Cell, exactNumber } from '../../../warehouse-sql/test/support/zetasql/zetasql-values.js';

const TARGET = targetRule({ event: 'purchase' });
const both = (events: Relation) => ({ events, seen: events });

const flat = (dialect: Dialect, relations: readonly RawRelation[], more = {}) =>
  ga4EventsSql({ ...WINDOW, dialect, relations, ...more });

/** Questions whose answers hold whatever the statements read of an export. */
const BUILDS: readonly (readonly [string, Build])[] = [
  ['events', flat],
  [
    'features of every kind',
    (dialect, relations) => {
      const features = featureCatalogue({
        source: ga4Export,
        lookbackDays: 14,
        features: { drop: [], add: ADDED_FEATURES },
      });
      const customColumns = features.flatMap(({ customColumn }) => customColumn ?? []);
      const events = queryRelation(flat(dialect, relations, { customColumns }));
      const { timeZone } = WINDOW;
      const { roles } = ga4Export;
      return featureSnapshotSql({ dialect, events, roles, snapshot: SNAPSHOT, lookbackDays: 14, timeZone, features });
    },
  ],
  [
    'reach',
    (dialect, relations) =>
      reachSql({
        dialect,
        ...both(
          queryRelation(ga4DeliveriesSql({ ...WINDOW, dialect, relations, customColumns: [targetFlag(TARGET)] })),
        ),
        snapshot: SNAPSHOT,
        lookbackDays: 14,
        horizonDays: 7,
        timeZone: WINDOW.timeZone,
        target: TARGET,
        population: EVERYONE,
      }),
  ],
];

describeOnServers('a BigQuery server gives the cells of DuckDB', (servers) => {
  let folder: string;
  let scratch: Scratch;
  let duckdb: Awaited<ReturnType<typeof openDuckdb>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'propensity-same-cells-'));
    scratch = await createScratch(servers);
    for (const day of AWKWARD_EXPORT) await load(day);
  });
  afterAll(async () => {
    await scratch?.remove();
    await rm(folder, { recursive: true });
  });

  async function load({ suffix, fields, rows }: RawDay): Promise<void> {
    const file = join(folder, `${suffix}.json`);
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'));
    const table = scratch.bigquery.dataset(scratch.gcp.eventsDataset!).table(`events_${suffix}`);
    await table.load(file, {
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      schema: { fields: structuredClone([...fields]) as object[] },
    });
  }

  async function onServer(sql: string): Promise<Record<string, Cell>[]> {
    const integerTypeCastFunction = (value: string) => exactNumber(BigInt(value));
    const [rows] = await scratch.bigquery.query(sql, { wrapIntegers: { integerTypeCastFunction } });
    return rows as Record<string, Cell>[];
  }

  it.each(BUILDS)('%s', async (_what, build) => {
    duckdb = await openDuckdb();
    const expected = await cellsOf(duckdb, build(duckdbDialect, await createDays(duckdb, AWKWARD_EXPORT)));
    const days = AWKWARD_EXPORT.map(({ suffix, fields }) => ({ suffix, schema: fields }));
    const dataset = `${scratch.gcp.project}.${scratch.gcp.eventsDataset}`;
    const relations = exportTableRows({ dataset, prefix: 'events_', days }).map((stored) =>
      ga4Export.relation(googlesqlDialect, stored),
    );
    const rows = await onServer(build(googlesqlDialect, relations));
    duckdb.closeSync();
    expect(expected.length).toBeGreaterThan(0);
    expect(sorted(rows)).toEqual(sorted(expected));
  });
});
