import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type DesignMatrix, PropensityError } from '@propensity/core';
import type { ScoringModel } from './scoring-model.js';

const SCRIPT = fileURLToPath(new URL('../python/linear_onnx.py', import.meta.url));

/** What the ONNX model takes: a float32 per numeric column and an int32 per category, row by row. */
export interface OnnxInputs {
  readonly values: Float32Array;
  readonly codes: Int32Array;
}

/** Writes the model as ONNX: sigmoid(values · w + Σ w[codes] + b). @throws PropensityError `reference_failed` */
export function writeOnnxModel(python: string, { preprocessing, model }: ScoringModel, onnxFile: string): void {
  const numeric = preprocessing.flatMap(({ kind }) => (kind === 'numeric' ? [kind] : [])).length;
  const coef = Array.from(model.coef);
  const isNumericFirst = preprocessing.slice(0, numeric).every(({ kind }) => kind === 'numeric');
  if (!isNumericFirst) throw new PropensityError('reference_failed', 'Numbers have to come before categories here.');
  const input = JSON.stringify({
    numeric: coef.slice(0, numeric),
    levels: coef.slice(numeric),
    intercept: model.intercept,
  });
  const { status, stderr } = spawnSync(python, [SCRIPT, onnxFile], { input, encoding: 'utf8' });
  if (status !== 0) throw new PropensityError('reference_failed', `linear_onnx.py failed: ${stderr.slice(-2000)}`);
}

/** The rows of a design as that model takes them. */
export function onnxInputs({ nRows, nColumns, numeric, categorical }: DesignMatrix): OnnxInputs {
  const values = new Float32Array(nRows * numeric.length);
  const codes = new Int32Array(nRows * categorical.length);
  numeric.forEach((column, j) => {
    for (let i = 0; i < nRows; i++) values[i * numeric.length + j] = column.values[i]!;
  });
  // The last entry of the model's table is 0: for a level that training never had.
  const none = nColumns - numeric.length;
  categorical.forEach((block, k) => {
    const offset = block.offset - numeric.length;
    for (let i = 0; i < nRows; i++) {
      codes[i * categorical.length + k] = block.codes[i]! < 0 ? none : offset + block.codes[i]!;
    }
  });
  return { values, codes };
}
