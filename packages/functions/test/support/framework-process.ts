import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { expect, vi } from 'vitest';
import { freePort } from './free-port.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const framework = join(root, 'node_modules/@google-cloud/functions-framework/build/src/main.js');

/** Entry points as Node can load them, in a folder where they find the framework. */
export interface Bundle {
  readonly folder: string;
  remove(): Promise<void>;
}

/** Bundles entry points of this package (paths below it), each into a file of its own name, with everything but what has to stay outside. */
export async function bundle(...entries: readonly string[]): Promise<Bundle> {
  const folder = await mkdtemp(join(root, 'node_modules/.entry-'));
  await build({
    config: false,
    silent: true,
    entry: Object.fromEntries(entries.map((entry) => [basename(entry, '.ts'), join(root, entry)])),
    outDir: folder,
    format: ['esm'],
    target: 'node22',
    noExternal: [/^(?!@google-cloud\/|@duckdb\/|node:)/],
    external: [/^@google-cloud\//, /^@duckdb\//],
    esbuildOptions(options) {
      options.conditions = ['@propensity/source'];
      // Some dependencies are CommonJS and ask for Node's modules with `require`.
      options.banner = {
        js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
      };
    },
  });
  // The local stack's engine is a dependency of another package.
  await mkdir(join(folder, 'node_modules'));
  await symlink(join(root, '../local-adapters/node_modules/@duckdb'), join(folder, 'node_modules/@duckdb'));
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** What an entry says, as far as the tests look. */
export interface LogEntry {
  readonly severity: string;
  readonly message: string;
  readonly error?: { readonly code?: string };
}

/** The real functions-framework, serving a function in a process of its own. */
export class FrameworkProcess {
  #log = '';

  private constructor(
    readonly child: ChildProcess,
    /** With a slash at the end. */
    readonly url: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.#log += chunk));
  }

  static async start(source: string, target: string, env: Readonly<Record<string, string>>): Promise<FrameworkProcess> {
    const port = await freePort();
    const argv = [framework, `--target=${target}`, `--source=${source}`, `--port=${port}`];
    const child = spawn(process.execPath, argv, {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new FrameworkProcess(child, `http://127.0.0.1:${port}/`);
    const answers = async () => {
      const { ok } = await fetch(`${started.url}healthz`);
      expect(ok).toBe(true);
    };
    const died = once(child, 'exit').then(() => {
      throw new Error(`functions-framework ended:\n${started.log}`);
    });
    await Promise.race([vi.waitFor(answers, { timeout: 30_000 }), died]);
    died.catch(() => {});
    return started;
  }

  /** Everything it wrote so far. */
  get log(): string {
    return this.#log;
  }

  /** The log entries so far. */
  get entries(): LogEntry[] {
    const lines = this.#log.split('\n').filter((line) => line.startsWith('{'));
    return lines.map((line) => JSON.parse(line));
  }

  /** Resolves to the exit code. */
  async exited(): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
    return this.child.exitCode;
  }

  /** Asks it to stop, and waits until it has. */
  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exited();
  }
}
