import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shopFixture, writeGa4DayFiles } from '@propensity/adapter-tests';
import type { InMemoryEvent } from '@propensity/core/in-memory';
import { silentProgress } from '@propensity/core/ports';
import { createScratch, describeOnServers, loadDayTables, type Scratch } from '@propensity/gcp-testing';
import { expect, it } from 'vitest';
import { openGcpStack } from '../../src/index.js';
import { DROP } from './support/stacks-with-snapshots.js';

const HOUR_MS = 3_600_000;
const dayOf = ({ time }: InMemoryEvent) => new Date(time - 5 * HOUR_MS).toISOString().slice(0, 10);
const eventsOf = (isWanted: (day: string) => boolean) => shopFixture.events.filter((event) => isWanted(dayOf(event)));

async function load({ bigquery, gcp }: Scratch, events: readonly InMemoryEvent[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'propensity-flat-days-'));
  try {
    const files = await writeGa4DayFiles(folder, events, shopFixture.config.source.timeZone);
    await loadDayTables(bigquery, gcp.eventsDataset!, files);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Makes the snapshots as a new process does, and tells what it has run for that. */
async function snapshotsOf(scratch: Scratch, ...snapshots: string[]): Promise<string[]> {
  const notes: string[] = [];
  const { config, now } = shopFixture;
  const { ports, close } = openGcpStack(
    { ...config, features: { ...config.features, drop: DROP }, stack: 'gcp', gcp: scratch.gcp },
    {
      progress: { ...silentProgress, note: (text) => notes.push(text) },
      clock: () => now,
      codeVersion: 'test',
    },
  );
  try {
    ports.begin?.({ job: 'predictions', runId: `run-${snapshots.join('-')}`, snapshot: snapshots[0]! });
    await ports.snapshots.prepare?.(snapshots);
    for (const snapshot of snapshots) await ports.snapshots.materialise(snapshot);
    return notes.filter((note) => /^(flatten|snapshot)/.test(note)).map((note) => note.replace(/: 0 B[^;]*;?/, ':'));
  } finally {
    await close();
  }
}

/** The rows of the snapshots that were made last. */
async function rowsOf({ bigquery, gcp }: Scratch, snapshot: string): Promise<unknown[]> {
  const dataset = bigquery.dataset(`${gcp.dataset}_work`);
  const [tables] = await dataset.getTables();
  const prefix = `ma_features_${snapshot.replaceAll('-', '')}`;
  const [newest] = tables
    .filter(({ id }) => id!.startsWith(prefix))
    .sort((a, b) => Number(b.metadata.creationTime) - Number(a.metadata.creationTime));
  const [rows] = await bigquery.query(
    `SELECT * FROM \`${gcp.project}.${gcp.dataset}_work.${newest!.id}\` ORDER BY user_id`,
  );
  return rows;
}

describeOnServers('flat events by day', (servers) => {
  it('flattens a week later the new days, and those that were written again, and gives the rows of a new start, where several are computed at once', async () => {
    const scratch = await createScratch(servers);
    let anew: Scratch | null = null;
    try {
      await load(
        scratch,
        eventsOf((day) => day <= '2021-03-11'),
      );
      expect(await snapshotsOf(scratch, '2021-03-09')).toEqual([
        'flatten-2021-02-23: 14 new days, 0 that were written again',
        'snapshot-2021-03-09:',
      ]);
      expect(await snapshotsOf(scratch, '2021-03-09')).toEqual([]);

      // The next week's tables, and one event more on a day that was read before.
      const [first] = eventsOf((day) => day === '2021-03-03');
      const late = { ...first!, time: first!.time + HOUR_MS };
      await load(scratch, [
        ...eventsOf((day) => day === '2021-03-03' || (day > '2021-03-11' && day <= '2021-03-18')),
        late,
      ]);
      // Rows of a day may be in the tables of three days before and after it: those are looked at again, too.
      expect(await snapshotsOf(scratch, '2021-03-16')).toEqual([
        'flatten-2021-03-02: 0 new days, 5 that were written again',
        'flatten-2021-03-09: 7 new days, 0 that were written again',
        'snapshot-2021-03-16:',
      ]);

      anew = await createScratch(servers, { eventsDataset: scratch.gcp.eventsDataset! });
      // Here it is one of three that one statement computes.
      expect(await snapshotsOf(anew, '2021-03-16', '2021-03-14', '2021-03-12')).toEqual([
        'flatten-2021-02-26: 18 new days, 0 that were written again',
        'snapshots-2021-03-12-to-2021-03-16:',
        'snapshot-2021-03-16:',
        'snapshot-2021-03-14:',
        'snapshot-2021-03-12:',
      ]);
      const rows = await rowsOf(scratch, '2021-03-16');
      expect(rows.length).toBeGreaterThan(20);
      expect(rows).toEqual(await rowsOf(anew, '2021-03-16'));
    } finally {
      await anew?.remove();
      await scratch.remove();
    }
  }, 900_000);
});
