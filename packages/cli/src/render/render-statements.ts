import type { PlannedStatement } from '@propensity/core/ports';
import { bytes, dollars } from './format.js';
import { sentence } from './layout.js';
import type { Screen } from './screen.js';

/**
 * The statements as one script, each under a comment that says what it is for and what it reads. SQL is left as it is,
 * however long its lines are.
 */
export function renderStatements(command: string, statements: readonly PlannedStatement[], screen: Screen): string {
  const known = statements.filter((statement) => statement.bytes !== null);
  const total = known.reduce((sum, statement) => sum + statement.bytes!, 0);
  const cost = known.reduce((sum, statement) => sum + (statement.cost_usd ?? 0), 0);
  const unknown = statements.length - known.length;
  return [
    ...comment(`propensity ${command}: ${statements.length} statements, nothing was run`, screen),
    ...comment(
      `${bytes(total)} in all, ${dollars(cost)}${unknown === 0 ? '' : `, without ${unknown} whose bytes are not known yet`}`,
      screen,
    ),
    ...statements.flatMap((statement, index) => ['', ...header(statement, index + 1, screen), statement.script]),
  ].join('\n');
}

function header(
  { step, bytes: read, cost_usd: cost, note }: PlannedStatement,
  number: number,
  screen: Screen,
): string[] {
  const size = read === null ? 'bytes not known yet' : `${bytes(read)}${cost === null ? '' : `, ${dollars(cost)}`}`;
  return [...comment(`step ${number}: ${step} (${size})`, screen), ...(note === null ? [] : comment(note, screen))];
}

/** Every line begins as a comment, so that the whole can be run. */
function comment(text: string, screen: Screen): string[] {
  return sentence(text, { ...screen, columns: screen.columns - 3 }).map((line) => `-- ${line}`);
}
