import type { ModelChange, ModelRecord } from '../ports/model-registry.js';
import type { ModelStatus } from '../results/results.js';

/** A model as it stands after what people have decided about it. */
export type StandingModel = Omit<ModelRecord, 'status'> & {
  /** `retired` where somebody has taken it out of use; else the gate's word, or `champion` where somebody has promoted it. */
  readonly status: ModelStatus | 'retired';
  /** The change that made the status another than the gate's; left out where it is the gate's. */
  readonly decided?: ModelChange;
  /** The change that pinned it; left out where it is not pinned. */
  readonly pinned?: ModelChange;
};

/**
 * The models after all changes, in the order of the records. Replaying the same rows gives the same state: the order is that of
 * `sequence`, not of any clock. Changes of models that are not among the records change nothing.
 */
export function standingModels(
  records: readonly ModelRecord[],
  changes: readonly ModelChange[],
): readonly StandingModel[] {
  const decided = new Map<string, { readonly status: StandingModel['status']; readonly change: ModelChange }>();
  const pins = new Map<string, ModelChange>();
  for (const change of [...changes].sort((a, b) => a.sequence - b.sequence)) {
    const { action, model, target, passedOver } = change;
    switch (action) {
      case 'promote':
      case 'rollback':
        decided.set(model, { status: 'champion', change });
        for (const other of passedOver) decided.set(other, { status: 'retired', change });
        break;
      case 'retire':
        decided.set(model, { status: 'retired', change });
        break;
      case 'pin':
        pins.set(target, change);
        break;
      case 'unpin':
        pins.delete(target);
        break;
    }
  }
  return records.map((record) => {
    const found = decided.get(record.model);
    const pin = pins.get(record.targetEvent);
    return {
      ...record,
      ...(found !== undefined && { status: found.status, decided: found.change }),
      ...(pin?.model === record.model && { pinned: pin }),
    };
  });
}
