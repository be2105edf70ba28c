import type { TrainingSettings } from '../config/settings.js';
import { PropensityError } from '../errors/propensity-error.js';
import { contestOf, mayBeLinear } from '../model-families/contest.js';
import type { WarehouseTraining } from '../ports/training-rows.js';
import type { DoctorCheck } from '../results/doctor-report.js';
import { assertAggregateForm } from './fit-by-aggregates.js';

/** Memory of a training in memory at its highest: see docs/decisions/2026-12-01-training-in-the-warehouse.md. */
const BYTES_PER_CELL = 26;
const BYTES_PER_ROW = 300;
/** The process and its clients. */
export const BYTES_AT_REST = 300 * 2 ** 20;
/** A training that takes more of the memory than this is on the edge: rows grow with the shop. */
export const COMFORTABLE_SHARE = 0.8;

/** Bytes that a training in memory holds at its highest. */
export function trainingBytes(rows: number, features: number): number {
  return BYTES_AT_REST + rows * (BYTES_PER_ROW + features * BYTES_PER_CELL);
}

/** The settings that decide. */
export type WhereSettings = Pick<TrainingSettings, 'where' | 'estimator' | 'C' | 'constraints' | 'minCellUsers'>;

export interface WhereToTrain {
  readonly where: 'memory' | 'warehouse';
  /** Why, as a sentence. */
  readonly why: string;
}

/**
 * @throws PropensityError `no_warehouse_training`, `no_aggregate_form` (kind `usage`) where a training in the warehouse is asked for, and the
 * stack or the estimator has none
 */
export function assertTrainable(training: WhereSettings, warehouse: WarehouseTraining | undefined): void {
  if (training.where !== 'warehouse') return;
  assertAggregateForm(training);
  if (warehouse !== undefined) return;
  throw new PropensityError('no_warehouse_training', 'This stack cannot train in the warehouse.', {
    kind: 'usage',
    hint: 'Set training.where to "memory"; training.sampleShare reads a part of the users.',
  });
}

/**
 * Where a training runs: as the configuration says, or, with "auto", in memory where its rows fit, else in the warehouse.
 * @param rows of all its snapshots
 * @throws PropensityError as `assertTrainable`; `small_groups_in_memory` (kind `usage`) where groups are to be kept large, and it would be in memory
 */
export function whereToTrain(
  training: WhereSettings,
  warehouse: WarehouseTraining | undefined,
  counted: { readonly rows: number; readonly features: number },
): WhereToTrain {
  const found = whereItFits(training, warehouse, counted);
  if (found.where === 'warehouse' || training.minCellUsers === undefined) return found;
  throw new PropensityError(
    'small_groups_in_memory',
    `training.minCellUsers is for a training in the warehouse, and this one is in memory, which reads every row: ${found.why}`,
    { kind: 'usage', hint: 'Set training.where to "warehouse", or leave training.minCellUsers out.' },
  );
}

function whereItFits(
  training: WhereSettings,
  warehouse: WarehouseTraining | undefined,
  { rows, features }: { readonly rows: number; readonly features: number },
): WhereToTrain {
  const { where = 'auto', estimator } = training;
  assertTrainable(training, warehouse);
  if (where !== 'auto')
    return { where, why: `training.where is "${where}".${where === 'warehouse' ? linearAlone(training) : ''}` };
  if (warehouse === undefined) return { where: 'memory', why: 'This stack trains in memory.' };
  const needed = trainingBytes(rows, features);
  const { memory } = warehouse;
  const what = `${rows.toLocaleString('en')} rows of ${features} features take about ${gigabytes(needed)} in memory; ${memory.of} has ${gigabytes(memory.bytes)}`;
  if (needed <= COMFORTABLE_SHARE * memory.bytes) return { where: 'memory', why: `${what}.` };
  if (!mayBeLinear(training)) {
    return { where: 'memory', why: `${what}, but the estimator "${estimator}" is fitted in memory only.` };
  }
  return { where: 'warehouse', why: `${what}: too little.${linearAlone(training)}` };
}

/** What a training in the warehouse leaves out, as a sentence; empty where that is nothing. */
function linearAlone(training: WhereSettings): string {
  return contestOf(training).richer === null ? '' : ' Only the linear model is fitted there.';
}

/** Which way a training will take, and what doctor says of it. */
export function whereCheck(
  training: WhereSettings,
  warehouse: WarehouseTraining | undefined,
  plan: { readonly rows: number; readonly features: number },
): { readonly where: 'memory' | 'warehouse'; readonly check: DoctorCheck } {
  const name = 'training';
  try {
    const { where, why } = whereToTrain(training, warehouse, plan);
    const message = `Trains in ${where === 'memory' ? 'memory' : 'the warehouse'}: ${why}`;
    return { where, check: { name, status: 'ok', message, hint: '' } };
  } catch (error) {
    if (!PropensityError.is(error)) throw error;
    // Only what asks for the warehouse is refused.
    return { where: 'warehouse', check: { name, status: 'fail', message: error.message, hint: error.hint } };
  }
}

function gigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
