import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { silentProgress } from '@propensity/core/ports';
import { LocalWarehouse } from '@propensity/local-adapters';

/** The id of one of the users, by its number. */
export const userOf = (number: number) => `${1_000_000_000 + number}.${1_700_000_000 + ((number * 7919) % 10_000_000)}`;
const USER_SQL = `(1000000000 + i) || '.' || (1700000000 + (i * 7919) % 10000000)`;

/**
 * A configuration that says only what has to be said, beside a warehouse whose users have predictions of four weeks. What is
 * there of an earlier time is replaced.
 * @returns the path of the configuration
 */
export async function prepareLookups(folder: string, users: number): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'propensity.config.json');
  await writeFile(config, JSON.stringify({ source: { events: 'export/*.parquet' }, target: { event: 'purchase' } }));
  const warehouse = new LocalWarehouse({ folder: join(folder, '.propensity'), progress: silentProgress });
  await warehouse.run(`INSERT INTO ${warehouse.tables.predictions} (user_id, target, proba, model, predicted_week, predicted_at)
SELECT ${USER_SQL}, 'purchase', hash(i) / 18446744073709551616.0, 'purchase-' || i % 4, DATE '2026-01-01' + CAST(i % 4 AS INTEGER) * 7, TIMESTAMP '2026-02-01 06:00:00' + INTERVAL (i % 4) DAY
FROM range(${users}) AS r(i)`);
  // Who closes a warehouse sees to the file that lookups are answered from.
  await warehouse.close();
  return config;
}
