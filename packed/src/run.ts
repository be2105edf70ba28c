import { spawn } from 'node:child_process';

export interface RunOptions {
  readonly cwd: string;
  /** The whole environment; default: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Exit codes other than 0 that are an answer too. */
  readonly allow?: readonly number[];
}

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, without input.
 * @throws Error with all that it has printed, when its exit code is neither 0 nor one of `allow`
 */
export function run(program: string, args: readonly string[], { cwd, env, allow = [] }: RunOptions): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const status = code ?? 1;
      if (status === 0 || (signal === null && allow.includes(status))) resolve({ status, stdout, stderr });
      else reject(new Error(`${program} ${args.join(' ')} ended with ${signal ?? status}:\n${stdout}\n${stderr}`));
    });
  });
}
