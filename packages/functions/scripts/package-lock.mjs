import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Makes `lockFile` lock what `manifest` depends on: npm is asked only when it does not, and then keeps
 * every version that still fits.
 * @returns {boolean} whether the file had to be written
 */
export function updateLock(lockFile, manifest) {
  if (existsSync(lockFile) && locks(JSON.parse(readFileSync(lockFile, 'utf8')), manifest)) return false;
  const folder = mkdtempSync(join(tmpdir(), 'propensity-lock-'));
  try {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    if (existsSync(lockFile)) cpSync(lockFile, join(folder, 'package-lock.json'));
    // Without addresses, the file serves behind any registry mirror.
    const options = [
      '--package-lock-only',
      '--omit-lockfile-registry-resolved',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
    ];
    execFileSync('npm', ['install', ...options], { cwd: folder, stdio: ['ignore', 2, 2] });
    cpSync(join(folder, 'package-lock.json'), lockFile);
  } finally {
    rmSync(folder, { recursive: true });
  }
  return true;
}

function locks(lock, { version, dependencies, engines }) {
  const root = lock.packages?.[''] ?? {};
  if (root.version !== version) return false;
  return sorted(root.dependencies) === sorted(dependencies) && sorted(root.engines) === sorted(engines);
}

function sorted(record = {}) {
  return JSON.stringify(Object.entries(record).sort());
}
