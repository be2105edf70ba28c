import type { JobSettings } from '../config/settings.js';
import { type HoldoutComparison, holdoutComparison } from '../holdout/holdout-comparison.js';
import type { Ports } from '../ports/ports.js';

/**
 * Compares exported with held-out users, destination by destination, over all weeks that are over, and keeps what it finds. Nothing where the
 * configuration holds nobody out.
 * @param over the weeks whose label window is over
 * @param again those of them that were evaluated now: days of theirs may have come or been rewritten
 */
export async function evaluateHoldout(
  ports: Pick<Ports, 'exports' | 'predictions' | 'evaluations' | 'clock'>,
  { holdout, targetEvent: target }: Pick<JobSettings, 'holdout' | 'targetEvent'>,
  over: ReadonlySet<string>,
  again: ReadonlySet<string>,
): Promise<readonly HoldoutComparison[]> {
  if (holdout === undefined) return [];
  const before = await ports.exports.groups(target, holdout.seed);
  const weeks = before.flatMap(({ strata, pending }) => [
    ...strata.map(({ week }) => week).filter((week) => again.has(week)),
    ...pending.filter((week) => over.has(week)),
  ]);
  const unsettled = [...new Set(weeks)].sort();
  for (const week of unsettled) await ports.predictions.settleGroups(week, target);
  const groups = unsettled.length === 0 ? before : await ports.exports.groups(target, holdout.seed);
  const found = groups.map((each) => holdoutComparison(each, holdout)).filter((each) => each !== null);
  if (unsettled.length > 0) {
    await ports.evaluations.putHoldout(found, target, new Date(ports.clock()).toISOString());
  }
  return found;
}
