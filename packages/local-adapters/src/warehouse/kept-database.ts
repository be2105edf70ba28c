import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { duckdbDialect } from '@propensity/warehouse-sql';
import { isLockedFile } from './locked-file.js';

/** The names of the files, with what DuckDB puts beside them. */
export const KEPT_FILE = /^events-[0-9a-f]{16}\.duckdb/;

/** A file that no command has used for so long is of a configuration that is gone: weekly runs use theirs every week. */
const UNUSED_MS = 10 * 86_400_000;

/** How many there have been in this process. */
let count = 0;

/**
 * A database file for what can be computed again but takes long, kept beside the warehouse from one command to the next. Who holds the warehouse
 * holds this too. It is a cache: whatever is wrong with it, it is made anew.
 */
export class KeptDatabase {
  private constructor(
    readonly name: string,
    readonly path: string,
    /** The file was not there before. */
    readonly created: boolean,
  ) {}

  /**
   * Opens the file of this identity, makes it where there is none, and makes it anew where it cannot be read. Those that have not been used for
   * long are removed.
   * @param folder of the warehouse, which this process holds
   * @param identity 16 hexadecimal digits: of others the file's content would be wrong
   * @returns null where somebody else has it open, or it cannot be made
   */
  static async attach(connection: DuckDBConnection, folder: string, identity: string): Promise<KeptDatabase | null> {
    count += 1;
    const path = join(folder, `events-${identity}.duckdb`);
    const name = `events_${count}`;
    await removeUnused(folder, path);
    const open = () => connection.run(`ATTACH ${duckdbDialect.string(path)} AS ${name} (STORAGE_VERSION 'latest')`);
    let created = (await stat(path).catch(() => null)) === null;
    // A log without its file would be applied to the new one.
    if (created) await removeKept(path);
    try {
      await open().catch(async (error: unknown) => {
        if (isLockedFile(error) || isOpenAlready(error)) throw error;
        await removeKept(path);
        created = true;
        await open();
      });
      await utimes(path, new Date(), new Date());
    } catch (error) {
      if (created && !isLockedFile(error) && !isOpenAlready(error)) await removeKept(path);
      return null;
    }
    return new KeptDatabase(name, path, created);
  }

  /** Lets go of the file. @param keeps false to remove it */
  async detach(connection: DuckDBConnection, keeps: boolean): Promise<void> {
    let whole = true;
    try {
      if (keeps) await connection.run(`CHECKPOINT ${this.name}`);
    } catch {
      // A full disk: the log has what was stored, but it takes more room than the file would.
      whole = false;
    }
    await connection.run(`DETACH ${this.name}`).catch(() => {
      whole = false;
    });
    if (!keeps || !whole) await removeKept(this.path);
  }
}

/** Removes every file of that kind. @param folder of the warehouse, which this process holds, with none of them open */
export async function removeKeptFiles(folder: string): Promise<void> {
  for (const file of await keptFiles(folder)) await rm(join(folder, file), { force: true });
}

async function removeKept(path: string): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true });
}

async function removeUnused(folder: string, used: string): Promise<void> {
  for (const file of await keptFiles(folder)) {
    const path = join(folder, file);
    if (path.startsWith(used)) continue;
    const last = await stat(path).catch(() => null);
    if (last !== null && Date.now() - last.mtimeMs > UNUSED_MS) await rm(path, { force: true });
  }
}

async function keptFiles(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(() => [])).filter((name) => KEPT_FILE.test(name));
}

/** By another warehouse of this process. */
function isOpenAlready(error: unknown): boolean {
  return (
    error instanceof Error && /already attached|already been attached|Unique file handle conflict/i.test(error.message)
  );
}
