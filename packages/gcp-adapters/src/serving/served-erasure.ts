import type { ErasedRows, Erasure, TraceSearch } from '@propensity/core/ports';
import type { FirestoreServingStore } from './firestore-serving-store.js';

/** The erasure of a warehouse with a serving store beside it, which is erased last: what publishes meanwhile reads rows that are gone. */
export function servedErasure(
  erasure: Erasure,
  store: Pick<FirestoreServingStore, 'erase' | 'count' | 'options'>,
): Erasure {
  const { place } = store.options;
  return {
    aliasesOf: (userIds) => erasure.aliasesOf(userIds),
    exportedFiles: () => erasure.exportedFiles(),
    async erase(userIds, at): Promise<readonly ErasedRows[]> {
      const erased = await erasure.erase(userIds, at);
      const rows = await store.erase(userIds);
      return rows === 0 ? erased : [...erased, { table: place, rows }];
    },
    async search(userIds): Promise<TraceSearch> {
      const searched = await erasure.search(userIds);
      const occurrences = await store.count(userIds);
      const found = occurrences === 0 ? [] : [{ place: `${place}.user_id`, occurrences }];
      return {
        ...searched,
        tables: searched.tables + 1,
        columns: searched.columns + 1,
        found: [...searched.found, ...found],
      };
    },
  };
}
