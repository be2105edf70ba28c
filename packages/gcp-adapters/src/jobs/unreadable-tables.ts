import { PropensityError } from '@propensity/core';
import type { Statement } from './statement.js';

/**
 * Runs a statement; where it is refused for a value that cannot be read, the error also names the tables that it reads.
 * @throws PropensityError `unreadable_field` with `details.where`; else whatever `run` throws
 */
export async function namingTables<T>({ reads }: Pick<Statement, 'reads'>, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (reads === undefined || !PropensityError.is(error) || error.code !== 'unreadable_field') throw error;
    throw new PropensityError(error.code, `${error.message} (${reads})`, {
      kind: error.kind,
      hint: error.hint,
      details: { ...error.details, where: reads },
      cause: error,
    });
  }
}
