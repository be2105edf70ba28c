import type { ComputeContext } from '../compute-context/compute-context.js';
import { checkConstraints } from '../models/check-constraints.js';
import type { PreparedRows, TrainingRows } from '../models/prepared-rows.js';
import type { Direction } from '../penalised-tables/penalised-table.js';
import type { FittedTransformer } from '../preprocessing/fitted-transformers.js';
import { gather } from '../table/table.js';
import { type Constraints, keptColumns, signsOf } from './constraints.js';
import { axisOf, BinCoder, type FeatureBins } from './feature-bins.js';
import { fitBins } from './fit-bins.js';
import { type FitInformation, type JointFit, JointFitting, type JointRows, type JointSettings } from './joint-fit.js';
import { chosenPrepared, chosenRows, learntRows } from './learnt-rows.js';
import { type LinearStart, linearStart } from './linear-start.js';

export interface AdditiveSettings {
  /** Inverse strength of the L2 penalty of the linear part. */
  readonly C: number;
  /** Greatest number of pairs. */
  readonly maxPairs: number;
  readonly constraints: Constraints;
  /** Rows that bins, penalties and pairs are learnt from, at most; a sample of them where there are more. */
  readonly maxLearntRows: number;
  /** Of that sample. */
  readonly seed: number;
}

/** A fit of the linear part and all tables, as they are together: not purified. */
export interface AdditiveFit extends Omit<JointFit, 'coef'> {
  /** One per column of the design; 0 for those that a constraint has left out. */
  readonly coef: Float64Array;
  /** One per feature. */
  readonly coders: readonly BinCoder[];
  readonly converged: boolean;
}

/** What a fit leaves behind, for the model that is made of it. */
export interface FittedRows {
  readonly fit: AdditiveFit;
  /** Codes of all rows, by feature. */
  readonly codes: readonly Uint8Array[];
  readonly weight: Float64Array | null;
  /** Of the columns of the whole design; a left out one has NaN. Null where rows have weights. */
  readonly information: FitInformation | null;
}

/**
 * Bins, codes and the joint fit: all of it on a sample where there are many rows, whose numbers are then fitted to all.
 * @param isKept whether information is wanted, which takes another pass over all rows
 * @throws PropensityError as `LogisticRegression.fit`, and `bad_constraint`
 */
export function fitAdditive(rows: TrainingRows, settings: AdditiveSettings, isKept: boolean): FittedRows {
  const { prepared, labels: y, compute } = rows;
  const { transformers } = prepared.preprocessing;
  checkConstraints(settings.constraints, transformers);
  const weight = rows.sampleWeight ?? null;
  const signs = signsOf(settings.constraints, transformers);
  const start = linearStart({ design: prepared.design, y, weight }, settings.C, signs, compute);
  const sample = learntRows(y, settings.maxLearntRows, settings.seed);
  const learnt = sample === null ? prepared : chosenPrepared(prepared, sample, compute?.threads !== undefined);
  const bins = fitBins(transformers, {
    features: prepared.features,
    rows: learnt.rows,
    weight: sample === null ? weight : weight && gather(weight, sample),
  });
  const coders = bins.map((each, feature) => new BinCoder(transformers[feature]!.name, each));
  const all: JointRows = { design: start.design, y, weight, codes: codesOf(coders, prepared) };
  const joint = jointSettings(transformers, bins, start, signs, settings, compute);
  const none = { coef: start.coef, intercept: start.intercept, tables: transformers.map(() => null), pairs: [] };
  const learn = (fitting: JointFitting) => fitting.learn();
  const whole = (values: Float64Array, ofOthers: number) =>
    spread(values, start.kept, new Float64Array(prepared.design.nColumns).fill(ofOthers));
  let fitted: Run;
  if (sample === null) fitted = run(all, joint, none, learn, isKept);
  else {
    const { design } = keptColumns(learnt.design, (index) => start.kept.includes(index));
    const first = run(chosenRows(all, sample, design), joint, none, learn, false).fit;
    const { fit, information } = run(all, joint, first, (fitting) => fitting.refine(), isKept);
    fitted = { fit: { ...fit, cycles: first.cycles + fit.cycles }, information };
  }
  const { fit, information } = fitted;
  const variances = information?.ofCoefficients ?? null;
  return {
    fit: { ...fit, coef: whole(fit.coef, 0), coders, converged: start.converged },
    codes: all.codes,
    weight,
    information:
      information === null || weight !== null
        ? null
        : { ...information, ofCoefficients: variances && whole(variances, Number.NaN) },
  };
}

function jointSettings(
  transformers: readonly FittedTransformer[],
  bins: readonly FeatureBins[],
  start: LinearStart,
  signs: readonly (number | null)[],
  { C, maxPairs, constraints }: AdditiveSettings,
  compute: ComputeContext | undefined,
): JointSettings {
  const constraintOf = transformers.map(({ name }) => constraints[name]);
  return {
    C,
    axes: bins.map(axisOf),
    hasTable: constraintOf.map((constraint) => constraint !== 'zero'),
    directions: constraintOf.map((constraint): Direction | null =>
      constraint === undefined || constraint === 'zero' ? null : constraint,
    ),
    maxPairs,
    signs: Array.from(start.kept, (index) => signs[index]!),
    compute,
  };
}

/** Puts values in their places among others. */
function spread(values: Float64Array, places: Int32Array, others: Float64Array): Float64Array {
  places.forEach((place, position) => {
    others[place] = values[position]!;
  });
  return others;
}

interface Run {
  readonly fit: JointFit;
  readonly information: FitInformation | null;
}

function run(
  rows: JointRows,
  settings: JointSettings,
  from: Omit<JointFit, 'cycles'>,
  work: (fitting: JointFitting) => void,
  wantsInformation: boolean,
): Run {
  const fitting = new JointFitting(rows, settings, from);
  try {
    work(fitting);
    return { fit: fitting.result(), information: wantsInformation ? fitting.information() : null };
  } finally {
    fitting.end();
  }
}

/** The codes of every feature, one per row. */
export function codesOf(coders: readonly BinCoder[], { features, rows, nRows }: PreparedRows): Uint8Array[] {
  return coders.map((coder) => {
    const codes = new Uint8Array(nRows);
    coder.over(features, rows)(0, codes);
    return codes;
  });
}
