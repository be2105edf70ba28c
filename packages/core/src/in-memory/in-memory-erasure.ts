import type { ErasedRows, Erasure, ExportedFile, Trace, TraceSearch } from '../ports/erasure.js';
import type { InMemoryFeatureSnapshots } from './in-memory-feature-snapshots.js';
import type { InMemoryPredictionStore } from './in-memory-prediction-store.js';
import type { InMemoryScoreExports } from './in-memory-score-exports.js';

export interface InMemoryErasureOptions {
  /** Grows by everyone who is forgotten; the event logs look here. */
  readonly forgotten: Set<string>;
  readonly predictions: InMemoryPredictionStore;
  readonly exports: InMemoryScoreExports;
  /** Those of all windows that are in use. */
  readonly snapshots: () => readonly InMemoryFeatureSnapshots[];
}

/** `Erasure` of a stack in memory, which has no files and keeps ids as they are: it is gone when the process is. */
export class InMemoryErasure implements Erasure {
  constructor(readonly options: InMemoryErasureOptions) {}

  async aliasesOf(): Promise<readonly string[]> {
    return [];
  }

  async erase(userIds: readonly string[]): Promise<readonly ErasedRows[]> {
    const { forgotten, predictions, exports, snapshots } = this.options;
    for (const userId of userIds) forgotten.add(userId);
    const { current, history } = predictions.erase(forgotten);
    const inSnapshots = snapshots().reduce((rows, each) => rows + each.erase(forgotten), 0);
    return [
      { table: 'ma_predictions_table', rows: current },
      { table: 'ma_predictions_history', rows: history },
      { table: 'ma_exported_scores', rows: exports.erase(forgotten) },
      { table: 'ma_export_groups', rows: predictions.exportGroups.erase(forgotten) },
      { table: 'ma_features_*', rows: inSnapshots },
    ].filter(({ rows }) => rows > 0);
  }

  async search(userIds: readonly string[]): Promise<TraceSearch> {
    const { predictions, exports, snapshots } = this.options;
    const count = (rowsOf: (userId: string) => number) => userIds.reduce((sum, userId) => sum + rowsOf(userId), 0);
    const looked: readonly Trace[] = [
      { place: 'ma_predictions_table.user_id', occurrences: count((userId) => predictions.rowsOf(userId).current) },
      { place: 'ma_predictions_history.user_id', occurrences: count((userId) => predictions.rowsOf(userId).history) },
      { place: 'ma_exported_scores.user_id', occurrences: count((userId) => exports.rowsOf(userId)) },
      {
        place: 'ma_export_groups.user_id',
        occurrences: [...predictions.exportGroups.rows()].filter(({ user_id }) => userIds.includes(user_id)).length,
      },
      {
        place: 'ma_features_*.user_id',
        occurrences: count((userId) => snapshots().filter((each) => each.holds(userId)).length),
      },
    ];
    const found = looked.filter(({ occurrences }) => occurrences > 0);
    return { tables: looked.length, columns: looked.length, files: 0, bytes: 0, tooCommon: 0, found };
  }

  async exportedFiles(): Promise<readonly ExportedFile[]> {
    const newest = new Map<string, ExportedFile>();
    for (const { fileName, destination, exportedAt } of this.options.exports.all) {
      newest.set(JSON.stringify([fileName, destination]), { fileName, destination, exportedAt });
    }
    return [...newest.values()];
  }
}
