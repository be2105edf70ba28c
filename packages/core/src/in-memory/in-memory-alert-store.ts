import type { AlertRecord } from '../alerts/alert.js';
import type { AlertStore } from '../ports/alert-store.js';

/** An `AlertStore` in a map. */
export class InMemoryAlertStore implements AlertStore {
  readonly #records = new Map<string, { readonly target: string; readonly record: AlertRecord }>();

  async list(target: string): Promise<readonly AlertRecord[]> {
    const own = [...this.#records].filter(([, each]) => each.target === target);
    return own.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { record }]) => record);
  }

  async put(target: string, records: readonly AlertRecord[]): Promise<void> {
    for (const record of records) {
      this.#records.set(JSON.stringify([target, record.kind, record.subject]), { target, record });
    }
  }
}
