import type { FoundExport } from '@propensity/local-adapters';

/** The exports of day files below a folder, the likeliest first; by their names alone. */
export async function exportsBelow(folder: string): Promise<FoundExport[]> {
  const { findExports } = await import('@propensity/local-adapters');
  return findExports(folder);
}
