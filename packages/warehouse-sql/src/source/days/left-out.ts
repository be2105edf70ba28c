import type { UnfinishedKind } from './days-of-path.js';

const KINDS: readonly UnfinishedKind[] = ['intraday', 'fresh'];

/**
 * What is left out of an export because Google still writes to its tables: `14 intraday files and 1 fresh file`. Empty
 * where nothing is.
 * @param thing what there is one of for each day
 */
export function describeLeftOut(counts: Readonly<Record<UnfinishedKind, number>>, thing: 'file' | 'table'): string {
  return KINDS.filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind]} ${kind} ${thing}${counts[kind] === 1 ? '' : 's'}`)
    .join(' and ');
}
