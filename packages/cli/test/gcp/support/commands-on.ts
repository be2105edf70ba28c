import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GcpConfig } from '@propensity/core/config';
import { Workplace } from '../../support/workplace.js';
import { NOW, SMALL_SHOP } from './small-shop.js';

/** Runs command lines on the small shop, one after the other, and gives what the last one printed and ended with. */
export async function commandsOn(gcp: GcpConfig, commandLines: readonly (readonly string[])[]) {
  const workplace = await Workplace.create(NOW);
  try {
    await writeFile(join(workplace.folder, 'propensity.config.json'), JSON.stringify({ ...SMALL_SHOP, gcp }));
    let end: Awaited<ReturnType<Workplace['json']>> = { exitCode: 0, value: null };
    for (const argv of commandLines) end = await workplace.json(...argv);
    return end;
  } finally {
    await workplace.remove();
  }
}
