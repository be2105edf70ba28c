import { configJsonSchema } from '@propensity/core/config';
import { commandsPage } from './commands/commands-page.js';
import { configurationPage } from './configuration/configuration-page.js';
import { errorsPage } from './errors/errors-page.js';
import { featuresPage } from './features/features-page.js';
import { resultsPages } from './results/results-page.js';
import { tablesPage } from './tables/tables-page.js';

/** The files of the reference that are made from the code, by their path in the folder of the site. */
export function referencePages(): Map<string, string> {
  return new Map([
    ['reference/configuration.md', configurationPage()],
    ['reference/commands.md', commandsPage()],
    ['reference/tables.md', tablesPage()],
    ['reference/errors.md', errorsPage()],
    ['reference/features.md', featuresPage()],
    ...resultsPages(),
    ['public/schemas/configuration.schema.json', `${JSON.stringify(configJsonSchema(), null, 2)}\n`],
  ]);
}
