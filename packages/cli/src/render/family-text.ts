import type { TrainResult } from '@propensity/core/jobs';
import { percent } from './format.js';

/**
 * Which kind of model came out, and what a richer one gains; null where only one kind was tried.
 * `additive: its log-loss is 1.2 % lower than the linear model's on users that neither has seen (90 % interval: 0.5 to 1.9 %)`.
 */
export function familyText({ selection }: Pick<TrainResult, 'selection'>): string | null {
  const richer = selection?.candidates.find(({ gain }) => gain !== undefined);
  const first = selection?.candidates[0];
  if (richer?.gain === undefined || first === undefined) return null;
  const { log_loss, first_log_loss: before, interval, taken } = richer.gain;
  const [low, high] = interval.map((bound) => percent(bound / before));
  const gain = `${percent(Math.abs(log_loss) / before)} ${log_loss < 0 ? 'higher' : 'lower'}`;
  const measured = `on users that neither has seen (lower by ${low} to ${high}, 90 % interval)`;
  return taken
    ? `${richer.kind}: its log-loss is ${gain} than the ${first.kind} model's ${measured}`
    : `${first.kind}: the ${richer.kind} model's log-loss is ${gain} ${measured}, which does not carry it`;
}
