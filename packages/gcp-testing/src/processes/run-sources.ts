import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A process that runs TypeScript sources. */
export interface SourcesProcess {
  readonly process: ChildProcess;
  /** How it ended and what it wrote. */
  readonly ended: Promise<{
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
    readonly out: string;
    readonly err: string;
  }>;
}

/**
 * Runs a TypeScript file of the workspace in a process of its own, from the sources, without anything of this
 * process's environment but the PATH.
 */
export function runSources(
  file: string,
  args: readonly string[],
  { cwd, env = {} }: { readonly cwd: string; readonly env?: Readonly<Record<string, string>> },
): SourcesProcess {
  const flags = [
    '--conditions=@propensity/source',
    '--experimental-transform-types',
    '--disable-warning=ExperimentalWarning',
    `--import=${join(import.meta.dirname, 'source-names.mjs')}`,
  ];
  const child = spawn(process.execPath, [...flags, file, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += data;
  });
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = new Promise<Awaited<SourcesProcess['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode, signal) => resolve({ exitCode, signal, out, err }));
  });
  return { process: child, ended };
}
