import type { Progress } from '@propensity/core';

/** Writes one structured line, in the shape that Cloud Logging reads. */
export type Log = (
  severity: 'INFO' | 'WARNING' | 'ERROR',
  message: string,
  fields?: Readonly<Record<string, unknown>>,
) => void;

/** Logs to stderr as JSON, one line per entry. */
export const logToStderr: Log = (severity, message, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ severity, message, ...fields })}\n`);
};

/** Progress as log entries: one per step, warning and note. */
export function logProgress(log: Log): Progress {
  return {
    step: (message) => log('INFO', message),
    advance() {},
    warn: (message) => log('WARNING', message),
    note: (message) => log('INFO', message),
  };
}

/** An error's name, message, stack and causes, for the log only. */
export function errorFields(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return {
    error: { name, ...code, message, stack, ...(cause === undefined ? {} : { cause: errorFields(cause).error }) },
  };
}
