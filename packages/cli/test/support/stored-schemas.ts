import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { resultSchemas, type Schema } from '../../scripts/result-schemas.js';

const PACKAGE = resolve(import.meta.dirname, '../..');
/** What the types of results are made of. */
const SOURCES = ['src/results.ts', 'scripts/result-schemas.ts', '../core/src/**/*.ts', '../functions/src/**/*.ts'];

/** `resultSchemas`, which takes seconds, kept for as long as the sources are the same. */
export function storedSchemas(): Map<string, Schema> {
  const hash = createHash('sha256');
  for (const file of globSync(SOURCES, { cwd: PACKAGE }).sort()) hash.update(readFileSync(join(PACKAGE, file)));
  const folder = join(PACKAGE, 'node_modules/.cache');
  const stored = join(folder, `result-schemas-${hash.digest('hex').slice(0, 16)}.json`);
  if (!existsSync(stored)) {
    mkdirSync(folder, { recursive: true });
    const draft = `${stored}.${process.pid}`;
    writeFileSync(draft, JSON.stringify([...resultSchemas(PACKAGE)]));
    renameSync(draft, stored);
  }
  return new Map(JSON.parse(readFileSync(stored, 'utf8')));
}
