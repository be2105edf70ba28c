import { duckdbColumnType, type FoundTable, relation, type TableAccess } from '@propensity/warehouse-sql';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';
import { type TableFiles, tableFiles, tableFilesSql, unreadableTable } from './table-files.js';

export interface DuckDbTableAccessOptions {
  readonly warehouse: LocalWarehouse;
  readonly baseDirectory: string;
  /** Paths or globs; no conversions where the rows have their labels. */
  readonly patterns: Readonly<Record<'table' | 'conversions', readonly string[]>>;
}

const KEYS = { table: 'source.table', conversions: 'source.conversions.table' } as const;
const SCRATCH = { table: 'own_table', conversions: 'own_conversions' } as const;

/** A table in files: read once, into a table beside the warehouse, and again when a file has changed. */
export class DuckDbTableAccess implements TableAccess {
  readonly #loaded = new Map<'table' | 'conversions', FoundTable>();

  constructor(readonly options: DuckDbTableAccessOptions) {}

  /** @throws PropensityError `no_table_files`, `unknown_table_format`, `unreadable_table` */
  async find(which: 'table' | 'conversions'): Promise<FoundTable> {
    const { patterns, baseDirectory } = this.options;
    const files = await tableFiles(KEYS[which], patterns[which], baseDirectory);
    const loaded = this.#loaded.get(which);
    if (loaded?.fingerprint === files.fingerprint) return loaded;
    const found = await this.#load(which, files).catch((cause: unknown) => {
      throw unreadableTable(files, cause);
    });
    this.#loaded.set(which, found);
    return found;
  }

  async #load(which: 'table' | 'conversions', files: TableFiles): Promise<FoundTable> {
    const { warehouse } = this.options;
    const name = SCRATCH[which];
    await warehouse.createScratchTable(name, await tableFilesSql(warehouse, files));
    const columns = await warehouse.rows<{ column_name: string; column_type: string }>(`DESCRIBE ${name}`);
    return {
      relation: relation(name),
      columns: columns.map(({ column_name, column_type }) => ({
        name: column_name,
        type: duckdbColumnType(column_type),
      })),
      fingerprint: files.fingerprint,
      modifiedAt: files.modifiedAt,
    };
  }

  rows<T>(_step: string, sql: string): Promise<T[]> {
    return this.options.warehouse.rows<T>(sql);
  }
}
