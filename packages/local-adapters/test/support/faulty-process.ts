import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'tsup';

const packageFolder = resolve(import.meta.dirname, '../..');

/** Why faults cannot be injected here; null where they can. */
export function whyNoFaults(): string | null {
  if (process.platform !== 'linux') return 'only Linux preloads a library';
  try {
    execFileSync('cc', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no C compiler is installed';
  }
}

export interface Fault {
  readonly mode: 'kill' | 'full' | 'count';
  /** Which write, sync, link, … it strikes at, from 1. */
  readonly at: number;
}

export interface FaultyRun {
  readonly signal: NodeJS.Signals | null;
  readonly exitCode: number | null;
  readonly out: string;
  /** Writes, syncs, links, … below the folder; null of a killed process. */
  readonly calls: number | null;
}

/** A program of the sources, as Node can run it, and the library that lets its disk fail. */
export class FaultyProgram {
  private constructor(
    readonly folder: string,
    readonly program: string,
    readonly library: string,
  ) {}

  /** @param entry a module below this package */
  static async build(entry: string): Promise<FaultyProgram> {
    // Below the package, where DuckDB is found.
    await mkdir(join(packageFolder, 'node_modules'), { recursive: true });
    const folder = await mkdtemp(join(packageFolder, 'node_modules/.faulty-'));
    await build({
      config: false,
      silent: true,
      entry: { program: join(packageFolder, entry) },
      outDir: folder,
      format: ['esm'],
      target: 'node22',
      noExternal: [/^(?!@duckdb\/|node:)/],
      external: [/^@duckdb\//],
      esbuildOptions: (options) => {
        options.conditions = ['@propensity/source'];
        options.banner = {
          js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
        };
      },
    });
    await symlink(join(packageFolder, 'node_modules/@duckdb'), join(folder, '@duckdb')).catch(() => {});
    const library = join(folder, 'fault-injection.so');
    execFileSync('cc', [
      '-shared',
      '-fPIC',
      '-O1',
      '-w',
      '-o',
      library,
      join(import.meta.dirname, 'fault-injection.c'),
      '-ldl',
    ]);
    return new FaultyProgram(folder, join(folder, 'program.js'), library);
  }

  /** Runs the program with a disk that fails below `folder`. */
  async run(folder: string, args: readonly string[], { mode, at }: Fault): Promise<FaultyRun> {
    const report = join(await mkdtemp(join(tmpdir(), 'propensity-calls-')), 'calls');
    const child = spawn(process.execPath, [this.program, ...args], {
      env: {
        PATH: process.env.PATH,
        LD_PRELOAD: this.library,
        FAULT_FOLDER: folder,
        FAULT_MODE: mode,
        FAULT_AT: String(at),
        FAULT_REPORT: report,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    const [exitCode, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    const calls = await readFile(report, 'utf8').then(Number, () => null);
    return { signal, exitCode, out: out.trim(), calls };
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
