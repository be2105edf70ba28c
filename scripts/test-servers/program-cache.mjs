import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './processes.mjs';

const LONGEST_INSTALL_MS = 10 * 60_000;

/** A folder for programs that every checkout of this user shares. */
export function cacheFolder() {
  return process.env.PROPENSITY_CACHE || join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'propensity');
}

/**
 * The folder `name` of the cache, holding what `install(folder)` left there. Installs once, also when several processes
 * ask at the same time; what an install that failed or was killed left behind is removed.
 */
export async function installedOnce(name, install) {
  const folder = join(cacheFolder(), name);
  const done = join(folder, '.complete');
  if (existsSync(done)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const lock = `${folder}.lock`;
  await locked(lock);
  try {
    if (existsSync(done)) return folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    await install(folder);
    writeFileSync(done, '');
    return folder;
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Waits until this process holds the lock file, which names its holder. */
async function locked(lock) {
  const end = Date.now() + LONGEST_INSTALL_MS;
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
    // The holder writes its id a moment after it makes the file.
    if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
    else if (Date.now() > end) throw new Error(`Process ${holder} has held ${lock} for too long; remove it.`);
    else await sleep(200);
  }
}
