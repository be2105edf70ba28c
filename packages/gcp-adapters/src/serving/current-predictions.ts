import type { ProbaResult } from '@propensity/core/jobs';
import type { PublishedRun } from '@propensity/core/ports';
import {
  countCurrentPredictionsSql,
  currentPredictionsSql,
  googlesqlDialect,
  type PredictionsOf,
} from '@propensity/warehouse-sql';
import type { ReadStatement } from '../jobs/statement.js';
import type { BigQueryWarehouse } from '../warehouse/bigquery-warehouse.js';

/** The current predictions, which are the truth, as a serving store reads them: in pages, whose rows come in any order. */
export interface CurrentPredictions {
  /** Every published run of every target, oldest first. */
  runs(): Promise<readonly PublishedRun[]>;
  count(): Promise<number>;
  /** @param of all of them when it is left out */
  rows(of?: PredictionsOf): AsyncIterable<readonly ProbaResult[]>;
}

/** `CurrentPredictions` of the predictions table: one query whose result is read page by page. */
export class BigQueryCurrentPredictions implements CurrentPredictions {
  constructor(
    readonly warehouse: BigQueryWarehouse,
    readonly predictions: Pick<CurrentPredictions, 'runs'>,
  ) {}

  runs(): Promise<readonly PublishedRun[]> {
    return this.predictions.runs();
  }

  async count(): Promise<number> {
    if (!(await this.warehouse.has('predictions'))) return 0;
    const result = await this.warehouse.jobs.read(this.countStatement());
    const [row] = await result.rows<{ n: number }>();
    return Number(row!.n);
  }

  async *rows(of?: PredictionsOf): AsyncIterable<readonly ProbaResult[]> {
    if (!(await this.warehouse.has('predictions'))) return;
    // One of an earlier version lacks columns.
    await this.warehouse.ensure('predictions');
    const result = await this.warehouse.jobs.read(this.rowsStatement(of));
    yield* result.pages<ProbaResult>();
  }

  countStatement(): ReadStatement {
    return {
      step: 'count-current-predictions',
      purpose: { kind: 'reads rows', standIn: [{ n: 0 }] },
      sql: countCurrentPredictionsSql(googlesqlDialect, this.warehouse.tables.predictions),
    };
  }

  rowsStatement(of?: PredictionsOf): ReadStatement {
    return {
      step: 'read-current-predictions',
      purpose: { kind: 'reads rows', standIn: [] },
      sql: currentPredictionsSql(googlesqlDialect, this.warehouse.tables.predictions, of),
    };
  }
}
