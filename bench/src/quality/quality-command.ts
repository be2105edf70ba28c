import { Command, InvalidArgumentError, Option } from 'commander';
import { addFileOptions } from '../columns/file-options.js';
import { pythonEnvironment } from '../reference/python-environment.js';
import { peerNames, peers } from './peers.js';
import { type Quality, quality } from './quality.js';

/** `bench quality`: its options, and what it prints. @param write takes what goes to stdout @param cache where the peers' environment is kept */
export function qualityCommand(write: (text: string) => void, cache: string): Command {
  return addFileOptions(
    new Command('quality')
      .description(
        'Cross-validate a model on a CSV file: fit on all folds but one, measure on that one, for each fold.',
      )
      .requiredOption('--csv <file>', 'CSV file with a header line'),
  )
    .addOption(new Option('--model <name>', 'linear or additive').choices(['linear', 'additive']).default('additive'))
    .option('--folds <number>', 'fold k is the data rows whose index % folds is k', folds, 5)
    .option('--no-log1p', 'take numbers as they are, not as sign(x)·ln(1 + |x|), in the linear part')
    .option('--peers', `measure ${peerNames.join(' and ')} beside it, on the same folds (needs python3 and PyPI)`)
    .option('--json', 'print one JSON object')
    .action(async (options) => {
      const own = await quality(options);
      const result = options.peers ? { ...own, peers: peers(options, pythonEnvironment(cache)) } : own;
      write(options.json ? JSON.stringify(result) : describe(options.model, result));
    });
}

function folds(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 2)) throw new InvalidArgumentError('It must be a whole number from 2.');
  return value;
}

function describe(
  model: string,
  { peers: others, ...own }: Quality & { readonly peers?: ReturnType<typeof peers> },
): string {
  const line = (name: string, { log_loss, roc_auc, brier, ece, fit_seconds }: Quality) =>
    `${name.padEnd(32)} log-loss ${log_loss.toFixed(4)}  ROC AUC ${roc_auc.toFixed(4)}  Brier ${brier.toFixed(4)}  ECE ${ece.toFixed(4)}  fit ${fit_seconds.toFixed(2)} s`;
  if (others === undefined) return line(model, own);
  if ('skipped' in others) return `${line(model, own)}\nskipped: ${others.skipped}`;
  return [line(model, own), ...Object.entries(others).map(([name, result]) => line(name, result))].join('\n');
}
