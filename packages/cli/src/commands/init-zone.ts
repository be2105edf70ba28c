import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PropensityError } from '@propensity/core';
import { parseConfig } from '@propensity/core/config';
import { silentProgress } from '@propensity/core/ports';
import { addDays, type FittingZones, fittingZones } from '@propensity/core/windows';
import type { Io } from '../io.js';

/** Over a year, zones that change their clocks on different days differ. */
const LOOKED_AT_DAYS = 400;

/**
 * The time zone in which the dates of a local export are the days of its rows; null where there is no export yet, or its rows
 * have no dates.
 * @param file of the configuration that is going to be written: relative paths stand against its folder
 * @throws PropensityError whatever makes the export unreadable
 */
export async function zoneOfExport(io: Io, file: string, config: object): Promise<FittingZones | null> {
  const { openStack } = await import('@propensity/functions');
  // Nothing is left beside a configuration that may not be written after all.
  const folder = await mkdtemp(join(tmpdir(), 'propensity-init-'));
  try {
    const loaded = { file, baseDirectory: dirname(file), config: parseConfig({ ...config, local: { folder } }) };
    const stack = await openStack(loaded, { progress: silentProgress, clock: io.clock, secrets: {} });
    try {
      const { events } = stack.ports;
      const days = await events.days().catch((error: unknown) => {
        if (PropensityError.is(error) && error.code === 'no_export_files') return [];
        throw error;
      });
      const last = days.at(-1)?.date;
      if (last === undefined) return null;
      const evidence = await events.evidence?.(addDays(last, -LOOKED_AT_DAYS), addDays(last, 1));
      return evidence === undefined ? null : fittingZones(evidence.dates);
    } finally {
      await stack.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
