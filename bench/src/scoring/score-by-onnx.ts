import { PropensityError, rocAucScore } from '@propensity/core';
import { FittedPreprocessor } from '@propensity/core/preprocessing';
import { medianSeconds } from '../median.js';
import { onnxRuntime } from '../peers/onnx-runtime.js';
import { onnxInputs } from './onnx-model.js';
import { readScoringModel, readUsers } from './scoring-model.js';
import { meanOf, ONE_ROWS, type ScoringResult } from './scoring-result.js';

/**
 * onnxruntime-node on rows that are imputed, standardised and encoded already, which is not in the time: the least that it can take.
 * Single precision, and as many threads as it likes.
 * @throws PropensityError `peer_missing`
 */
export async function scoreByOnnx(
  data: string,
  modelFile: string,
  onnxFile: string,
  cache: string,
): Promise<ScoringResult> {
  const found = onnxRuntime(cache);
  if ('missing' in found) throw new PropensityError('peer_missing', found.missing);
  const { InferenceSession, Tensor } = found.runtime;
  const { table, labels } = await readUsers(data);
  const design = new FittedPreprocessor(readScoringModel(modelFile).preprocessing).transform(table);
  const { values, codes } = onnxInputs(design);
  const session = await InferenceSession.create(onnxFile);
  const nNumeric = design.numeric.length;
  const nCategorical = design.categorical.length;
  const run = async (from: number, to: number): Promise<Float32Array> => {
    const { proba } = await session.run({
      values: new Tensor('float32', values.subarray(from * nNumeric, to * nNumeric), [to - from, nNumeric]),
      codes: new Tensor('int32', codes.subarray(from * nCategorical, to * nCategorical), [to - from, nCategorical]),
    });
    return proba!.data as Float32Array;
  };
  const proba = await run(0, table.nRows);
  const columns = await medianSeconds(() => run(0, table.nRows));
  const one = await medianSeconds(async () => {
    for (let call = 0; call < ONE_ROWS; call++) await run(call % table.nRows, (call % table.nRows) + 1);
  });
  return {
    rows: table.nRows,
    columns_us: (1e6 * columns) / table.nRows,
    one_us: (1e6 * one) / ONE_ROWS,
    auc_ms: null,
    roc_auc: rocAucScore(labels, Float64Array.from(proba))!,
    mean_proba: meanOf(proba),
  };
}
