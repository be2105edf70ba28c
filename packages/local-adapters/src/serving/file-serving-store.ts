import type { PublishedRun, ServedRun, ServingChanges, ServingState, ServingStore } from '@propensity/core/ports';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { servingMetaOf } from './serving-file.js';
import { servingDraftPath, servingFilePath } from './serving-file-path.js';
import { servingFingerprint } from './serving-fingerprint.js';
import { draftServingFile, publishServingFile, refreshServingFile } from './write-serving-file.js';

const NOTHING: ServingChanges = { written: 0, deleted: 0 };

/** `ServingStore` over the file that lookups read: it is replaced whole, so that nothing in it is ever of another state. */
export class FileServingStore implements ServingStore {
  readonly #path: string;

  constructor(
    readonly warehouse: LocalWarehouse,
    readonly runs: () => Promise<readonly PublishedRun[]>,
  ) {
    this.#path = servingFilePath(warehouse.options.folder);
  }

  async state(): Promise<ServingState> {
    const { warehouse } = this;
    const meta = servingMetaOf(this.#path);
    const place = `file ${this.#path}`;
    if (meta === null) return { place, whole: false, reason: 'there is none: the first lookup makes it', newest: [] };
    const fingerprint = await warehouse.exclusively((connection) => servingFingerprint(connection, warehouse.tables));
    const newest = new Map<string, ServedRun>();
    for (const { target, snapshot, runId, predictedAt } of await this.runs()) {
      newest.set(target, { target, week: snapshot, runId, predictedAt });
    }
    const whole = meta.fingerprint === fingerprint;
    return {
      place,
      whole,
      reason: whole ? null : 'it is of another state of the warehouse',
      newest: [...newest.values()],
    };
  }

  async refresh(): Promise<ServingChanges> {
    const { warehouse } = this;
    const { folder } = warehouse.options;
    const before = servingMetaOf(this.#path);
    await warehouse.exclusively((connection) => refreshServingFile(connection, folder, warehouse.tables));
    const after = servingMetaOf(this.#path);
    if (after === null || after.fingerprint === before?.fingerprint) return NOTHING;
    return { written: after.users, deleted: 0 };
  }

  async rebuild(): Promise<ServingChanges> {
    const { warehouse } = this;
    const { folder } = warehouse.options;
    await warehouse.exclusively(async (connection) => {
      const draft = servingDraftPath(folder);
      await draftServingFile(connection, draft, warehouse.tables);
      await publishServingFile(draft, folder);
    });
    return { written: servingMetaOf(this.#path)?.users ?? 0, deleted: 0 };
  }
}
