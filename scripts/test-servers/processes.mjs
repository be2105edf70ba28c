import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Whether a process of that id runs. */
export function isAlive(pid) {
  return commandOf(pid) !== '';
}

/** The command line of a process, or '' when there is none: a zombie has ended, whatever `kill -0` says. */
export function commandOf(pid) {
  try {
    const [state, ...command] = execFileSync('ps', ['-o', 'stat=,args=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') ? '' : command.join(' ');
  } catch {
    return '';
  }
}

/** Ends a process, if it still is the one whose command line holds `mark`: at first kindly, after 5 s without asking. */
export async function end(pid, mark) {
  const runs = () => commandOf(pid).includes(mark);
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    if (!runs()) return;
    process.kill(pid, signal);
    for (let waited = 0; waited < 5000 && runs(); waited += 50) await sleep(50);
  }
}

/** A port of loopback that nobody listened on a moment ago. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Runs a program to its end. Resolves to its exit code and to all that it said; -1 when it could not be started. */
export function runToEnd(program, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
    });
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.on('error', (error) => resolve({ exitCode: -1, said: error.message }));
    // Not `close`: a server that the program leaves running holds its pipes.
    child.on('exit', (code) => setImmediate(() => resolve({ exitCode: code ?? 1, said: said.trim() })));
  });
}
