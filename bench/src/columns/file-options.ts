import type { Command } from 'commander';
import { commaSeparated, positiveNumber } from '../option-values.js';

/** Adds the options of a command that learns a column of a file: those of `ExperimentOptions`, and the penalty. */
export function addFileOptions(command: Command): Command {
  return command
    .requiredOption('--label <column>', 'the column to predict')
    .option('--positive <value>', 'the label of a positive row (default: 1, true or yes)')
    .option('--categorical <a,b,…>', 'columns that are categories; the others are numbers', commaSeparated)
    .option('--drop <c,d,…>', 'columns to leave out', commaSeparated)
    .option('--C <number>', 'inverse strength of the L2 penalty', positiveNumber, 1);
}
