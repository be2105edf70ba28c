import { Command } from 'commander';
import { costsTables, limitsTables } from './costs-tables.js';
import { measureExport } from './measure-export.js';
import { FEATURES, QUESTION } from './statements.js';

/** `bench costs`: what the stack on Google Cloud reads, keeps and costs, by the statements that it sends and a simulated shop's rows. */
export function costsCommand(write: (text: string) => void): Command {
  return new Command('costs')
    .description('Work out what the stack on Google Cloud reads and costs, by volume, and how far it is from limits.')
    .option('--limits', 'what grows and what does not, in place of costs')
    .action(async ({ limits = false }: { readonly limits?: boolean }) => {
      const measured = await measureExport(FEATURES, QUESTION.lookbackDays);
      write(limits ? await limitsTables(measured) : costsTables(measured));
    });
}
