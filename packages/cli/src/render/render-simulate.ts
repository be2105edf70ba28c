import type { SimulatedExport } from '@propensity/simulator';
import { nextCommand } from './command-line.js';
import { count } from './format.js';
import { heading, page } from './layout.js';
import type { Screen } from './screen.js';

/**
 * What a simulation wrote.
 * @param paths of the day files and of the true probabilities, as they are called from the working directory
 */
export function renderSimulate(
  { kind, target, files, firstDay, lastDay, events, users, conversions }: SimulatedExport,
  paths: { readonly glob: string; readonly truth: string },
  screen: Screen,
): string {
  const written =
    `✓ Wrote ${files.length} day files, ${firstDay} to ${lastDay}: ` +
    `${count(events)} events of ${count(users)} users, ${count(conversions)} ${kind === 'shop' ? 'purchases' : `times ${target}`}`;
  const next = ['', ...nextCommand(`propensity init --yes --events "${paths.glob}" --target ${target}`, screen)];
  return page([...heading(written, screen), `True probabilities: ${paths.truth}`, ...next], screen);
}
