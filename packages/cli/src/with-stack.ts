import type { Jobs, Log, PublishReport, Stack } from '@propensity/functions';
import { EXIT } from './exit-code.js';
import type { GlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import type { Outcome } from './outcome.js';
import { tellWarning } from './tell.js';
import { terminalProgress } from './terminal-progress.js';

/** A stack, the jobs, which send notices of their results, and the configuration file that asked for both. */
export interface OpenStack extends Stack {
  readonly jobs: Jobs;
  readonly configFile: string;
}

/**
 * Loads the configuration, opens its stack for `work`, and lets go of it whatever happens. A command that fails or refuses
 * leaves no file that was not there before.
 * @param publishReport what writes a report after predictions; none is written without
 */
export async function withStack(
  io: Io,
  options: GlobalOptions,
  work: (stack: OpenStack) => Promise<Outcome>,
  publishReport?: PublishReport,
): Promise<Outcome> {
  const { coreJobs, loadConfig, openStack, reportedJobs, secretsOf } = await import('@propensity/functions');
  const loaded = await loadConfig(options.config, io.cwd);
  const progress = terminalProgress(io, options.quiet === true);
  const stack = await openStack(loaded, { progress, clock: io.clock, secrets: secretsOf(io.env) });
  const jobs = reportedJobs(coreJobs, { notices: stack.notices, log: errorLog(io), publishReport });
  let result: Outcome;
  try {
    result = await work({ ...stack, jobs, configFile: loaded.file });
  } catch (error) {
    progress.stop();
    // Of two failures the first is the one to report.
    await stack.close({ refused: true }).catch(() => {});
    throw error;
  }
  progress.stop();
  await stack.close({ refused: result.exitCode !== EXIT.done });
  return result;
}

/** Errors that end no job, such as a notice that could not be sent, are shown even with `--quiet`. */
function errorLog(io: Io): Log {
  return (severity, message) => {
    if (severity === 'ERROR') tellWarning(io, message);
  };
}
