import { createHash } from 'node:crypto';
import type { RunIdentity } from '@propensity/core/ports';
import type { Statement } from './statement.js';

/** The longest id that BigQuery takes is 1,024 characters; ours stay readable. */
const MAX_PART = 100;

/** A job's id: run, step, a hash of what it does, and the number of the attempt. The same work has the same id. */
export function jobIdOf(runId: string, statement: Statement, attempt: number): string {
  const { step, sql, params = {}, key } = statement;
  const decisive = key ?? JSON.stringify([sql, params]);
  const hash = createHash('sha256').update(decisive).digest('hex').slice(0, 16);
  return `propensity-${idPart(runId)}-${idPart(step)}-${hash}-${attempt}`;
}

/** Labels of a job: what the bill is broken down by. */
export function jobLabels(run: RunIdentity | null, step: string): Record<string, string> {
  return {
    app: 'propensity',
    job: labelValue(run?.job.replace(/[A-Z]/g, (capital) => `-${capital}`) ?? 'none'),
    run: labelValue(run?.runId ?? 'none'),
    step: labelValue(step),
  };
}

function idPart(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, MAX_PART);
}

/** BigQuery allows lower-case letters, digits, _ and -, up to 63 of them. */
function labelValue(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '-')
    .slice(0, 63);
}
