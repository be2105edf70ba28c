import type { BuildPreprocessorResult } from '@propensity/core/jobs';
import { aligned, count } from './format.js';

export function renderPreprocessor(result: BuildPreprocessorResult, file: string | null): string {
  const { preprocessor, fitted_snapshots: fitted, counts } = result;
  return [
    `✓ Built ${preprocessor.name}`,
    '',
    ...aligned([
      [
        'learnt from',
        `${count(counts.rows)} rows of ${count(counts.users)} users at ${fitted.length === 1 ? fitted[0] : `${fitted.length} snapshots, ${fitted.at(-1)} to ${fitted[0]}`}; test users left out`,
      ],
      ['features', `${result.features}, ${count(result.columns)} columns for the model`],
      ['SHA-256', preprocessor.sha256],
      ['usable for', `training at ${result.snapshot} or later`],
      ...(file === null ? [] : [['copy', file] as const]),
    ]),
    '',
    'Put this into the configuration, then run propensity train:',
    `  "training": { "preprocessor": "${preprocessor.name}" }`,
  ].join('\n');
}
