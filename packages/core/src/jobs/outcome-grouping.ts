import { MOST_ROWS_EXACT } from '../counted-scores/most-rows-exact.js';
import type { OutcomeGrouping } from '../counted-scores/outcome-entries.js';
import type { PublishedRun } from '../ports/prediction-store.js';
import type { StandingModel } from '../registry/standing-models.js';

/** The threshold of a model that the registry does not have any more. */
export const HALF = 0.5;

/** How the rows of a run are read. @param record of the model whose threshold counts */
export function groupingOf({ result }: PublishedRun, record: StandingModel | undefined): OutcomeGrouping {
  return {
    binned: result.counts.scored > MOST_ROWS_EXACT,
    threshold: record?.result.metrics.threshold ?? HALF,
  };
}
