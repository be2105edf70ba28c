import type { LinearModel } from '../linear-model/linear-model.js';
import type { ModelSelection, PenaltyResult } from '../model-selection/model-selection.js';
import type { ModelArtifact } from './model-artifact.js';

/** A file of schema 1 or 2: all models were linear and did not say so, and a selection was one of penalties. */
type OlderArtifact = Omit<ModelArtifact, 'model' | 'selection'> & {
  readonly model: Omit<LinearModel, 'kind'>;
  readonly selection?: Omit<ModelSelection, 'candidates'> & { readonly penalties: readonly PenaltyResult[] };
};

/** An artifact as it was read, in today's shape; its `schemaVersion` stays that of the file. Every number stays as it is. */
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
