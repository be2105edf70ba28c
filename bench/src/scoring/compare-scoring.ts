import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PropensityError } from '@propensity/core';
import { dataSet } from '../generate/data-set.js';
import { CATEGORICAL_NAMES, LABEL_NAME } from '../generate/synthetic-users.js';
import { onnxRuntime } from '../peers/onnx-runtime.js';
import { type Contender, interleaved } from '../reference/interleaved.js';
import { pythonEnvironment } from '../reference/python-environment.js';
import type { Measured } from '../reference/run-measured.js';
import { writeOnnxModel } from './onnx-model.js';
import { writeScoringModel } from './scoring-model.js';
import type { ScoringResult } from './scoring-result.js';
import { scoringTable } from './scoring-table.js';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const SKLEARN = fileURLToPath(new URL('../python/sklearn_scoring.py', import.meta.url));
/** onnxruntime computes in single precision. */
const TOLERANCE = 1e-5;

/** Where the model is written that all contenders score by. */
export function scoringFiles(cache: string, nRows: number) {
  return { modelFile: join(cache, `scoring-${nRows}.json`), onnxFile: join(cache, `scoring-${nRows}.onnx`) };
}

/**
 * Scores generated users by every contender that is to be had, interleaved, each in a process of its own.
 * @returns Markdown
 * @throws PropensityError `peer_disagrees` unless all of them give the same probabilities
 */
export async function compareScoring(
  cache: string,
  nRows: number,
  runs: number,
  report: (line: string) => void,
): Promise<string> {
  const data = await dataSet(cache, nRows);
  const contenders = await contendersOf(cache, nRows, data, report);
  const measured = interleaved(contenders, runs, report);
  requireAgreement(measured);
  return scoringTable(nRows, runs, measured);
}

async function contendersOf(
  cache: string,
  nRows: number,
  data: string,
  report: (line: string) => void,
): Promise<Contender[]> {
  const { modelFile, onnxFile } = scoringFiles(cache, nRows);
  const model = await writeScoringModel(data, modelFile);
  const only = (peer: string) => [MAIN, 'scoring', '--rows', String(nRows), '--only', peer, '--json'];
  const contenders: Contender[] = [
    { name: 'propensity `LinearScorer`, raw values', program: process.execPath, args: only('propensity') },
  ];
  const environment = pythonEnvironment(cache);
  if ('missing' in environment) {
    report(`scikit-learn and onnxruntime-node are skipped: ${environment.missing}`);
    return contenders;
  }
  const { python } = environment;
  const columns = [data, LABEL_NAME, CATEGORICAL_NAMES.join(','), modelFile];
  contenders.push(
    { name: 'scikit-learn pipeline, raw values', program: python, args: [SKLEARN, 'raw', ...columns] },
    {
      name: 'scikit-learn `predict_proba`, encoded beforehand',
      program: python,
      args: [SKLEARN, 'encoded', ...columns],
    },
  );
  const onnx = onnxRuntime(cache);
  if ('missing' in onnx) {
    report(`onnxruntime-node is skipped: ${onnx.missing}`);
    return contenders;
  }
  writeOnnxModel(python, model, onnxFile);
  contenders.push({
    name: 'onnxruntime-node, encoded beforehand',
    program: process.execPath,
    args: only('onnxruntime-node'),
  });
  return contenders;
}

function requireAgreement(measured: ReadonlyMap<string, readonly Measured[]>): void {
  const results = [...measured].map(([name, [first]]) => ({ name, ...(first!.result as unknown as ScoringResult) }));
  for (const { name, roc_auc, mean_proba } of results) {
    const differs = Math.max(Math.abs(roc_auc - results[0]!.roc_auc), Math.abs(mean_proba - results[0]!.mean_proba));
    if (!(differs < TOLERANCE)) {
      throw new PropensityError('peer_disagrees', `${name} gives other probabilities than ${results[0]!.name}.`, {
        details: { differs },
      });
    }
  }
}
