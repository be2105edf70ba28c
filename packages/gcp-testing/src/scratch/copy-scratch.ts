import { workDatasetOf } from '@propensity/core/config';
import { TEST_LOCATION } from '../servers/test-clients.js';
import type { TestServers } from '../servers/test-servers.js';
import { createScratch, type Scratch } from './scratch.js';

/** A new corner of the servers over the same export, in which all has been written that has been written in `original`. */
export async function copyScratch(servers: TestServers, original: Scratch): Promise<Scratch> {
  const copy = await createScratch(servers, { eventsDataset: original.gcp.eventsDataset! });
  const [tables] = await original.bigquery.dataset(original.gcp.dataset).getTables();
  for (const table of tables) await table.copy(copy.bigquery.dataset(copy.gcp.dataset).table(table.id!));
  const [work, workOfCopy] = [original, copy].map(({ bigquery, gcp }) => bigquery.dataset(workDatasetOf(gcp)));
  if ((await work!.exists())[0]) {
    await workOfCopy!.create({ location: TEST_LOCATION });
    const [made] = await work!.getTables();
    for (const table of made) await table.copy(workOfCopy!.table(table.id!));
  }
  const [files] = await original.storage.bucket(original.gcp.bucket).getFiles();
  for (const file of files) await file.copy(copy.storage.bucket(copy.gcp.bucket).file(file.name));
  return copy;
}
