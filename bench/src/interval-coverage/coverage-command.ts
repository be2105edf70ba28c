import { Command } from 'commander';
import { positiveNumber, share } from '../option-values.js';
import { type CoverageRun, coverageTable } from './coverage-table.js';
import { intervalCoverage } from './interval-coverage.js';
import { type PopulationOptions, scorePopulation } from './score-population.js';

interface CoverageCommandOptions {
  readonly samples: number;
  readonly seed: number;
  readonly baseRate?: number;
  readonly rocAuc?: number;
  readonly json?: boolean;
}

const POSITIVES = [12, 50, 300];
/** Rows of a sample at most: more take minutes per population. */
const MOST_ROWS = 30_000;

/** `bench coverage`: how often intervals hold the truth. @param write takes what goes to stdout */
export function coverageCommand(write: (text: string) => void): Command {
  return new Command('coverage')
    .description('Sample populations whose metrics are known, and count how often 95 % intervals hold them.')
    .option('--samples <number>', 'of each population', positiveNumber, 1000)
    .option('--seed <number>', 'of the samples', Number, 1)
    .option('--base-rate <share>', 'populations of one base rate; else .001, .01 and .05', share)
    .option('--roc-auc <number>', 'populations of one ROC AUC; else .7, .85 and .95', share)
    .option('--json', 'print one JSON object')
    .action(({ samples, seed, json, ...only }: CoverageCommandOptions) => {
      const runs: CoverageRun[] = [];
      for (const options of populations(only)) {
        const population = scorePopulation(options);
        for (const positives of POSITIVES) {
          const rows = Math.round(positives / options.baseRate);
          if (rows > MOST_ROWS) continue;
          const coverage = intervalCoverage(population, { rows, samples, seed });
          runs.push({ population: describe(options), positives, coverage });
        }
      }
      write(
        json
          ? JSON.stringify({
              samples,
              runs: runs.map((run) => ({ ...run, coverage: Object.fromEntries(run.coverage) })),
            })
          : coverageTable(runs, samples),
      );
    });
}

/** Calibrated scores of every shape, base rate and ROC AUC. */
function populations({ baseRate, rocAuc }: Pick<CoverageCommandOptions, 'baseRate' | 'rocAuc'>): PopulationOptions[] {
  const baseRates = baseRate === undefined ? [0.001, 0.01, 0.05] : [baseRate];
  const rocAucs = rocAuc === undefined ? [0.7, 0.85, 0.95] : [rocAuc];
  return (['normal', 'exponential', 'two groups'] as const).flatMap((shape) =>
    baseRates.flatMap((itsRate) => rocAucs.map((itsAuc) => ({ shape, baseRate: itsRate, rocAuc: itsAuc }))),
  );
}

function describe({ shape, baseRate, rocAuc }: PopulationOptions): string {
  return `${shape}, base rate ${baseRate}, ROC AUC ${rocAuc}`;
}
