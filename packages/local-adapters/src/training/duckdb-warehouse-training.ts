import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import type { JobSettings } from '@propensity/core/config';
import type { TrainingMemory, TrainingRows, TrainingRowsOptions, WarehouseTraining } from '@propensity/core/ports';
import {
  censoredRowsSql,
  duckdbDialect,
  type LabelledSnapshot,
  SqlTrainingRows,
  snapshotRowsSql,
  type TrainingStatements,
  tableRelation,
} from '@propensity/warehouse-sql';
import type { DuckDbFeatureSnapshots } from '../snapshots/duckdb-feature-snapshots.js';
import { readColumns } from '../warehouse/duckdb-columns.js';
import type { LocalWarehouse } from '../warehouse/local-warehouse.js';

const ROWS = 'ma_training_rows';
const PREPARED = 'ma_training_prepared';
/** The rows before what few users have is left out. */
const WHOLE = 'ma_training_whole';

/** The rows of a training as scratch tables, which are gone when the warehouse is closed. */
export class DuckDbWarehouseTraining implements WarehouseTraining {
  constructor(
    readonly warehouse: LocalWarehouse,
    readonly settings: JobSettings,
  ) {}

  /** That of the process: a container's, or the machine's. */
  get memory(): TrainingMemory {
    const constrained = constrainedMemory();
    const bytes = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
    return { bytes, of: 'this machine' };
  }

  async open({ division, snapshots: given, champion, minCellUsers }: TrainingRowsOptions): Promise<TrainingRows> {
    const { warehouse, settings } = this;
    // Those that a training has chosen are of this stack.
    const snapshots = given as DuckDbFeatureSnapshots;
    const { features } = snapshots;
    const labelled: LabelledSnapshot[] = [];
    for (const day of division.snapshots) {
      const table = await snapshots.tableOf(day, features);
      labelled.push({ snapshot: tableRelation(duckdbDialect, table), labels: await snapshots.labels(day) });
    }
    const { sampleShare } = settings.training;
    const gathered = minCellUsers === undefined ? ROWS : WHOLE;
    const query = (index: number) =>
      snapshotRowsSql(
        { dialect: duckdbDialect, snapshots: labelled, features, division, sampleShare, champion },
        index,
      );
    await warehouse.exclusively(async () => {
      for (const [index, day] of division.snapshots.entries()) {
        await snapshots.readingLabels(day, () =>
          index === 0
            ? warehouse.createScratchTable(gathered, query(index))
            : warehouse.addToScratchTable(gathered, query(index)),
        );
      }
    });
    if (minCellUsers !== undefined) {
      const whole = tableRelation(duckdbDialect, WHOLE);
      const options = { dialect: duckdbDialect, rows: whole, features, division, minCellUsers };
      await warehouse.createScratchTable(ROWS, censoredRowsSql(options));
      await warehouse.dropScratchTable(WHOLE);
    }
    const statements = duckdbStatements(warehouse);
    return new SqlTrainingRows({ statements, division, rows: ROWS, prepared: PREPARED, minCellUsers });
  }
}

/** Statements over scratch tables. */
export function duckdbStatements(warehouse: LocalWarehouse): TrainingStatements {
  return {
    dialect: duckdbDialect,
    create: (table, query) => warehouse.createScratchTable(table, query),
    read: async (sql, names, text) => {
      const requests = names.map((name) => ({
        name,
        kind: name === text ? ('categorical' as const) : ('numeric' as const),
      }));
      const columns = await warehouse.exclusively((connection) => readColumns(connection, sql, requests));
      return new Map(names.map((name, index) => [name, columns[index]!]));
    },
    drop: (table) => warehouse.dropScratchTable(table),
  };
}
