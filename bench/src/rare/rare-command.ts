import { Command } from 'commander';
import { positiveNumber, share } from '../option-values.js';
import { compareRare, type RareComparison } from './compare-rare.js';
import { rareFit } from './rare-fit.js';

interface RareOptions {
  readonly rows: number;
  readonly seed: number;
  readonly runs: number;
  readonly baseRate: number;
  readonly negativeShare: number;
  readonly only?: number;
  readonly json?: boolean;
}

/** `bench rare`: what sampling the negatives of a rare target costs and saves. @param write takes what goes to stdout */
export function rareCommand(write: (text: string) => void): Command {
  return new Command('rare')
    .description(
      'Train on synthetic users with a rare target, on all negatives and on a share; compare with the truth.',
    )
    .option('--rows <number>', 'number of users', positiveNumber, 1_000_000)
    .option('--seed <number>', 'of the first run; the others count on', Number, 1)
    .option('--runs <number>', 'how many', positiveNumber, 3)
    .option('--base-rate <share>', 'mean probability of the label', share, 0.001)
    .option('--negative-share <share>', 'share of the negatives that is fitted', share, 0.05)
    .option('--only <share>', 'one fit, on that share of the negatives (1: all), in this process', positiveNumber)
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      '\nLabels are drawn so evenly that as many are positive as their true probabilities add up to.',
    )
    .action(({ runs, only, json, ...options }: RareOptions) => {
      if (only !== undefined) {
        write(JSON.stringify(rareFit({ ...options, negativeShare: only }), null, json ? undefined : 2));
        return;
      }
      const comparisons: RareComparison[] = [];
      for (let run = 0; run < runs; run++) {
        const comparison = compareRare({ ...options, seed: options.seed + run });
        comparisons.push(comparison);
        if (!json) write(describe(comparison));
      }
      if (json) write(JSON.stringify({ runs: comparisons }));
    });
}

function describe({ seed, sampled, full, ...ratios }: RareComparison): string {
  const line = (name: string, of: (fit: RareComparison['full']) => string) =>
    `  ${name.padEnd(28)}${of(sampled).padStart(12)}${of(full).padStart(12)}`;
  return [
    `Seed ${seed}: ${full.positives} positives in training`,
    `  ${''.padEnd(28)}${'sampled'.padStart(12)}${'everything'.padStart(12)}`,
    line('mean predicted', (fit) => fit.mean_predicted.toExponential(4)),
    line('mean true', (fit) => fit.mean_true.toExponential(4)),
    line('log-loss', (fit) => fit.log_loss.toFixed(6)),
    line('log-loss under the truth', (fit) => fit.expected_log_loss.toFixed(6)),
    line('fit, s', (fit) => fit.fit_seconds.toFixed(2)),
    line('peak memory, MB', (fit) => String(fit.peak_rss_mb ?? '–')),
    `  predicted / true ${ratios.mean_ratio.toFixed(4)}, log-loss sampled / everything ${ratios.log_loss_ratio.toFixed(4)} (${ratios.expected_log_loss_ratio.toFixed(4)} under the truth)`,
    '',
  ].join('\n');
}
