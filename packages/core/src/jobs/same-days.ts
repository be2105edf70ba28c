import type { ModelArtifact } from '../artifact/model-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';

/**
 * Refuses a model whose days were others than those of the configuration: features and scores would be of something else.
 * @throws PropensityError `another_time_zone`, `another_intraday`; both of kind `refused`
 */
export function assertSameDays(
  { name, windows }: Pick<ModelArtifact, 'name' | 'windows'>,
  { timeZone, intraday }: Pick<JobSettings, 'timeZone' | 'intraday'>,
): void {
  if (windows.timeZone !== timeZone) {
    throw new PropensityError(
      'another_time_zone',
      `The model ${name} was trained on days in ${windows.timeZone}; the configuration says ${timeZone}.`,
      {
        kind: 'refused',
        hint: `Train again, or set "source": {"timeZone": "${windows.timeZone}"}.`,
        details: { timeZone, trained: windows.timeZone },
      },
    );
  }
  const trained = windows.intraday ?? false;
  if (trained === intraday) return;
  throw new PropensityError(
    'another_intraday',
    trained
      ? `The model ${name} was trained with days that exist only as intraday data; the configuration leaves them out.`
      : `The model ${name} was trained without days that exist only as intraday data; the configuration reads them.`,
    {
      kind: 'refused',
      hint: trained
        ? 'Train again, or set "source": {"intraday": true}.'
        : 'Train again, or leave "source.intraday" out.',
      details: { intraday, trained },
    },
  );
}

/** What a file records of the setting: nothing where only whole days were read, as in files of earlier versions. */
export function recordedIntraday({ intraday }: Pick<JobSettings, 'intraday'>): { readonly intraday?: true } {
  return intraday ? { intraday } : {};
}
