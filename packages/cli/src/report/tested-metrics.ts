import type { Interval } from '@propensity/core';
import { METRICS, type MetricDeclaration, type MetricUnit } from '@propensity/core/metrics';
import type { ReportedModel } from '@propensity/core/report';
import { nats, score, share, times, users, type Write } from './numbers.js';

/** A figure of the test of a model. */
export interface TestedMetric {
  readonly label: string;
  /** Null where it is undefined. */
  readonly value: number | null;
  /** 95 %; null where none is known. */
  readonly interval: Interval | null;
  readonly write: Write;
}

const WRITTEN: Readonly<Record<MetricUnit, Write>> = { score, share, nats, times };

/** Every metric of the test of a model, that of the simple rule after the model's, and the threshold that precision and recall are at. */
export function testedMetrics({
  metrics,
  simple_rule,
}: Pick<ReportedModel, 'metrics' | 'simple_rule'>): TestedMetric[] {
  const of = ({ name, label, unit }: MetricDeclaration): TestedMetric => ({
    label,
    value: (metrics as unknown as Readonly<Record<string, number | null | undefined>>)[name] ?? null,
    interval: (metrics.intervals as Readonly<Record<string, Interval | undefined>>)[name] ?? null,
    write: name === 'expected_positives' ? users : WRITTEN[unit],
  });
  const ofRule = (label: string, value: number | null): TestedMetric => ({
    label,
    value,
    interval: null,
    write: score,
  });
  return [
    ...METRICS.map(of).toSorted((a, b) => orderOf(a) - orderOf(b)),
    ofRule('ROC AUC of the simple rule', simple_rule.roc_auc),
    ofRule('average precision of the simple rule', simple_rule.average_precision),
    ofRule('threshold of precision, recall and F1', metrics.threshold),
  ];
}

/** Those with an interval say most. */
function orderOf({ interval }: TestedMetric): number {
  return interval === null ? 1 : 0;
}

/** What the figures of the test are of: so many rows, of whom. */
export function basisOfTest({ recalibration, test }: Pick<ReportedModel, 'recalibration' | 'test'>): {
  readonly rows: number;
  readonly of: string;
} {
  return recalibration === undefined
    ? { rows: test.rows, of: 'rows of users whom the tested fit had never seen' }
    : {
        rows: recalibration.n,
        of: `rows of the weeks of ${recalibration.weeks.join(' and ')}, on which it was recalibrated, each scored by what the other weeks ask for`,
      };
}
