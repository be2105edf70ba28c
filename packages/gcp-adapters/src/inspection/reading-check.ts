import type { DoctorCheck } from '@propensity/core/jobs';
import { describeBytes, formatBytes } from './bytes.js';

/** Tells what doctor's queries will read in all, and refuses it above their limit. */
export function readingCheck(bytes: number, limit: number): DoctorCheck {
  const name = 'reading';
  const message = `Counting users and events reads ${describeBytes(bytes)}`;
  if (bytes <= limit)
    return { name, status: 'ok', message: `${message}; ${formatBytes(limit)} are allowed.`, hint: '' };
  return {
    name,
    status: 'fail',
    message: `${message}; the limit for doctor is ${formatBytes(limit)}, so nothing was read.`,
    hint: `Set gcp.doctorMaximumBytesBilled to ${bytes} or more to allow it, or lower lookbackDays or training.snapshots.`,
  };
}
