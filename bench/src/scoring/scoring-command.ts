import { Command, Option } from 'commander';
import { dataSet } from '../generate/data-set.js';
import { positiveNumber } from '../option-values.js';
import { compareScoring, scoringFiles } from './compare-scoring.js';
import { scoreByLinearScorer } from './score-by-linear-scorer.js';
import { scoreByOnnx } from './score-by-onnx.js';
import type { ScoringResult } from './scoring-result.js';

interface ScoringOptions {
  readonly rows: number;
  readonly runs: number;
  readonly only?: 'propensity' | 'onnxruntime-node';
  readonly json?: boolean;
}

/** `bench scoring`: scoring and ROC AUC beside those of others. @param write takes what goes to stdout */
export function scoringCommand(write: (text: string) => void, cache: string): Command {
  return new Command('scoring')
    .description('Score generated users by LinearScorer, scikit-learn and onnxruntime-node, interleaved.')
    .option('--rows <number>', 'number of users', positiveNumber, 1_000_000)
    .option('--runs <number>', 'of each, in turn; medians are shown', positiveNumber, 5)
    .addOption(
      new Option('--only <name>', 'this one alone, in this process, by the model of an earlier comparison').choices([
        'propensity',
        'onnxruntime-node',
      ]),
    )
    .option('--json', 'print one JSON object; with --only')
    .action(async ({ rows, runs, only, json }: ScoringOptions) => {
      if (only === undefined) {
        write(await compareScoring(cache, rows, runs, (line) => process.stderr.write(`${line}\n`)));
        return;
      }
      const result = await scoreBy(only, cache, rows);
      write(json ? JSON.stringify(result) : JSON.stringify(result, null, 2));
    });
}

async function scoreBy(only: NonNullable<ScoringOptions['only']>, cache: string, rows: number): Promise<ScoringResult> {
  const data = await dataSet(cache, rows);
  const { modelFile, onnxFile } = scoringFiles(cache, rows);
  return only === 'propensity' ? scoreByLinearScorer(data, modelFile) : scoreByOnnx(data, modelFile, onnxFile, cache);
}
