import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import type { Ports } from '../ports/ports.js';
import type { ProbaResult } from '../results/results.js';
import { addDays, startOfDayMicros } from '../windows/calendar-day.js';

/** The current prediction of a user; `stale` once the days it predicts are over. */
export type ProbaAnswer = ProbaResult & { readonly stale: boolean };

/**
 * Looks a user's current probability up.
 * @param target what is predicted, by the name that the tables have for it; the configuration's when left out
 * @throws PropensityError `user_not_found` when the user has never been scored for it.
 */
export async function getProba(
  ports: Pick<Ports, 'predictions' | 'clock'>,
  settings: Pick<JobSettings, 'targetEvent' | 'horizonDays' | 'timeZone'>,
  userId: string,
  target: string = settings.targetEvent,
): Promise<ProbaAnswer> {
  const found = await ports.predictions.find(userId, target);
  if (found === null) {
    const own = target === settings.targetEvent;
    throw new PropensityError(
      'user_not_found',
      `There is no prediction${own ? '' : ` of "${target}"`} for the user "${userId}".`,
      {
        hint: own
          ? 'A user is scored by a run of "propensity predict" that finds data of theirs at its snapshot.'
          : 'Targets are called as "propensity models" lists them; a user is scored by the runs of that target.',
      },
    );
  }
  return { ...found, stale: isStale(found, settings, ports.clock()) };
}

/** When the predicted days of a week are over, by week, horizon and zone: few values, needed at every lookup. */
const ends = new Map<string, number>();
const MAX_ENDS = 1000;

/** Whether the days that a prediction is about are over at `now` (milliseconds since the epoch, UTC). */
export function isStale(
  { predicted_week, horizon_days }: Pick<ProbaResult, 'predicted_week' | 'horizon_days'>,
  settings: Pick<JobSettings, 'horizonDays' | 'timeZone'>,
  now: number,
): boolean {
  const { timeZone } = settings;
  const horizonDays = horizon_days ?? settings.horizonDays;
  const key = `${predicted_week} ${horizonDays} ${timeZone}`;
  let end = ends.get(key);
  if (end === undefined) {
    end = Number(startOfDayMicros(addDays(predicted_week, horizonDays), timeZone)) / 1000;
    if (ends.size === MAX_ENDS) ends.clear();
    ends.set(key, end);
  }
  return now >= end;
}
