import type { ConfusionCounts } from './confusion-counts.js';
import type { Interval } from './interval.js';
import type { RankedScores } from './ranked-scores.js';

/**
 * The unit of a metric's numbers, for printing: `score` is a plain number, `nats` a mean of −ln p, `times` a factor.
 */
export type MetricUnit = 'score' | 'share' | 'nats' | 'times';

/**
 * A metric, declared once beside its kernel. The list in `metric-list.ts` gathers the declarations, and results, their
 * JSON, table columns, rows and Terraform's `tables.json` follow from it.
 */
export interface MetricDeclaration {
  /** In snake case: the key in JSON and the name of the column. Stable: warehouses have it. */
  readonly name: string;
  /** The name in words, for use inside a sentence. */
  readonly label: string;
  /** Which values are better; `none` for a figure that only describes the rows. */
  readonly direction: 'higher' | 'lower' | 'none';
  readonly unit: MetricUnit;
  /** Type of the column. */
  readonly column: 'float' | 'integer';
}

/** A metric of ranked scores. */
export interface ScoreMetric extends MetricDeclaration {
  /** Null where it is undefined. @param counts how often each entry counts: 1 per row, or weights */
  readonly kernel: (ranked: RankedScores, counts: Float64Array) => number | null;
  /**
   * 95 % interval; null where it is unknown. `bootstrap` resamples rows (see `bootstrapInterval`): for a kernel without a
   * formula. Left out where none is reported.
   */
  readonly interval?: IntervalKernel | 'bootstrap';
}

/** 95 % interval of a kernel's value. @param counts whole numbers: how many rows each entry stands for */
export type IntervalKernel = (ranked: RankedScores, counts: Float64Array) => Interval | null;

/** A metric of the decision at a threshold. */
export interface ThresholdMetric extends MetricDeclaration {
  readonly kernel: (counts: ConfusionCounts) => number;
  /** 95 % interval; null where nothing was counted. */
  readonly interval?: (counts: ConfusionCounts) => Interval | null;
}

/** `log_loss_skill` → `logLossSkill`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** Name of a metric's field in TypeScript. */
export function camelCase<Name extends string>(name: Name): CamelCase<Name> {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>;
}

/** The values of metrics by field: `{ rocAuc: number | null, … }`. */
export type MetricValues<Metrics extends readonly (ScoreMetric | ThresholdMetric)[]> = {
  readonly [M in Metrics[number] as CamelCase<M['name']>]: ReturnType<M['kernel']>;
};
