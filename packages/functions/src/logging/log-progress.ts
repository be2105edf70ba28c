import type { Progress } from '@propensity/core/ports';
import type { Log } from './log.js';

/** Progress as log entries: one per step and per warning. */
export function logProgress(log: Log): Progress {
  return {
    step: (message) => log('INFO', message),
    advance() {},
    warn: (message) => log('WARNING', message),
  };
}
