import { type PropensityConfigInput, parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { type LocalStack, openLocalStack } from '../../src/index.js';

/**
 * Opens the stack of an export that `ExportKindWriter` wrote, on 2025-01-20, after its last day.
 * @param folder with the folder `export`; the stack is made beside it
 * @param input what the configuration says besides the target and the windows
 */
export function openExport(
  folder: string,
  input: Omit<PropensityConfigInput, 'source' | 'target'> & { readonly source?: object } = {},
): LocalStack {
  const { source = {}, ...rest } = input;
  const config = parseConfig({
    target: { event: 'view_item' },
    lookbackDays: 7,
    horizonDays: 3,
    local: { folder: 'stack' },
    ...rest,
    source: { events: 'export/events_*.parquet', ...source },
  });
  return openLocalStack(config, {
    baseDirectory: folder,
    progress: silentProgress,
    clock: () => Date.parse('2025-01-20T12:00:00Z'),
    codeVersion: 'test',
  });
}
