import { randomUUID } from 'node:crypto';
import { PropensityError } from '@propensity/core';
import { digestBlocks } from '@propensity/core/erasure';
import {
  eraseRowsSql,
  type ForgottenTable,
  type ForgottenUsers,
  googlesqlDialect,
  isForgotten,
  type KeepsUser,
  keepsUser,
  type TableNames,
} from '@propensity/warehouse-sql';
import type { SqlJobs } from '../jobs/sql-jobs.js';
import type { WriteStatement } from '../jobs/statement.js';
import { WRITES } from '../jobs/statement-purpose.js';
import type { ForgetKey } from './stored-forget-key.js';

/** What is needed of a `BigQueryWarehouse`. */
interface ListedIn {
  readonly tables: Pick<TableNames, 'forgottenUsers'>;
  readonly jobs: SqlJobs;
  describe(name: string): Promise<{ readonly numRows?: string; readonly lastModifiedTime?: string } | null>;
}

/** What the list of forgotten users was at a moment; two are equal where nobody was forgotten between them. */
type ListState = string;
const NOBODY: ListState = '';

/**
 * `ForgottenUsers` over `ma_forgotten_users`, whose metadata say, for nothing, whether anybody is in it. Several processes may be at work at once:
 * whoever makes a table with users looks again afterwards (`eraseSince`), and deletes whoever was forgotten meanwhile. Who forgets notes that
 * first and looks for tables then; so one of the two finds what the other has made.
 */
export class BigQueryForgottenUsers implements ForgottenUsers {
  #known: Promise<{ readonly state: ListState; readonly table: ForgottenTable | null }> | null = null;

  /** @param key null where nothing is run: nobody is forgotten then */
  constructor(
    readonly warehouse: ListedIn,
    readonly key: ForgetKey | null,
  ) {}

  /** Forgets what is known of the list: a job begins. */
  forget(): void {
    this.#known = null;
  }

  async keeps(): Promise<KeepsUser | undefined> {
    const { table } = await this.#atBeginning();
    return table === null ? undefined : keepsUser(table);
  }

  /** True where somebody was forgotten since the job began. */
  async hasGrown(): Promise<boolean> {
    if (this.key === null) return false;
    const { state } = await this.#atBeginning();
    return (await this.#state()) !== state;
  }

  /** Deletes from a table whoever was forgotten since the job began. To be called once the table is there. */
  async eraseSince(tables: readonly string[]): Promise<void> {
    if (!(await this.hasGrown())) return;
    const key = await this.#existingKey();
    for (const table of tables) await this.warehouse.jobs.write(this.eraseStatement(this.tableOf(key), table));
  }

  /** Deletes from a table whoever has been forgotten; nothing is asked where nobody has. */
  async eraseFrom(table: string): Promise<void> {
    const { table: forgotten } = await this.#atBeginning();
    if (forgotten !== null) await this.warehouse.jobs.write(this.eraseStatement(forgotten, table));
  }

  /** The key, made where nobody was forgotten yet. @throws PropensityError `forget_key_missing` */
  async ensureKey(): Promise<string> {
    return (await this.#state()) === NOBODY ? this.key!.ensure() : this.#existingKey();
  }

  tableOf(key: string): ForgottenTable {
    return { dialect: googlesqlDialect, table: this.warehouse.tables.forgottenUsers, blocks: digestBlocks(key) };
  }

  eraseStatement(forgotten: ForgottenTable, table: string): WriteStatement {
    return {
      step: 'erase-users',
      purpose: WRITES,
      // Rows may have come since the same statement ran.
      key: randomUUID(),
      sql: eraseRowsSql(googlesqlDialect, table, ['user_id'], isForgotten(forgotten)),
    };
  }

  #atBeginning() {
    this.#known ??= this.#look().catch((error: unknown) => {
      this.#known = null;
      throw error;
    });
    return this.#known;
  }

  async #look() {
    if (this.key === null) return { state: NOBODY, table: null };
    const state = await this.#state();
    return { state, table: state === NOBODY ? null : this.tableOf(await this.#existingKey()) };
  }

  async #state(): Promise<ListState> {
    const found = await this.warehouse.describe(this.warehouse.tables.forgottenUsers).catch(noDataset);
    const rows = Number(found?.numRows ?? 0);
    return rows === 0 ? NOBODY : `${rows} ${found!.lastModifiedTime}`;
  }

  async #existingKey(): Promise<string> {
    const key = await this.key!.read();
    if (key !== null) return key;
    throw new PropensityError('forget_key_missing', 'Users were forgotten, and their key is gone from the bucket.', {
      kind: 'refused',
      hint: 'Restore the object forget.key: without it nobody can tell who was forgotten, and they would come back.',
    });
  }
}

/** Before the first job there is no data set. */
function noDataset(error: unknown): null {
  if (PropensityError.is(error) && error.code === 'dataset_not_found') return null;
  throw error;
}
