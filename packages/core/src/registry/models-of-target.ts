import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import { type StandingModel, standingModels } from './standing-models.js';

/**
 * The models of the configuration's target as they stand, newest first. Those of other targets are in the same table.
 * @throws PropensityError `other_horizon` when a model of that name predicts another number of days.
 */
export async function modelsOfTarget(
  ports: Pick<Ports, 'registry'>,
  settings: Pick<JobSettings, 'targetEvent' | 'horizonDays'>,
): Promise<readonly StandingModel[]> {
  const { targetEvent, horizonDays } = settings;
  const { registry } = ports;
  const all = standingModels(await registry.list(), await registry.changes());
  const records = all.filter((record) => record.targetEvent === targetEvent);
  const other = records.find((record) => record.horizonDays !== horizonDays);
  if (other !== undefined) {
    throw new PropensityError(
      'other_horizon',
      `These tables hold models for "${targetEvent}" within ${other.horizonDays} days; the configuration asks for ` +
        `"${targetEvent}" within ${horizonDays} days.`,
      {
        kind: 'usage',
        hint: `Give the target a name of its own, such as "target": { …, "name": "${targetEvent} ${horizonDays}d" }: both then stand side by side in the same tables.`,
        details: { model: other.model, horizonDays: other.horizonDays },
      },
    );
  }
  return records;
}
