import { PropensityError } from '@propensity/core';
import type { ServingStore } from '@propensity/core/ports';
import type { GlobalOptions } from '../global-options.js';
import type { Io } from '../io.js';
import { type Outcome, outcome } from '../outcome.js';
import { renderServing } from '../render/render-serving.js';
import type { ServingResult } from '../results.js';
import { withStack } from '../with-stack.js';

export type ServingAction = ServingResult['action'];

/**
 * Says what the serving store holds, writes what it lacks, or writes it anew.
 * @throws PropensityError `no_serving_store` (kind `usage`) where lookups read the predictions themselves
 */
export function servingCommand(io: Io, options: GlobalOptions, action: ServingAction): Promise<Outcome> {
  return withStack(io, options, async ({ ports }) => {
    const { serving } = ports;
    if (serving === undefined) {
      throw new PropensityError('no_serving_store', 'The configuration names no store for lookups.', {
        kind: 'usage',
        hint: 'Lookups read the predictions table. Add gcp.serving: see docs/serving.md.',
      });
    }
    const changes = await act(serving, action);
    const { place, whole, reason, newest } = await serving.state();
    const json: ServingResult = {
      job: 'serving',
      action,
      place,
      whole,
      reason,
      newest: newest.map(({ target, week, runId, predictedAt }) => ({
        target,
        predicted_week: week,
        run_id: runId,
        predicted_at: predictedAt,
      })),
      ...changes,
    };
    return outcome(json, (screen) => renderServing(json, screen));
  });
}

async function act(serving: ServingStore, action: ServingAction) {
  if (action === 'status') return {};
  return action === 'refresh' ? serving.refresh() : serving.rebuild();
}
