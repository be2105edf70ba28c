import type { PropensityConfig } from './config-schema.js';
import { sourceMember } from './sources/source-schema.js';
import { workDatasetOf } from './work-dataset.js';

/** Faults of values that are each allowed but do not go together, one line per fault. */
export function combinationFaults(config: PropensityConfig): string[] {
  const { retentionDays, horizonDays, finalLagDays, gcp } = config;
  const faults: string[] = [];
  const { constraints, estimator, where } = config.training;
  if (constraints !== undefined && estimator !== 'auto' && estimator !== 'additive-model') {
    faults.push(
      `"training.constraints" is given with the estimator "${estimator}", which keeps none; expected "auto" or "additive-model"`,
    );
  } else if (constraints !== undefined && where === 'warehouse') {
    faults.push(
      '"training.constraints" is given with "training.where": "warehouse", where only linear models are fitted',
    );
  }
  // A week is evaluated once it is final; the next run of the weekly job may be a week away.
  const least = horizonDays + finalLagDays + 7;
  if (retentionDays !== undefined && retentionDays < least) {
    faults.push(
      `"retentionDays" is ${retentionDays}; expected ${least} or more: a week is evaluated once its ${horizonDays} days are final`,
    );
  }
  faults.push(...minCellUsersFaults(config));
  if (gcp === undefined) return faults;
  const { project, dataset } = gcp;
  const exported = sourceMember(config.source.type)?.dataset?.(config.source, gcp);
  const work = workDatasetOf(gcp);
  const others = [dataset, exported, typeof exported === 'string' ? exported.replace(`${project}.`, '') : undefined];
  if (others.includes(work)) {
    faults.push(
      `"gcp.workDataset" is ${JSON.stringify(work)}, which holds something else; expected a data set of its own, such as "${dataset}_work"`,
    );
  }
  return faults;
}

/** What cannot be had from groups of users. */
function minCellUsersFaults({ source, training }: PropensityConfig): string[] {
  const { minCellUsers, where = 'auto', estimator, negativeShare, preprocessor } = training;
  if (minCellUsers === undefined) return [];
  const fault = (key: string, value: unknown, expected: string) =>
    `"${key}" is ${JSON.stringify(value)} with "training.minCellUsers"; expected ${expected}`;
  return [
    ...(where === 'memory' ? [fault('training.where', where, '"warehouse": in memory every row is read')] : []),
    ...(estimator === 'logistic-regression' ? [] : [fault('training.estimator', estimator, '"logistic-regression"')]),
    ...(negativeShare === 1 ? [] : [fault('training.negativeShare', negativeShare, '1: the warehouse has all rows')]),
    ...(preprocessor === undefined
      ? []
      : [fault('training.preprocessor', preprocessor, 'none: building one reads every row')]),
    ...(source.type === 'table'
      ? [fault('source.type', source.type, 'events: the columns of a table are checked value by value')]
      : []),
  ];
}
