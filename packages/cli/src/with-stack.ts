import type { Jobs, Log, Stack } from '@propensity/functions';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import { terminalProgress } from './terminal-progress.js';

/** A stack, the jobs, which send notices of their results, and the configuration file that asked for both. */
export interface OpenStack extends Stack {
  readonly jobs: Jobs;
  readonly configFile: string;
}

/** Loads the configuration, opens its stack for `work`, and closes it whatever happens. */
export async function withStack<T>(io: Io, options: GlobalOptions, work: (stack: OpenStack) => Promise<T>): Promise<T> {
  const { coreJobs, loadConfig, openStack, reportedJobs, secretsOf } = await import('@propensity/functions');
  const loaded = await loadConfig(options.config, io.cwd);
  const progress = terminalProgress(io, options.quiet === true);
  const stack = await openStack(loaded, { progress, clock: io.clock, secrets: secretsOf(io.env) });
  const jobs = reportedJobs(coreJobs, { notices: stack.notices, log: errorLog(io) });
  try {
    return await work({ ...stack, jobs, configFile: loaded.file });
  } finally {
    progress.stop();
    await stack.close();
  }
}

/** Errors that end no job, such as a notice that could not be sent, are shown even with `--quiet`. */
function errorLog(io: Io): Log {
  return (severity, message) => {
    if (severity === 'ERROR') io.err.write(`! ${message}\n`);
  };
}
