import { PropensityError } from '@propensity/core';
import type { PlannedCommand } from '@propensity/core/ports';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderStatements } from '../render/render-statements.js';
import type { PrintSqlResult } from '../results.js';
import { withStack } from '../with-stack.js';

type PrintSqlOptions = GlobalOptions & { readonly why?: boolean };

/** Prints what a command would run, in order, and runs nothing. */
export function printSqlCommand(io: Io, options: PrintSqlOptions, planned: PlannedCommand): Promise<Outcome> {
  return withStack(io, options, async ({ ports }) => {
    if (ports.plan === undefined) {
      throw new PropensityError(
        'no_statement_plan',
        'The local stack cannot list its statements without running them.',
        {
          kind: 'usage',
          hint: '--print-sql is for the stack "gcp", where statements cost money; local runs are free.',
        },
      );
    }
    if (options.why === true) {
      throw new PropensityError('not_planned', 'What --why reads depends on what the first statement finds.', {
        kind: 'usage',
        hint: 'Leave --why out to see that statement.',
      });
    }
    const { command, snapshot, model, force, userId, target } = planned;
    const statements = await ports.plan.statements({ command, snapshot, model, force, userId, target });
    const json: PrintSqlResult = {
      job: command,
      statements: statements.map(({ script: _, ...statement }) => statement),
    };
    return outcome(json, (screen) => renderStatements(command, statements, screen));
  });
}
