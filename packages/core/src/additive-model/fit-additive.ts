import { sampleIndices } from '../model-selection/sample-indices.js';
import type { PreparedRows, TrainingRows } from '../models/prepared-rows.js';
import { PreparedRows as Prepared } from '../models/prepared-rows.js';
import type { Direction } from '../penalised-tables/penalised-table.js';
import { gather } from '../table/table.js';
import { type Constraints, checkConstraints, keptColumns, signsOf } from './constraints.js';
import { axisOf, BinCoder } from './feature-bins.js';
import { fitBins } from './fit-bins.js';
import { type FitInformation, type JointFit, JointFitting, type JointRows, type JointSettings } from './joint-fit.js';
import { linearStart } from './linear-start.js';

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
 * Bins, codes and the joint fit.
 * @param isKept whether information is wanted, which takes another pass over all rows
 * @throws PropensityError as `LogisticRegression.fit`, and `bad_constraint`
 */
export function fitAdditive(rows: TrainingRows, settings: AdditiveSettings, isKept: boolean): FittedRows {
  const { prepared, compute } = rows;
  const { transformers } = prepared.preprocessing;
  checkConstraints(settings.constraints, transformers);
  const weight = rows.sampleWeight ?? null;
  const signs = signsOf(settings.constraints, transformers);
  const start = linearStart({ design: prepared.design, y: rows.labels, weight }, settings.C, signs, compute);
  const sample =
    prepared.nRows > settings.maxLearntRows
      ? sampleIndices(prepared.nRows, settings.maxLearntRows, settings.seed)
      : null;
  const learnt = sample === null ? prepared : sampled(prepared, sample);
  const bins = fitBins(transformers, {
    features: prepared.features,
    rows: learnt.rows,
    weight: sample === null ? weight : weight && gather(weight, sample),
  });
  const coders = bins.map((each, feature) => new BinCoder(transformers[feature]!.name, each));
  const constraints = transformers.map(({ name }) => settings.constraints[name]);
  const joint: JointSettings = {
    C: settings.C,
    axes: bins.map(axisOf),
    hasTable: constraints.map((constraint) => constraint !== 'zero'),
    directions: constraints.map((constraint): Direction | null =>
      constraint === undefined || constraint === 'zero' ? null : constraint,
    ),
    maxPairs: settings.maxPairs,
    signs: Array.from(start.kept, (index) => signs[index]!),
    compute,
  };
  const all: JointRows = { design: start.design, y: rows.labels, weight, codes: codesOf(coders, prepared) };
  const none = { coef: start.coef, intercept: start.intercept, tables: transformers.map(() => null), pairs: [] };
  const first =
    sample === null
      ? all
      : sampledRows(all, sample, keptColumns(learnt.design, (index) => start.kept.includes(index)).design);
  const learned = run(first, joint, none, (fitting) => fitting.learn(), isKept && sample === null);
  const fitted = sample === null ? learned : run(all, joint, learned.fit, (fitting) => fitting.refine(), isKept);
  const whole = (values: Float64Array, ofOthers: number) => {
    const result = new Float64Array(prepared.design.nColumns).fill(ofOthers);
    start.kept.forEach((index, position) => {
      result[index] = values[position]!;
    });
    return result;
  };
  const { information } = fitted;
  return {
    fit: {
      ...fitted.fit,
      coef: whole(fitted.fit.coef, 0),
      cycles: learned.fit.cycles + (sample === null ? 0 : fitted.fit.cycles),
      coders,
      converged: start.converged,
    },
    codes: all.codes,
    weight,
    information:
      information === null || weight !== null
        ? null
        : {
            ...information,
            ofCoefficients: information.ofCoefficients && whole(information.ofCoefficients, Number.NaN),
          },
  };
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

function sampled({ features, rows, preprocessing }: PreparedRows, sample: Int32Array): PreparedRows {
  return new Prepared(
    features,
    Uint32Array.from(sample, (index) => rows?.[index] ?? index),
    preprocessing,
  );
}

function sampledRows({ y, weight, codes }: JointRows, sample: Int32Array, design: JointRows['design']): JointRows {
  return {
    design,
    y: gather(y, sample),
    weight: weight && gather(weight, sample),
    codes: codes.map((each) => {
      const own = new Uint8Array(sample.length);
      for (let i = 0; i < own.length; i++) own[i] = each[sample[i]!]!;
      return own;
    }),
  };
}
