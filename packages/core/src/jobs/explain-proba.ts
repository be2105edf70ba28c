import { parseArtifact } from '../artifact/serialise-artifact.js';
import type { JobSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { type Explanation, explain } from '../explanations/explain.js';
import type { Ports } from '../ports/ports.js';
import { chooseModel } from '../registry/choose-model.js';
import { getProba, type ProbaAnswer } from './get-proba.js';
import { snapshotsOfModel } from './model-features.js';

/** A score of the warehouse differs from core's by rounding alone; more, and the features are not those that were scored. */
const SAME = 1e-6;

/** The current prediction of a user, with its explanation. */
export type ExplainedProba = ProbaAnswer & { readonly why: Explanation };

/**
 * Looks a user's current probability up and explains it, from the feature snapshot and the model that made it.
 * @throws PropensityError `user_not_found`, `artifact_corrupt`, `features_changed`, `features_gone` when the snapshot of that week is no longer
 * there or the stack cannot read a single user
 */
export async function explainProba(
  ports: Pick<Ports, 'predictions' | 'clock' | 'registry' | 'artifacts' | 'snapshots' | 'withWindows'>,
  settings: Pick<JobSettings, 'targetEvent' | 'horizonDays' | 'timeZone' | 'adaptive'>,
  userId: string,
): Promise<ExplainedProba> {
  const answer = await getProba(ports, settings, userId);
  const { record } = chooseModel(await ports.registry.list(), answer.predicted_week, answer.model);
  const { fileNameInBucket: fileName, sha256 } = record;
  const artifact = parseArtifact(await ports.artifacts.read(fileName), { sha256, fileName });
  const own = settings.adaptive?.lookbackDays === true ? ports.withWindows?.({ ...artifact.windows }) : undefined;
  const snapshots = snapshotsOfModel((own ?? ports).snapshots, artifact);
  const row = (await snapshots.readUser?.(answer.predicted_week, userId)) ?? null;
  const why = row === null ? null : explain(artifact, row);
  if (why === null || Math.abs(why.proba - answer.proba) > SAME) {
    throw new PropensityError(
      'features_gone',
      `The features that scored "${userId}" in the week of ${answer.predicted_week} are no longer there.`,
      {
        kind: 'refused',
        hint:
          snapshots.readUser === undefined
            ? "Scores cannot be explained on this stack; core's explain(artifact, row) can, given the features."
            : 'Feature snapshots are kept for a limited time, and only for the export they were computed from: run "propensity predict" for a newer week.',
      },
    );
  }
  return { ...answer, why };
}
