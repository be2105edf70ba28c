import { DuckDBInstance } from '@duckdb/node-api';
import { liftAtScore, logLoss, rocAucScore } from '@propensity/core';

/** A week's served probabilities beside the true ones, over the same users. */
export interface TruthComparison {
  readonly week: string;
  readonly users: number;
  readonly model: WeekFigures;
  /** Nobody can do better: what a shop that knew every parameter would say. */
  readonly truth: WeekFigures;
}

export interface WeekFigures {
  readonly log_loss: number;
  readonly roc_auc: number | null;
  readonly lift_at_10: number | null;
}

/** Joins the history with the simulator's truth. Both files are only read; the warehouse must not be open elsewhere. */
export async function compareWithTruth(warehouse: string, truthFile: string): Promise<TruthComparison[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run(`ATTACH '${warehouse.replaceAll("'", "''")}' AS w (READ_ONLY)`);
    const reader = await connection.runAndReadAll(`
      SELECT CAST(h.predicted_week AS VARCHAR), h.proba, t.probability, CAST(t.converted AS INTEGER)
      FROM w.ma_predictions_history AS h
      JOIN read_parquet('${truthFile.replaceAll("'", "''")}') AS t
        ON t.user_pseudo_id = h.user_id AND t.snapshot = h.predicted_week
      WHERE t.converted IS NOT NULL
      ORDER BY 1, h.user_id`);
    const weeks = new Map<string, [proba: number, truth: number, label: number][]>();
    for (const [week, ...row] of reader.getRowsJS() as [string, number, number, number][]) {
      const rows = weeks.get(week) ?? [];
      weeks.set(week, rows);
      rows.push(row);
    }
    return [...weeks].map(([week, rows]) => {
      const labels = Float64Array.from(rows, ([, , label]) => label);
      const figures = (column: 0 | 1): WeekFigures => {
        const scores = Float64Array.from(rows, (row) => row[column]);
        return {
          log_loss: logLoss(labels, scores),
          roc_auc: rocAucScore(labels, scores),
          lift_at_10: liftAtScore(labels, scores, { percent: 10 }),
        };
      };
      return { week, users: rows.length, model: figures(0), truth: figures(1) };
    });
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
