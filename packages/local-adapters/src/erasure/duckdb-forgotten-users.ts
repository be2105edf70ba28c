import { PropensityError } from '@propensity/core';
import { digestBlocks } from '@propensity/core/erasure';
import {
  duckdbDialect,
  type ForgottenTable,
  type ForgottenUsers,
  type KeepsUser,
  keepsUser,
  type TableNames,
} from '@propensity/warehouse-sql';
import { ensureForgetKey, readForgetKey } from './forget-key.js';

/** What is needed of a `LocalWarehouse`. */
interface ListedIn {
  readonly tables: Pick<TableNames, 'forgottenUsers'>;
  readonly options: { readonly folder: string };
  rows<T>(sql: string): Promise<T[]>;
}

/** `ForgottenUsers` over `ma_forgotten_users` and the key beside the warehouse. */
export class DuckDbForgottenUsers implements ForgottenUsers {
  constructor(readonly warehouse: ListedIn) {}

  async keeps(): Promise<KeepsUser | undefined> {
    if (!(await this.#hasAny())) return undefined;
    const key = await readForgetKey(this.warehouse.options.folder);
    if (key === null) throw this.#keyMissing();
    return keepsUser(this.#tableOf(key));
  }

  /** The table and the key, which is made where nobody has been forgotten yet. @throws PropensityError `forget_key_missing` */
  async ensure(): Promise<ForgottenTable & { readonly key: string }> {
    const { folder } = this.warehouse.options;
    if ((await readForgetKey(folder)) === null && (await this.#hasAny())) throw this.#keyMissing();
    const key = await ensureForgetKey(folder);
    return { ...this.#tableOf(key), key };
  }

  #tableOf(key: string): ForgottenTable {
    return { dialect: duckdbDialect, table: this.warehouse.tables.forgottenUsers, blocks: digestBlocks(key) };
  }

  async #hasAny(): Promise<boolean> {
    const { forgottenUsers } = this.warehouse.tables;
    return (
      (await this.warehouse.rows(`SELECT 1 AS row FROM ${duckdbDialect.table(forgottenUsers)} LIMIT 1`)).length > 0
    );
  }

  #keyMissing(): PropensityError {
    const { folder } = this.warehouse.options;
    return new PropensityError(
      'forget_key_missing',
      `Users were forgotten, and their key ${folder}/forget.key is gone.`,
      {
        kind: 'refused',
        hint: 'Restore the file from a backup: without it nobody can tell who was forgotten, and they would come back.',
      },
    );
  }
}
