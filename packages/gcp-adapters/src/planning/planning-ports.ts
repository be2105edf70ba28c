import {
  type ModelRecord,
  type Ports,
  silentProgress,
  type WarehouseTraining,
  type WindowedPorts,
} from '@propensity/core/ports';
import type { BigQueryAdapters } from '../bigquery-adapters.js';

/** Texts of the models that a plan has trained, on stand-ins, by file name. */
export type PlannedArtifacts = Map<string, string>;

/**
 * The adapters themselves, over jobs that run nothing. What a job would write of a model is remembered for the next one,
 * which is to find it.
 */
export function planningPorts(
  { adapters, training }: { readonly adapters: BigQueryAdapters; readonly training: WarehouseTraining },
  written: PlannedArtifacts,
  given: Pick<Ports, 'artifacts' | 'clock' | 'begin'>,
): Ports {
  const { registry, evaluations, alerts, exports, erasure } = adapters;
  const portsOf = ({ events, snapshots, predictions }: BigQueryAdapters): WindowedPorts => ({
    events,
    snapshots,
    predictions,
  });
  const models: ModelRecord[] = [];
  return {
    // A plan finds out neither rights nor costs; that there is an inspection says that reading costs.
    inspection: { access: async () => [], cost: async () => null },
    ...given,
    progress: silentProgress,
    ...portsOf(adapters),
    training,
    withWindows: (windows) => portsOf(adapters.withWindows(windows)),
    evaluations,
    alerts,
    exports,
    erasure,
    artifacts: {
      write: async (name, text) => void written.set(name, text),
      read: async (name) => written.get(name) ?? given.artifacts.read(name),
    },
    registry: {
      async put(record) {
        await registry.put(record);
        models.unshift({ ...record, status: 'champion' });
      },
      list: async () => [...models, ...(await registry.list())],
      changes: () => registry.changes(),
      append: (change) => registry.append(change),
    },
  };
}
