import type { PlannedStatement } from '@propensity/core/ports';
import { bytes, dollars } from './format.js';

/** The statements as one script, each under a comment that says what it is for and what it reads. */
export function renderStatements(command: string, statements: readonly PlannedStatement[]): string {
  const known = statements.filter((statement) => statement.bytes !== null);
  const total = known.reduce((sum, statement) => sum + statement.bytes!, 0);
  const cost = known.reduce((sum, statement) => sum + (statement.cost_usd ?? 0), 0);
  const unknown = statements.length - known.length;
  return [
    `-- propensity ${command}: ${statements.length} statements, nothing was run`,
    `-- ${bytes(total)} in all, ${dollars(cost)}${unknown === 0 ? '' : `, without ${unknown} whose bytes are not known yet`}`,
    ...statements.flatMap((statement, index) => ['', ...header(statement, index + 1), statement.script]),
  ].join('\n');
}

function header({ step, bytes: read, cost_usd: cost, note }: PlannedStatement, number: number): string[] {
  const size = read === null ? 'bytes not known yet' : `${bytes(read)}${cost === null ? '' : `, ${dollars(cost)}`}`;
  return [`-- step ${number}: ${step} (${size})`, ...(note === null ? [] : [`-- ${note}`])];
}
