import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import workerThreads from 'node:worker_threads';

const STARTERS = ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync'] as const;
const started = new Set<string>();

/** What this process has tried to start since the last call, by the function that it called; nothing was started. */
export function takeForbiddenStarts(): readonly string[] {
  const starts = [...started];
  started.clear();
  return starts;
}

/**
 * From now on this process starts no process, no thread and no server: the functions of Node that would do so throw, and
 * the attempt is remembered. What native code does, such as DuckDB's threads, is not seen.
 */
export function allowOnlyThisProcess(): void {
  for (const name of STARTERS) Reflect.set(childProcess, name, () => refuse(name));
  net.Server.prototype.listen = () => refuse('listen');
  workerThreads.Worker = class {
    constructor() {
      refuse('Worker');
    }
  } as unknown as typeof workerThreads.Worker;
  syncBuiltinESMExports();
}

function refuse(name: string): never {
  started.add(name);
  throw new Error(
    `A unit test starts no process, thread or server, and this one called ${name}(): name its file *.system.test.ts.`,
  );
}
