import type { LinearModel } from '../linear-model/linear-model.js';
import type { ModelSelection, PenaltyResult } from '../model-selection/model-selection.js';
import type { ModelArtifact } from './model-artifact.js';

/** A file of schema 1 or 2: all models were linear without a `kind`, and a selection listed penalties. */
type OlderArtifact = Omit<ModelArtifact, 'model' | 'selection'> & {
  readonly model: Omit<LinearModel, 'kind'>;
  readonly selection?: Omit<ModelSelection, 'candidates'> & { readonly penalties: readonly PenaltyResult[] };
};

/** An artifact of any schema in today's shape; `schemaVersion` stays that of the file, and no number changes. */
export function inTodaysShape(read: ModelArtifact): ModelArtifact {
  if (read.schemaVersion > 2) return read;
  const { model, selection, ...rest } = read as unknown as OlderArtifact;
  return {
    ...rest,
    model: { ...model, kind: 'linear' },
    ...(selection && { selection: selectionOf(selection, model.estimator) }),
  };
}

function selectionOf(
  { penalties, ...rest }: NonNullable<OlderArtifact['selection']>,
  estimator: string,
): ModelSelection {
  const candidates = penalties.map(({ C, ...loss }) => ({
    kind: 'linear',
    name: `${estimator}(${C === null ? '' : `C=${C}`})`,
    hyperparameters: { C },
    ...loss,
  }));
  return { ...rest, candidates };
}
