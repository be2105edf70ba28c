import type { UncheckedConfig } from './sources/source-member.js';
import { sourceMember } from './sources/source-schema.js';

/**
 * Faults of what the stack needs beyond what every configuration has, checked on the input as it came, so that they are
 * reported together with all others. One line per fault.
 */
export function stackFaults(input: unknown): string[] {
  const { stack = 'local', ...rest } = recordOf(input);
  const config: UncheckedConfig = { stack, ...rest, gcp: rest.gcp === undefined ? undefined : recordOf(rest.gcp) };
  if (stack !== 'local' && stack !== 'gcp') return [];
  if (stack === 'gcp' && config.gcp === undefined) {
    return ['"gcp" is missing; expected an object with project, dataset, eventsDataset, bucket and location'];
  }
  const source = recordOf(config.source);
  return sourceMember(source.type)?.faults(source, config) ?? [];
}

function recordOf(value: unknown): UncheckedConfig {
  return typeof value === 'object' && value !== null ? (value as UncheckedConfig) : {};
}
