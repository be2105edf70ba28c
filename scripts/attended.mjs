// A program that does not outlive who has started it. Plain JavaScript for any Node ≥ 18.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const POLL_MS = 500;

/**
 * Runs a program, and ends this process with its exit code. The program is passed the signals that this process gets. It is
 * ended when this process's parent has gone, and can see by PROPENSITY_PARENT whether this process has: nobody would be there
 * to end it.
 */
export function attended(program, programArgs, { cwd, env }) {
  const child = spawn(program, programArgs, {
    cwd,
    env: { ...env, PROPENSITY_PARENT: String(process.pid) },
    stdio: 'inherit',
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const isOrphan = orphanhood();
  const watch = setInterval(() => {
    if (!isOrphan()) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, POLL_MS);
  child.on('error', (error) => {
    throw error;
  });
  child.on('exit', (status, signal) => process.exit(signal === null ? status : 1));
}

/** A function that says whether the parent of this process has ended, or that of the shell that npm has put in between. */
function orphanhood() {
  const parent = process.ppid;
  const above = process.env.npm_lifecycle_event === undefined ? null : parentOf(parent);
  const npm = above !== null && /^(ba|da|z|k)?sh$/.test(basename(above.name)) ? above.pid : null;
  return () => process.ppid !== parent || (npm !== null && parentOf(parent)?.pid !== npm);
}

/** The name of a process and its parent; null where the system does not say (Linux does). */
function parentOf(pid) {
  try {
    const [, name, parent] = /\((.*)\) \S (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return { pid: Number(parent), name };
  } catch {
    return null;
  }
}
