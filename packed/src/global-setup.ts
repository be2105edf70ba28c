import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestProject } from 'vitest/node';
import { Registry } from './registry.js';
import { run } from './run.js';
import { installTools } from './tools.js';

const ROOT = resolve(import.meta.dirname, '../..');

export interface Packed {
  /** The `node_modules` of the tools. */
  readonly tools: string;
  /** The user's settings of npm by which packages come from the local registry. */
  readonly npmrc: string;
  /** Where the published tarballs lie. */
  readonly storage: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    packed: Packed;
  }
}

/** Publishes every package, as `npm run release` does, to a registry of its own that lives as long as the tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const tools = await installTools();
  const folder = await mkdtemp(join(tmpdir(), 'propensity-registry-'));
  const registry = await Registry.start(tools, folder);
  const stop = async () => {
    await registry.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    say(`Publishing to ${registry.url} …`);
    await writeFile(join(folder, '.npmrc'), registry.npmrc);
    await run('pnpm', ['-r', 'publish', '--access', 'public', '--no-git-checks', '--registry', registry.url], {
      cwd: ROOT,
      env: { ...process.env, NPM_CONFIG_USERCONFIG: join(folder, '.npmrc') },
    });
    project.provide('packed', { tools, npmrc: registry.npmrc, storage: registry.storage });
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
